# %% [markdown]
# # What to build
#
# **The question.** What holds flows back today, what hurts most when it is lost,
# how much can stay off Russian land with what there is, and which projects at which
# cost bring a quarter, half, three quarters or all of it off?
#
# **The form of the answer.** Bottlenecks with the worth of a further tonne; a
# ranking of losses; a curve of cost against the share kept off; and a ladder of
# bundles of projects, each with capital, its range, and what still goes
# undelivered.

# %%
import os
import warnings

import pandas as pd
from IPython.display import Markdown

import corridor as cr

# Fewer cases, for tests.
SMALL = os.environ.get("CORRIDOR_NOTEBOOK_SIZE") == "small"
pd.options.display.float_format = "{:,.1f}".format
pd.options.display.max_colwidth = 300
# What is not delivered is told in the tables, so the warning need not.
warnings.simplefilter("ignore", cr.UnmetDemandWarning)

data = cr.load_dataset()
net = cr.build_network(data)
oil = data.demand[data.demand["commodity"] == "crude_oil"]

# %% [markdown]
# ## Today: who carries what, and what binds

# %%
flows = cr.assign_flows(net, data.demand)
print(flows)
share = (
    flows.by_corridor()["share"].unstack("corridor").drop(columns="any").fillna(0.0)
)
(100 * share).rename_axis(columns="share of flow, % by")

# %%
ax = flows.plot_sankey()

# %%
binding = flows.bottlenecks()[
    ["name", "available_per_y", "gain_usd_per_unit", "loss_usd_per_unit"]
]
binding.assign(available_per_y=binding["available_per_y"] / 1e6).rename(
    columns={
        "available_per_y": "available, Mt/y",
        "gain_usd_per_unit": "one more tonne, USD",
        "loss_usd_per_unit": "one tonne less, USD",
    }
)

# %% [markdown]
# The two one-sided differences differ at a kink: a worth of 0 for one more tonne
# does not mean that losing one is free.
#
# ## What hurts most when it is lost
#
# Each element of the network is taken away in turn, and all flows settle anew.

# %%
found = cr.criticality(net, data.demand)
print(found)
worst = found.table[["name", "kind", "flow_t_per_y", "added_unmet_t_per_y"]].head(
    12
)
worst.assign(
    flow_t_per_y=worst["flow_t_per_y"] / 1e6,
    added_unmet_t_per_y=worst["added_unmet_t_per_y"] / 1e6,
).rename(
    columns={"flow_t_per_y": "carried, Mt/y", "added_unmet_t_per_y": "lost, Mt/y"}
)

# %% [markdown]
# Ends of the network rank high of themselves: what is asked for in China is not
# delivered without the Chinese border. Causes that strike several places at once
# are the better question:

# %%
causes = cr.criticality(net, data.demand, by=("passage", "cause"))
ax = causes.plot(most=12)

# %% [markdown]
# ## How much can stay off Russian land with what there is

# %%
curve = cr.independence_curve(net, data.demand)
print(curve)

# %%
ax = curve.plot(scope="crude_oil")

# %%
crude = curve.scopes.loc["crude_oil"]
Markdown(
    f"Of **{crude['territory_t_per_y'] / 1e6:.1f} Mt/y** of crude that touch "
    f"Russian land, **{crude['possible_share']:.1%}** can be kept off with all of "
    "it delivered. Without Russian land "
    f"**{crude['unmet_without_t_per_y'] / 1e6:.1f} Mt/y** more stay undelivered, "
    "whatever is paid."
)

# %% [markdown]
# ## The ladder: which projects, for which share
#
# `expansion_ladder` chooses among the projects of the data set, as bundles: a port
# that grows is of no use without tankers. Two costs that nobody publishes are
# supposed, and stand in the code. The *possible share* is what the bundle can keep
# off with as much delivered as today.

# %%
SUPPOSED = {"btc_kazakh_contract": 0.0, "aktau_oil_berths": 100e6}
SHARES = (0.25, 1.0) if SMALL else (0.25, 0.5, 0.75, 1.0)
ladder = cr.expansion_ladder(
    net,
    oil,
    data.projects,
    shares=SHARES,
    capex_usd=SUPPOSED,
)
steps = ladder.table
pd.DataFrame(
    {
        "bundle": steps["bundle"],
        "million USD": steps["capex_usd"] / 1e6,
        "low": steps["capex_low_usd"] / 1e6,
        "high": steps["capex_high_usd"] / 1e6,
        "undelivered, Mt/y": steps["unmet_t_per_y"] / 1e6,
        "with nothing built": steps["unmet_without_t_per_y"] / 1e6,
        "possible share, %": 100 * steps["possible_share"],
    }
).rename(index="{:.0%}".format)

# %%
ax = ladder.plot()

# %% [markdown]
# Each step keeps its own plan: what is built, how many of it, and what it adds.

# %%
plan = ladder.plans[max(SHARES)]
print(plan)
plan.effects

# %% [markdown]
# Projects that could not be used, and why:

# %%
pd.Series(ladder.unused, name="why not").rename_axis("project").to_frame().head(15)

# %% [markdown]
# ## Gas: a pipe and what lies behind it
#
# Bundles are judged together. Costs are set to nothing here: the question is what
# each brings.

# %%
GROWTH = ("scp_future", "tanap_24", "tap_level1", "tap_exp1")
BUNDLES = {
    "Trans-Caspian pipe": ("trans_caspian_gas_full",),
    "SCP, TANAP and TAP grow": GROWTH,
    "pipe, SCP, TANAP and TAP": ("trans_caspian_gas_full", *GROWTH),
}
need = cr.Demand.of("natural_gas", {"market_it": 10.0}, origin="TM", unit="bcm/y")
free = dict.fromkeys({name for bundle in BUNDLES.values() for name in bundle}, 0.0)
gas = cr.compare_bundles(net, need, bundles=list(BUNDLES.values()), capex_usd=free)
gas.index = ["nothing", *BUNDLES]
(gas[["delivered_t_per_y"]] / 1e6).rename(
    columns={"delivered_t_per_y": "to Italy, Mt/y"}
)

# %% [markdown]
# ## What this does not show
#
# - Projects without a published cost are no candidates, unless a cost is given as
#   above: the ladder is the best of what is known, not of what is possible.
# - Capacity that is not known is no bottleneck here, and so no project relieves it.
# - Whether anyone would pay, lend or ship is not asked. The yearly charge uses 8 %
#   over 25 years: both are inputs of `expansion_ladder`.
# - All projects stand at once; `expand(..., years=...)` puts them in order.
#
# **Next:** *How sure are we?*
