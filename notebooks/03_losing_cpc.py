# %% [markdown]
# # Losing CPC
#
# **The question.** Most Kazakh crude leaves by the Caspian Pipeline Consortium
# (CPC) and its moorings on the Russian Black Sea coast. What happens in a week, a
# month and half a year without it: what goes other ways, what is stored, what is
# shut in, and what is that worth?
#
# **The form of the answer.** Tonnes a year with and without CPC, and what binds;
# then the winter of 2025-26, when one mooring was left, week by week, with sums on
# days 1, 30 and 180; then the loss by depth and length of an outage.

# %%
import datetime as dt
import os
import warnings

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Markdown

import corridor as cr

# Fewer cases, for tests.
SMALL = os.environ.get("CORRIDOR_NOTEBOOK_SIZE") == "small"
pd.options.display.float_format = "{:,.2f}".format
pd.options.display.max_colwidth = 100
# What is not delivered is told in the tables, so the warning need not.
warnings.simplefilter("ignore", cr.UnmetDemandWarning)

data = cr.load_dataset()
net = cr.build_network(data)
oil = data.demand[data.demand["commodity"] == "crude_oil"]

# %% [markdown]
# ## One tonne: the way that is left
#
# A scenario is a list of named changes. This one comes with the library.

# %%
closed = cr.load_scenario("cpc-closed")
print(closed)
shut_net = cr.build_network(closed.apply(data))
before = cr.compare_corridors(net, "crude_oil", "tengiz", "trieste")
after = cr.compare_corridors(shut_net, "crude_oil", "tengiz", "trieste")
columns = {
    "cost_usd_per_t": "USD/t",
    "netback_usd_per_t": "left for the producer, USD/t",
    "time_d": "days",
    "capacity_t_per_y": "least capacity, t/y",
}
both = pd.concat({"today": before.table, "CPC closed": after.table})
both.loc[both["feasible"].astype(bool), list(columns)].rename(columns=columns)

# %%
ax = after.plot_map()

# %% [markdown]
# One tonne finds another way. The last column of the table says why that is no
# answer for all of them.
#
# ## All tonnes: a year without CPC

# %%
base = cr.assign_flows(net, oil)
shut = cr.assign_flows(shut_net, oil)
pd.DataFrame(
    {
        name: {
            "delivered, Mt/y": flows.delivered_t_per_y / 1e6,
            "not delivered, Mt/y": flows.unmet_t_per_y / 1e6,
            "transport, million USD/y": flows.cost_usd_per_y / 1e6,
            "USD per delivered tonne": flows.usd_per_delivered_t,
            "share of tonne-km on unknown capacity, %": 100
            * flows.share_on_unknown_capacity,
        }
        for name, flows in {"today": base, "CPC closed": shut}.items()
    }
)

# %%
lost = shut.unmet_t_per_y - base.unmet_t_per_y
in_cpc = base.links["link"].isin(["cpc", "cpc_atyrau"])
cpc = base.links.loc[in_cpc, "flow_t_per_y"].sum()
Markdown(
    f"CPC carries **{cpc / 1e6:.1f} Mt** a year in the model. Without it "
    f"**{lost / 1e6:.1f} Mt** are not delivered: other ways take "
    f"**{100 * (1 - lost / cpc):.0f} %** of what it carried."
)

# %% [markdown]
# What stands in the way, and what one more tonne of it would be worth. A price *set
# by unmet demand* moves with the penalty that was stated for a tonne not delivered;
# it is no market price.

# %%
binding = shut.bottlenecks()[
    ["name", "available_per_y", "gain_usd_per_unit", "set_by_unmet"]
]
binding = binding.assign(available_per_y=binding["available_per_y"] / 1e6).rename(
    columns={
        "available_per_y": "available, Mt/y",
        "gain_usd_per_unit": "one more tonne, USD",
        "set_by_unmet": "set by unmet demand",
    }
)
binding

# %% [markdown]
# Where the crude goes, today and with CPC closed: the width is the flow.

# %%
ax = base.plot_map(commodity="crude_oil")

# %%
ax = shut.plot_map(commodity="crude_oil", by="utilisation")

# %% [markdown]
# ## Week by week: one mooring in the winter of 2025-26
#
# On 29 November 2025 sea drones destroyed one of three moorings while another was
# in repair. The scenario has the dates and the sources. The terminal's tanks (0.8
# Mt) are an input, half full at the start: *A disruption week by week* in the
# documentation says where the size comes from.

# %%
winter = cr.load_scenario("cpc-spm-loss-2025")
for change in winter.changes:
    print(change)
tanks = pd.DataFrame(
    {"node": ["cpc_yo"], "capacity_t": [800_000.0], "stock_t": [400_000.0]}
)
outage = {"weeks": 27, "start": "2025-11-24", "volume": "supply"}
path = cr.simulate_disruption(data, winter, storage=tanks, **outage)
print(path)

# %%
ax = path.plot()

# %%
sums = path.at((1, 30, 180))
shown = [
    "delivered_mt",
    "base_delivered_mt",
    "rerouted_mt",
    "shut_in_mt",
    "backlog_mt",
]
sums[shown].assign(value_lost_musd=sums["value_lost_usd"] / 1e6)

# %%
month, half = sums.loc[30], sums.loc[180]
Markdown(
    f"After 30 days **{month['shut_in_mt']:.2f} Mt** are shut in for want of a way "
    f"and of tanks; after 180 days {half['shut_in_mt']:.2f} Mt, worth "
    f"**{half['value_lost_usd'] / 1e6:,.0f} million USD**. The oil stays in the "
    "ground."
)

# %% [markdown]
# What was assumed:

# %%
print(*path.notes, sep="\n")

# %% [markdown]
# ### Would larger tanks help?

# %%
sizes = [0.0, 0.8] if SMALL else [0.0, 0.4, 0.8, 1.6, 3.2]
shut_in = {}
for size in sizes:
    farm = (
        tanks.assign(capacity_t=size * 1e6, stock_t=size * 0.5e6) if size else None
    )
    tried = cr.simulate_disruption(data, winter, storage=farm, **outage)
    shut_in[size] = tried.at([180])["shut_in_mt"].iloc[0]
pd.Series(shut_in, name="shut in by day 180, Mt").rename_axis(
    "tanks, Mt"
).to_frame()

# %% [markdown]
# ## By depth and length of an outage
#
# From the first Monday of 2025 the moorings lose a share of their capacity. Each
# week is solved without knowledge of the next, so that the first weeks of a long
# outage are those of a short one: one run per depth tells all lengths.

# %%
LOADING = "transfer:cpc_yo/oil_pipeline/sea"
FIRST = dt.date(2025, 1, 6)
WEEKS = 6 if SMALL else 26
DEPTHS = [0.5, 1.0] if SMALL else [0.25, 0.5, 0.75, 1.0]

shut_in, served = {}, {}
for depth in DEPTHS:
    loss = cr.Close(LOADING)
    if depth < 1:
        loss = cr.ScaleFact(LOADING, "capacity_t_per_y", 1 - depth)
    out = cr.Scenario("out", (cr.Dated(loss, FIRST),))
    week = cr.simulate_disruption(
        data, out, weeks=WEEKS, start=FIRST, storage=tanks, volume="supply"
    ).weekly
    shut_in[f"{depth:.0%} lost"] = week["shut_in_t"].cumsum() / 1e6
    share = week["delivered_t"].cumsum() / week["base_delivered_t"].cumsum()
    served[f"{depth:.0%} lost"] = 100 * share.iloc[-1]

shut_in = pd.DataFrame(shut_in)
lengths = [weeks for weeks in (1, 2, 4, 8, 12, 26) if weeks <= WEEKS]
shut_in.loc[lengths].rename_axis(index="weeks out", columns="shut in, Mt")

# %%
pd.Series(served, name=f"of all exports served in {WEEKS} weeks, %").rename_axis(
    "of the moorings"
).to_frame()

# %%
fig, ax = plt.subplots(figsize=(8, 4), layout="constrained")
colours = ["#56B4E9", "#E69F00", "#D55E00", "#000000"][-len(DEPTHS) :]
shut_in.plot(ax=ax, color=colours, linewidth=2)
ax.legend(title="of the moorings", frameon=False)
ax.set(ylim=(0, None), xlabel="Weeks out", ylabel="Shut in so far, Mt")
ax.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# ## How often?
#
# The log of events gives rates, from what was reported: lower bounds.

# %%
rates = cr.estimate_hazards(data)
ours = [name for name in rates.index if name.startswith("cpc_")]
rates.loc[
    ours,
    ["since", "occurrences", "rate_per_y", "rate_low", "rate_high", "duration_d"],
]

# %% [markdown]
# And what a tonne must expect on each corridor, over all causes on record:

# %%
for name in ("russia", "caspian"):
    print(f"{name:8s}", cr.expected_disruption(before.routes[name]))

# %% [markdown]
# ## What this does not show
#
# - The year is solved at central values; ranges of facts are not carried through
#   flows here.
# - The demand table lists less than all exports; the weeks move all that is
#   supplied (`volume="supply"`).
# - Each week is solved without knowledge of the next, and nothing catches up
#   between storms.
# - No price reacts: what buyers elsewhere would pay for oil that is missing is not
#   in the model.
# - The Kazakh contract in the Baku pipeline, the tankers of Aktau and its berths
#   bind one behind the other: what it takes to widen them is the next page.
#
# **Next:** *What to build*.
