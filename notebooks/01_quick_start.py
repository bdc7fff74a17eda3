# %% [markdown]
# # Quick start: the Caspian or Russia?
#
# **The question.** A tonne of crude oil, of gas or of copper leaves Central Asia
# for Europe. Is it cheaper, and is it quicker, over the Caspian or through Russia?
# How sure is that?
#
# **The form of the answer.** For each cargo a table with one row per corridor
# (money with its range, days, CO2, whose land is crossed, or why there is no way),
# a map, and the share of draws of the uncertain facts in which one corridor beats
# the other.
#
# Money is in US dollars of one year per tonne. All of it runs in half a minute.

# %%
import os

import pandas as pd
from IPython.display import Markdown

import corridor as cr

# Fewer draws, for tests.
SMALL = os.environ.get("CORRIDOR_NOTEBOOK_SIZE") == "small"
DRAWS = 200 if SMALL else 2000
pd.options.display.float_format = "{:,.1f}".format
pd.options.display.max_colwidth = 120

data = cr.load_dataset()
net = cr.build_network(data)
print(data)

# %% [markdown]
# The data come with the library. A *corridor* is a rule: `caspian` passes the
# Caspian Sea and no Russian, Belarusian or Iranian land; `russia` touches Russian
# land; `any` has no rule. Under each rule the search finds the best route.
#
# ## Crude: Tengiz to Trieste

# %%
crude = cr.compare_corridors(net, "crude_oil", "tengiz", "trieste", n_draws=DRAWS)
crude

# %% [markdown]
# `low` and `high` are P10 and P90; the *estimate share* is how much of the cost
# rests on figures that are judged, not published; a corridor without a way says
# why. All columns are in `crude.table`.

# %%
ax = crude.plot_map()

# %% [markdown]
# Where the days go: they run up over the distance, and a vertical step is a stop.

# %%
ax = crude.plot_profile()

# %% [markdown]
# And the dollars: what a tonne pays for, with the range from P10 to P90.

# %%
ax = crude.plot_costs()

# %%
cost = crude.table["cost_usd_per_t"]
gap = cost["caspian"] - cost["russia"]
wins = crude.probability_better("caspian", "russia")
Markdown(
    f"Over the Caspian a tonne of crude costs **{gap:+.0f} USD** against the way "
    f"through Russia. It is the cheaper of the two in **{wins:.1%}** of {DRAWS:,} "
    "draws of the facts; those that both ways share are drawn once for both."
)

# %% [markdown]
# ### Where does a number come from?
#
# Every charge names its facts, and every fact its source.

# %%
charges = crude.routes["russia"].charges
charges[["leg_name", "charge", "recipient", "usd_per_t", "kind"]]

# %%
sources = data.trace("link:cpc", "tariff_usd_per_t")
sources[["value", "unit", "observed", "kind", "title", "url"]].T

# %% [markdown]
# ## Gas: Galkynysh to Italy

# %%
gas = cr.compare_corridors(
    net, "natural_gas", "galkynysh", "market_it", n_draws=DRAWS
)
gas

# %% [markdown]
# A corridor that is not open says what bars it. A *scenario* is a list of named
# changes. This one builds the pipe under the Caspian and enlarges the lines behind
# it.

# %%
piped = cr.load_scenario("trans-caspian-gas-europe")
print(piped)
built = cr.build_network(piped.apply(data))
gas_built = cr.compare_corridors(
    built, "natural_gas", "galkynysh", "market_it", n_draws=DRAWS
)
gas_built

# %%
ax = gas_built.plot_map()

# %% [markdown]
# ## Copper: Balkhash to Duisburg

# %%
copper = cr.compare_corridors(
    net, "copper", "balkhash_smelter", "duisburg", n_draws=DRAWS
)
copper

# %%
ax = copper.plot_map()

# %% [markdown]
# `copper.explore()` shows the same as a map that can be moved, hovered and
# filtered, without a network; `copper.explore().save("copper.html")` writes it as
# one page.

# %%
ax = copper.plot_profile()

# %%
ax = copper.plot_costs()

# %% [markdown]
# Money is one criterion among several; the darker, the better.

# %%
ax = copper.plot_scorecard()

# %% [markdown]
# What would tip the choice? `break_even` moves one quantity until the better
# corridor changes: here a subsidy on each tonne over the Caspian, then the tariff
# of Russian railways.

# %%
tip = {
    "commodity": "copper",
    "origin": "balkhash_smelter",
    "destination": "duisburg",
    "better": "caspian",
    "than": "russia",
}
print(cr.break_even(net, **tip, change="subsidy_usd_per_t"))
tariff = cr.break_even(
    net, **tip, change=("mode:rail_1520/RU", "tariff_usd_per_tkm")
)
print(tariff)

# %%
ax = tariff.plot()

# %% [markdown]
# ## The answer

# %%
cases = {"crude": crude, "gas, once built": gas_built, "copper": copper}
rows = {}
for name, found in cases.items():
    both = found.table.loc[["caspian", "russia"]]
    rows[name] = {
        (quantity, corridor): both.at[corridor, column]
        for quantity, column in {
            "USD/t": "cost_usd_per_t",
            "days": "time_d",
        }.items()
        for corridor in both.index
    }
    if both["feasible"].all():
        wins = found.probability_better("caspian", "russia")
        rows[name]["% of draws", "caspian cheaper"] = 100 * wins
pd.DataFrame.from_dict(rows, orient="index")

# %% [markdown]
# ## What this does not show
#
# - One tonne's way says nothing of how many tonnes fit: capacity, quotas and rules
#   of access come with all tonnes at once, in *Losing CPC* and *What to build*.
# - A charge without a fact is listed as not included (`table["not_included"]`),
#   never counted as 0: two corridors may leave out different ones.
# - Here the routes are those of the central facts; *How sure are we?* finds the
#   best route anew in every draw.
#
# **Next:** *Critical minerals to Europe and Japan*.
