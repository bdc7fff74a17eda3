# %% [markdown]
# # How sure are we?
#
# **The question.** Most facts behind a comparison have a range, and most ranges are
# estimates. How far can cost and days be off; in which share of the cases does the
# Caspian beat Russia; and which fact, if it were known better, would settle it?
#
# **The form of the answer.** P10, P50 and P90 by corridor, today and with CPC
# closed; the share of draws in which one corridor wins; and a ranking of facts,
# each with the share of the variance that would go if it were known, and its
# source.

# %%
import os

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Markdown

import corridor as cr

# Fewer draws, for tests.
SMALL = os.environ.get("CORRIDOR_NOTEBOOK_SIZE") == "small"
DRAWS = 128 if SMALL else 2048
SOBOL = 16 if SMALL else 256
pd.options.display.float_format = "{:,.1f}".format
pd.options.display.max_colwidth = 60

data = cr.load_dataset()
CRUDE = ("crude_oil", "tengiz", "trieste")
COPPER = ("copper", "balkhash_smelter", "duisburg")
SIDES = ("caspian", "russia")

# %% [markdown]
# ## Draw every fact
#
# Each fact with a range is drawn so many times; a fact that many links share is
# drawn once. In every draw the best route of each corridor is found anew. All
# scenarios and corridors see the same draws.

# %%
base = cr.Scenario("today")
scenarios = [base, cr.load_scenario("cpc-closed")]
runs = cr.run_ensemble(
    data, scenarios, n=DRAWS, seed=7, pairs=[CRUDE, COPPER], corridors=SIDES
)
print(runs)

# %%
KEYS = ["commodity", "scenario", "corridor"]
spread = runs.quantiles().set_index([*KEYS, "metric"])[["p10", "p50", "p90"]]
money = spread.xs("cost_usd_per_t", level="metric")
days = spread.xs("time_d", level="metric")
pd.concat({"USD/t": money, "days": days}, axis=1)

# %%
cases = [(CRUDE, "today"), (CRUDE, "cpc-closed"), (COPPER, "today")]
fig, axes = plt.subplots(3, 1, figsize=(9, 6.5), layout="constrained")
for ax, (pair, scenario) in zip(axes, cases, strict=True):
    runs.plot_distribution(scenario=scenario, pair=pair, ax=ax)

# %% [markdown]
# ## Does the Caspian beat Russia?
#
# Overlapping ranges say less than the share of draws in which one beats the other:
# both see the same draw of every fact they share.

# %%
wins = {
    name: runs.probability_better(*SIDES, metric=metric).set_index(
        ["commodity", "scenario"]
    )[["probability", "standard_error"]]
    for name, metric in {
        "cheaper in money": "cost_usd_per_t",
        "quicker": "time_d",
        "better all in all": "generalised_cost_usd_per_t",
    }.items()
}
100 * pd.concat(wins, axis=1)

# %%
cheaper = wins["cheaper in money"]["probability"]
Markdown(
    "The Caspian is the cheaper way for crude in "
    f"**{cheaper['crude_oil', 'today']:.1%}** of {DRAWS:,} draws today, and in "
    f"**{cheaper['crude_oil', 'cpc-closed']:.1%}** with CPC closed; for copper in "
    f"**{cheaper['copper', 'today']:.1%}**."
)

# %% [markdown]
# The percentages are shares of draws; the second column of each is the sampling
# error. What they cannot know is what the ranges themselves leave out.
#
# How often is which way the best of its corridor?

# %%
ways = runs.routes()
copper_ways = ways[(ways["commodity"] == "copper") & (ways["scenario"] == "today")]
copper_ways = copper_ways.groupby("corridor").head(3)
pd.DataFrame(
    {
        "corridor": copper_ways["corridor"],
        "% of draws": 100 * copper_ways["share"],
        "stops": [
            ", ".join(
                x.split("/")[0].removeprefix("transfer:") for x in way if "/" in x
            )
            for way in copper_ways["route"]
        ],
    }
)

# %% [markdown]
# ## Which fact would settle it?
#
# The answer is now one number: the cost over the Caspian less that through Russia.
# Sobol's first-order index of a fact is the share of the variance that would go, on
# average, if the fact were known exactly.

# %%
asked = {"compare": SIDES, "metric": "cost_usd_per_t", "n": SOBOL, "seed": 7}
oil_facts = cr.run_sensitivity(data, base, pair=CRUDE, **asked)
metal_facts = cr.run_sensitivity(data, base, pair=COPPER, **asked)

pd.options.display.float_format = "{:,.4g}".format
SHOWN = ["fact", "first", "value", "low", "high", "unit", "kind", "source"]
weakest = pd.concat(
    {
        "crude": oil_facts.weakest_facts(4)[SHOWN],
        "copper": metal_facts.weakest_facts(4)[SHOWN],
    }
)
weakest.assign(fact=weakest["fact"].str.replace(r"\|+", " ", regex=True))

# %% [markdown]
# An *estimate* at the head of a list is a place to look for a source. The next
# picture moves each fact alone from its P10 to its P90.

# %%
ax = metal_facts.plot_tornado(k=8)

# %% [markdown]
# ### Try it: what if the first fact were known?
#
# A check of the index with its own draws: the first fact of the copper list is
# fixed at its central value, and everything is drawn again.

# %%
first = metal_facts.weakest_facts(1).iloc[0]
subject, attribute, group = first["fact"].split("|")[:3]
known = base.then(
    "first fact known",
    cr.SetFact(
        subject, attribute, first["value"], first["unit"], commodity_group=group
    ),
)
again = cr.run_ensemble(
    data, [base, known], n=DRAWS, seed=7, pairs=[COPPER], corridors=SIDES
)
cost = again.draws("cost_usd_per_t")[:, 0]
gap = pd.DataFrame((cost[:, 0] - cost[:, 1]).T, columns=again.scenarios)
gone = 1 - gap.var()["first fact known"] / gap.var()["today"]
Markdown(
    f"With **{subject} {attribute}** known, **{gone:.0%}** of the variance of the "
    f"difference goes; the index says {first['first']:.0%}."
)

# %%
fig, ax = plt.subplots(figsize=(8, 3.2), layout="constrained")
for name, colour in zip(gap, ["#999999", "#009E73"], strict=True):
    ax.hist(gap[name], bins=60, alpha=0.6, label=name, color=colour)
ax.axvline(0, color="black", linewidth=0.8)
ax.set(xlabel="Copper: Caspian less Russia, USD per tonne", yticks=[])
ax.legend(frameon=False)
ax.spines[["top", "right", "left"]].set_visible(False)

# %% [markdown]
# ## A choice under risk
#
# All draws of all scenarios as cases: the mean, the mean of the worst tenth (CVaR),
# and the worst regret, which is what a choice costs beyond the best one of the same
# case.

# %%
pd.options.display.float_format = "{:,.1f}".format
choice = cr.minimax_regret(runs)
choice.drop(columns=["origin", "destination", "feasible_share"])

# %% [markdown]
# ## What this does not show
#
# - `low` and `high` are P10 and P90 by the judgement of whoever entered them. Where
#   they are too narrow, so is the answer.
# - Facts are drawn independently of each other, unless they are one fact. Freight
#   rates that rise together are not in it.
# - A route's charge without a fact is not drawn: it is listed as not included.
# - Here one tonne goes its way; capacity, and with it all tonnes, is in *Losing
#   CPC* and *What to build*.
#
# **Next:** *Bring your own network and data*.
