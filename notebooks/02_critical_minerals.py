# %% [markdown]
# # Critical minerals to Europe and Japan
#
# **The question.** By which ways can the critical minerals of Central Asia reach
# Europe and Japan without touching Russian land? What does each way cost in money
# and days, and how much of what is asked for could go that way?
#
# **The form of the answer.** A table of USD per tonne and days by mineral, market
# and corridor; what the Caspian costs beyond Russia; the share of each mineral that
# can be kept off Russian land; and the subsidy at which cargo turns.

# %%
import os
import warnings

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Markdown

import corridor as cr

# Fewer cases, for tests.
SMALL = os.environ.get("CORRIDOR_NOTEBOOK_SIZE") == "small"
pd.options.display.float_format = "{:,.1f}".format
pd.options.display.max_colwidth = 100
# What is not delivered is told in a table, so the warning need not.
warnings.simplefilter("ignore", cr.UnmetDemandWarning)

data = cr.load_dataset()
net = cr.build_network(data)

# %% [markdown]
# ## Who makes what
#
# Of each mineral the largest producer of the data set stands for all of them.
# Europe is Duisburg; for bulk, Rotterdam; for uranium, the conversion plant at
# Malvési. Japan is Tokyo.

# %%
EUROPE = {
    "antimony": "duisburg",
    "copper": "duisburg",
    "ferroalloys": "rotterdam",
    "uranium": "malvesi",
    "titanium": "duisburg",
    "phosphorus": "duisburg",
    "tungsten": "duisburg",
    "vanadium": "duisburg",
    "molybdenum": "duisburg",
    "aluminium": "duisburg",
}
MINERALS = list(EUROPE)[:4] if SMALL else list(EUROPE)

made = data.supply[
    (data.supply["year"] == net.year) & data.supply["commodity"].isin(MINERALS)
]
largest = (
    made.sort_values("value").groupby("commodity").tail(1).set_index("commodity")
)
largest["name"] = net.nodes["name"].reindex(largest["node_id"]).to_numpy()
largest.loc[MINERALS, ["name", "value", "unit", "kind"]]

# %% [markdown]
# ## One tonne by each corridor

# %%
found, without = {}, {}
for mineral in MINERALS:
    for market, node in {"Europe": EUROPE[mineral], "Japan": "tokyo"}.items():
        producer = largest.at[mineral, "node_id"]
        try:
            found[mineral, market] = cr.compare_corridors(
                net, mineral, producer, node, n_draws=200
            )
        except cr.NoRouteError as error:
            without[mineral, market] = str(error)

sheets = {
    key: cmp.table[["cost_usd_per_t", "time_d"]] for key, cmp in found.items()
}
ways = pd.concat(sheets, names=["mineral", "market"])
ways = ways.rename(columns={"cost_usd_per_t": "USD/t", "time_d": "days"})
ways.unstack("corridor").drop(columns="any", level="corridor")

# %%
for (mineral, market), reason in without.items():
    print(f"{mineral}, {market}: {reason}")

# %% [markdown]
# An empty cell is a corridor without a route; `cmp.table["reason"]` says why. Under
# each rule the route is the one of least *generalised* cost, which prices the days
# too: so a corridor can be dearer in money than another and still be the better
# one.
#
# ## What the Caspian costs beyond Russia

# %%
gap = ways.xs("caspian", level="corridor") - ways.xs("russia", level="corridor")
by_market = gap.unstack("market").iloc[::-1]

fig, axes = plt.subplots(
    1, 2, figsize=(9, 0.5 + 0.45 * len(MINERALS)), layout="constrained"
)
for ax, unit in zip(axes, ["USD/t", "days"], strict=True):
    by_market[unit].plot.barh(
        ax=ax, color=["#0072B2", "#D55E00"], legend=unit == "days"
    )
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set(xlabel=f"Caspian less Russia, {unit}", ylabel="")
axes[1].set_yticklabels([])
axes[1].legend(title="to", frameon=False)
axes[0].spines[["top", "right"]].set_visible(False)
axes[1].spines[["top", "right"]].set_visible(False)

# %%
middle = gap.groupby("market").median()
Markdown(
    "The Caspian less Russia, the middle one of these minerals: "
    + "; ".join(
        f"to {market} **{row['USD/t']:+,.0f} USD/t**, **{row['days']:+,.0f} days**"
        for market, row in middle.iterrows()
    )
    + "."
)

# %% [markdown]
# ## A closer look: antimony to Tokyo
#
# The map shows the way of each corridor, the profile where its days go.

# %%
antimony = found["antimony", "Japan"]
ax = antimony.plot_map()

# %%
ax = antimony.plot_profile()

# %% [markdown]
# Which is the best depends on what counts. Without a rule, these routes are beaten
# by no other in money, days and CO2 at once:

# %%
front = cr.pareto_routes(
    net,
    "antimony",
    antimony.origin,
    antimony.destination,
    criteria=("cost", "time", "co2"),
)
choice = front.table[["cost_usd_per_t", "time_d", "co2_kg_per_t"]].copy()
choice["through"] = [", ".join(route.territories) for route in front.routes]
choice

# %% [markdown]
# And over all weights that one may put on money, days, CO2 and risk, the share in
# which each corridor is the best:

# %%
taste = cr.rank_acceptability(
    net,
    "antimony",
    antimony.origin,
    antimony.destination,
    n=64 if SMALL else 1024,
)
(100 * taste.table[["share", "error"]]).rename(columns=lambda c: f"{c}, %")

# %% [markdown]
# ## All tonnes at once: how much can stay off Russian land?
#
# The demand table lists who buys how much of each mineral. `independence_curve`
# finds the cheapest way to keep each further percent of what touches Russian land
# off it, with capacities, quotas and rules of access.

# %%
fuels = ["crude_oil", "natural_gas"]
asked = data.demand[
    (data.demand["year"] == net.year) & ~data.demand["commodity"].isin(fuels)
]
curve = cr.independence_curve(net, asked)
print(curve)

# %%
each = curve.scopes.drop(index="all")
last = curve.bends[curve.bends["possible"]].groupby("scope").last()
spent = last["extra_cost_usd_per_y"].reindex(each.index)
pd.DataFrame(
    {
        "touches Russia, kt/y": each["territory_t_per_y"] / 1e3,
        "can be kept off, %": 100 * each["possible_share"],
        "at, million USD/y": spent / 1e6,
        "undelivered without it, kt/y": each["unmet_without_t_per_y"] / 1e3,
    }
)

# %% [markdown]
# The hardest of them: what each further percent costs, up to where it ends.

# %%
hardest = each["possible_share"].idxmin()
ax = curve.plot(scope=hardest, marginal=True)

# %% [markdown]
# Where something would go undelivered, the flows say for want of what:

# %%
short = each.index[each["unmet_without_t_per_y"] > 0]
stopped = cr.assign_flows(net, asked[asked["commodity"].isin(short)], avoid=["RU"])
stopped.unmet[["commodity", "market", "origin", "unmet_t_per_y", "reason", "at"]]

# %% [markdown]
# ## What survives a closure
#
# Of what the European Union and Japan receive, the share that would still arrive by
# other ways, or from the same producers at a higher cost:

# %%
indices = cr.security_indices(cr.assign_flows(net, asked))
print(indices)

# %%
whole = indices.survival[indices.survival["commodity"] == "all"]
(100 * whole.pivot_table("surviving_share", "area", "closure", sort=False)).T

# %% [markdown]
# ## What would turn the cargo
#
# `corridor_subsidy` pays each tonne on the Caspian more and more, and finds where
# the first tonnes turn from Russia. Where no number is found, none turns up to 500
# USD per tonne.

# %%
TRADED = [name for name in MINERALS if name in set(each.index)]
turning = {}
for mineral in TRADED:
    subsidy = cr.corridor_subsidy(net, mineral, demand=asked)
    turning[mineral] = subsidy.break_even_usd_per_t
turning = pd.Series(turning, name="turns at, USD/t").replace(
    float("inf"), float("nan")
)
turning.sort_values().to_frame()

# %% [markdown]
# A benchmark of the European Union asks for at most 65 % of a material from one
# third country. The scenario holds the same for the way: at least 35 % of what is
# delivered stays off Russian land.

# %%
split = cr.load_scenario("eu-japan-diversification")
runs = cr.run_scenarios(
    data,
    [cr.Scenario("base"), split],
    commodities=TRADED,
)
runs.table.drop(columns="reason")

# %% [markdown]
# ## What this does not show
#
# - One producer stands for each mineral in the first table; the flows use all of
#   them.
# - Demand by market is mostly estimated, and small: kilotonnes. Their ranges are in
#   `data.demand`.
# - Most railways' capacity is unknown. Such links carry what is asked, and each
#   result of flows says what share of its tonne-km they are
#   (`flows.share_on_unknown_capacity`).
# - A cost that no fact covers is listed as not included, and is not counted as 0.
#
# **Next:** *Losing CPC*, the crude pipeline through which most of the region's
# exports go.
