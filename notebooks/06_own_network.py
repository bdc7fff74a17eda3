# %% [markdown]
# # Bring your own network and data
#
# **The question.** A mine, a siding, a planned line: how do they get into the
# network, with their own figures and sources, so that every question of the library
# can be asked of them?
#
# **The form of the answer.** A folder of small CSV files that becomes a network;
# the same from tables in memory; both laid over the bundled network; routes over
# them; a fact added and traced; and a checked folder to keep.
#
# The mine is invented. Every figure of it names an invented survey as its source.

# %%
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, Point

import corridor as cr

# Fewer draws, for tests.
SMALL = os.environ.get("CORRIDOR_NOTEBOOK_SIZE") == "small"
DRAWS = 200 if SMALL else 2000
pd.options.display.float_format = "{:,.2f}".format
pd.options.display.max_colwidth = 80

data = cr.load_dataset()
net = cr.build_network(data)
temporary = tempfile.TemporaryDirectory()
home = Path(temporary.name)

# %% [markdown]
# ## A folder of CSV files
#
# Two files are needed, nodes and links; a third says where the numbers come from. A
# column named like an attribute, such as `length_km`, is a fact in that attribute's
# unit. There is a private railway from the pit to a siding near Beyneu, and a road
# to a yard at Aktau.

# %%
mine = home / "mine"
mine.mkdir()
(mine / "nodes.csv").write_text("""\
node_id,name,x_coord,y_coord
pit,Open pit,54.20,44.40
siding,Own siding,55.1837,45.3214
yard,Own yard,51.2205,43.5989
""")
(mine / "links.csv").write_text("""\
link_id,name,mode,from_node_id,to_node_id,length_km
spur,Private spur,rail_1520,pit,siding,160
haul,Haul road,road,pit,yard,290
""")
(mine / "sources.csv").write_text("""\
source_id,title,accessed
survey,Survey of the site,2026-03-02
""")
own = cr.Network.from_folder(mine)
own

# %% [markdown]
# What the folder leaves out is lent by the bundled data: the countries, exchange
# rates, tariffs per tonne-kilometre, speeds. Every figure that was lent is marked
# `factor`.

# %%
spur = cr.best_route(own, "copper", "pit", "siding")
print(spur)
spur.charges[["leg_name", "charge", "recipient", "usd_per_t", "kind", "basis"]]

# %% [markdown]
# ## The same from tables in memory
#
# GeoDataFrames of points and lines in any reference system do as well: from a GIS,
# a model's graph, or raw lines (`network_from_lines`).

# %%
places = {
    "pit": Point(54.20, 44.40),
    "siding": Point(55.1837, 45.3214),
    "yard": Point(51.2205, 43.5989),
}
nodes = gpd.GeoDataFrame(
    {"name": ["Open pit", "Own siding", "Own yard"]},
    index=list(places),
    geometry=list(places.values()),
    crs="EPSG:4326",
)
links = gpd.GeoDataFrame(
    {
        "mode": ["rail_1520", "road"],
        "from_node_id": ["pit", "pit"],
        "to_node_id": ["siding", "yard"],
        "length_km": [160.0, 290.0],
    },
    index=["spur", "haul"],
    geometry=[
        LineString([places["pit"], places["siding"]]),
        LineString([places["pit"], places["yard"]]),
    ],
    crs="EPSG:4326",
)
survey = {
    "source_id": "survey",
    "title": "Survey of the site",
    "accessed": "2026-03-02",
}
tables = cr.network_from_tables(nodes, links, source=survey)
same = cr.best_route(tables, "copper", "pit", "siding").totals
print(same["cost_usd_per_t"] == spur.totals["cost_usd_per_t"])

# %% [markdown]
# What is wrong is said all at once, with table, row, column and the nearest valid
# word:

# %%
try:
    cr.network_from_tables(
        nodes, links.assign(mode=["rail", "road"], lenght_km=1.0), source=survey
    )
except cr.SchemaError as error:
    print(error)

# %% [markdown]
# ## Laid over the bundled network
#
# `join` says which of one's own nodes is which place of the bundled network. Where
# both meet on the same mode, goods pass. Where the modes differ, a transfer is
# needed, and none is invented: the mine's road ends at Aktau, and what is missing
# there is listed.

# %%
SAME_PLACE = {"siding": "beyneu", "yard": "aktau"}
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    unfinished = net.merge(own, join=SAME_PLACE)
print(f"{len(said)} warning")
print(unfinished.merge_report)

# %% [markdown]
# So the folder gets two more files: lorries may unload to ships, rail ferries and
# trains, and what that is thought to cost. Facts have a unit, a year and a source;
# an estimate has a range.

# %%
(mine / "transfers.csv").write_text("""\
node_id,from_mode,to_mode
yard,road,sea
yard,road,ferry
yard,road,rail_1520
yard,sea,road
yard,ferry,road
yard,rail_1520,road
""")
(mine / "facts.csv").write_text("""\
subject,attribute,value,low,high,unit,observed,kind
link:haul,tariff_usd_per_t,21,18,26,USD/t,2024,estimate
transfer:yard/road/sea,handling_usd_per_t,9,6,14,USD/t,2024,estimate
transfer:yard/road/ferry,handling_usd_per_t,9,6,14,USD/t,2024,estimate
""")
own = cr.Network.from_folder(mine)
both = net.merge(own, join=SAME_PLACE)
print(both.merge_report)

# %% [markdown]
# ## Every question of the library
#
# Which way is cheaper from the pit to Duisburg?

# %%
PAIR = ("copper", "pit", "duisburg")
before = cr.compare_corridors(both, *PAIR, n_draws=DRAWS)
before

# %%
ax = before.plot_map()

# %%
legs = before.routes["caspian"].legs
legs[["kind", "subject", "km", "time_d", "cost_usd_per_t", "charge"]].head(8)

# %% [markdown]
# And all tonnes at once: the mine is a producer once `supply` says how much it
# makes.

# %%
made = pd.DataFrame(
    {
        "node_id": ["pit"],
        "commodity": ["copper"],
        "year": [2024],
        "value": [40_000.0],
    }
)
made = made.assign(unit="t/y", kind="reported", source_id="survey")
need = cr.Demand.of("copper", {"duisburg": 30.0}, origin="KZ", unit="kt/y")
flows = cr.assign_flows(both, need, supply=made)
print(flows)
flows.routes[["source", "market", "flow_t_per_y", "cost_usd_per_t", "territories"]]

# %% [markdown]
# ## A fact, and what it changes
#
# The operator of the spur quotes 6 USD/t. One row more:

# %%
with (mine / "facts.csv").open("a") as file:
    file.write("link:spur,tariff_usd_per_t,6,,,USD/t,2024,reported\n")
own = cr.Network.from_folder(mine)
both = net.merge(own, join=SAME_PLACE)
after = cr.compare_corridors(both, *PAIR, n_draws=DRAWS)
both.trace("link:spur", "tariff_usd_per_t")[
    ["value", "unit", "observed", "kind", "title", "in_force"]
]

# %%
moved = (after.table["cost_usd_per_t"] - before.table["cost_usd_per_t"]).round(
    1
) + 0.0
pd.DataFrame(
    {
        "before, USD/t": before.table["cost_usd_per_t"],
        "after": after.table["cost_usd_per_t"],
        "difference": moved,
    }
)

# %%
ax = after.plot_costs()

# %% [markdown]
# ## Keep it, and check it
#
# `to_folder` writes a whole data set: every table, the schema, a licence file and
# checksums. It loads like the bundled one, with the same hash.

# %%
whole = both.to_folder(home / "both")
again = cr.load_dataset(whole)
print(again)
print(again.data_hash == both.data.data_hash)

# %% [markdown]
# A table changed by hand no longer fits its checksum; `corridor check --seal`
# writes the checksums anew and then lists every fault, or what the data hold and
# how good they are.

# %%
facts = whole / "facts.csv"
facts.write_text(facts.read_text().replace("link:spur,", "link:spurr,", 1))
command = [sys.executable, "-m", "corridor.cli", "check", "both", "--seal"]
faulty = subprocess.run(
    command, cwd=home, capture_output=True, text=True, check=False
)
print(faulty.stderr or faulty.stdout)

# %%
facts.write_text(facts.read_text().replace("link:spurr,", "link:spur,", 1))
checked = subprocess.run(
    command, cwd=home, capture_output=True, text=True, check=False
)
print(*checked.stdout.splitlines()[:20], sep="\n")
temporary.cleanup()

# %% [markdown]
# ## What this does not show
#
# - A lent factor is an average of its country: a private line may cost anything.
#   Give the facts that matter, and `best_route(...).charges` says which those are.
# - Own country polygons come with a folder, not with tables in memory.
# - Other ways in: GMNS, networkx, GeoPackage, raw lines; *Bring your own network*
#   in the documentation has them, with every column and default.
#
# **Next:** ask the questions of the first five notebooks of your own network.
