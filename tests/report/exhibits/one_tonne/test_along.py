"""Exhibits along a route, recomputed from its legs and charges."""

import numpy as np
import pytest

import corridor as cr
from corridor.report.exhibits.one_tonne.along.emissions import emissions_exhibit
from corridor.report.exhibits.one_tonne.along.performance import performance_exhibit
from corridor.report.exhibits.one_tonne.along.profile import profile_exhibit
from corridor.report.exhibits.one_tonne.along.route_map import route_map_exhibit
from corridor.report.exhibits.one_tonne.along.stretches import stretches
from corridor.report.exhibits.one_tonne.along.waterfall import waterfall_exhibit

SUMS = ["km", "time_d", "cost_usd_per_t", "co2_kg_per_t"]


def table_of(exhibit, name):
    """Return one table of an exhibit."""
    return next(table for table in exhibit.tables if table.name == name)


def row_of(frame, corridor):
    return frame[frame["corridor_id"] == corridor].iloc[0]


def test_stretches_add_up_and_join_all_they_can(copper):
    for route in copper.routes.values():
        rows = stretches(route)
        np.testing.assert_allclose(rows[SUMS].sum(), route.legs[SUMS].sum())
        assert [leg for legs in rows["legs"] for leg in legs] == list(route.legs.index)
        moves = rows["what"] == "movement"
        same = (rows["mode"] == rows["mode"].shift()) & (rows["place"] == rows["place"].shift())
        assert not (same & moves & moves.shift(fill_value=False)).any()


def test_a_stretch_is_named_after_places_in_its_country(copper):
    names = dict(
        zip(*(stretches(copper.routes["caspian"])[key] for key in ("place", "name")), strict=True)
    )
    # From the border with Azerbaijan: the first place in Georgia, not Alat.
    assert names["Georgia"] == "Poti: rail 1520 to sea"
    rows = stretches(copper.routes["caspian"])
    inside = rows[(rows["place"] == "Georgia") & (rows["what"] == "movement")]
    assert inside["name"].tolist() == ["Gardabani (Boyuk Kesik crossing) \N{EN DASH} Poti"]


def test_profile_parts_add_up_to_days_and_money(findings, copper):
    frame = table_of(profile_exhibit(findings), "copper").frame
    for word, total in (("days", "time_d"), ("usd", "cost_usd_per_t")):
        parts = frame[[f"{word}_moving", f"{word}_stops", f"{word}_borders"]].sum(axis=1)
        expected = [copper.routes[name].totals[total] for name in frame["corridor_id"]]
        np.testing.assert_allclose(parts, expected)
        np.testing.assert_allclose(frame[word], expected)


def test_profile_names_the_longest_stop(findings, copper):
    exhibit = profile_exhibit(findings)
    row = row_of(table_of(exhibit, "copper").frame, "caspian")
    legs = copper.routes["caspian"].legs
    stops = legs[legs["kind"] != "section"]
    assert row["longest_stop_d"] == stops["time_d"].max() == 8.0
    assert row["longest_stop"] == "Poti: rail 1520 to sea"
    shares = {
        name: 100 - 100 * legs.loc[legs["kind"] == "section", "time_d"].sum() / legs["time_d"].sum()
        for name, legs in ((name, route.legs) for name, route in copper.routes.items())
    }
    said = f"{shares['china']:.0f} % (through China) to {shares['russia']:.0f} % (through Russia)"
    assert min(shares, key=shares.get) == "china"
    assert f"Copper to Duisburg: the cargo stands still {said} of its days" in exhibit.answer
    assert "the longest stop is 8.0 days at Poti" in exhibit.answer


def test_profile_draws_days_above_money(findings):
    figure = profile_exhibit(findings).pictures[1].draw()
    above, below = figure.axes
    ends = {"caspian": (37.05, 496.8), "russia": (21.80, 423.7)}
    for axes, at in ((above, 0), (below, 1)):
        for name, values in ends.items():
            line = next(line for line in axes.lines if line.get_label() == name)
            assert line.get_ydata()[-1] == pytest.approx(values[at], abs=0.05)


def test_route_map_has_every_stretch_of_every_corridor(findings, copper):
    exhibit = route_map_exhibit(findings)
    frame = table_of(exhibit, "copper").frame
    for name, route in copper.routes.items():
        rows = frame[frame["corridor_id"] == name]
        if name != "any":
            np.testing.assert_allclose(rows[SUMS].sum(), route.legs[SUMS].sum())
    km = {name: route.totals["distance_km"] for name, route in copper.routes.items()}
    assert min(km, key=km.get) == "russia"
    assert f"is shortest, {km['russia']:,.0f} km, 43 % of it on Russian land" in exhibit.answer
    off = min((km[name], name) for name in ("caspian", "iran", "china"))
    assert f"shortest off it is the way through Iran, {off[0]:,.0f} km" in exhibit.answer
    assert off[1] == "iran"
    assert [picture.name for picture in exhibit.pictures] == ["crude_oil", "copper", "antimony"]


def test_waterfall_adds_up_to_the_cost_by_charge_and_by_recipient(findings, copper):
    exhibit = waterfall_exhibit(findings)
    for name in ("copper_charges", "copper_recipients"):
        frame = table_of(exhibit, name).frame
        for corridor in ("caspian", "russia", "iran", "china"):
            cost = copper.routes[corridor].totals["cost_usd_per_t"]
            assert frame[f"usd_{corridor}"].iloc[:-1].sum() == pytest.approx(cost)
            assert frame[f"usd_{corridor}"].iloc[-1] == pytest.approx(cost)


def test_recipients_are_those_of_the_exposure(findings, copper):
    frame = table_of(waterfall_exhibit(findings), "copper_recipients").frame.set_index("taker")
    money = cr.exposure(copper.routes["russia"]).recipients["usd_per_t"]
    assert frame.at["Russia", "usd_russia"] == pytest.approx(money["RU"])
    assert frame.at["Kazakhstan", "usd_russia"] == pytest.approx(money["KZ"])
    assert np.isnan(frame.at["Russia", "usd_caspian"])


def test_a_charge_says_who_receives_it(findings):
    table = table_of(waterfall_exhibit(findings), "copper_charges")
    toll = table.frame.index[table.frame["charge"] == "toll"][0]
    assert table.details[toll, "usd_caspian"].text == "Paid to Turkiye (1.8)."
    assert table.details[toll, "usd_caspian"].facts[0].startswith("passage:turkish_straits")
    assert (toll, "usd_russia") not in table.details


def test_carec_indicators_by_hand(findings, copper):
    frame = table_of(performance_exhibit(findings), "carec").frame
    row = row_of(frame[frame["pair_id"] == "copper"], "caspian")
    # Four borders: 16 h ferry, 14 h Azerbaijan-Georgia, 12 h sea, 6 h in the Union.
    assert row["border_h"] == pytest.approx((16 + 14 + 12 + 6) / 4)
    totals = copper.routes["caspian"].totals
    assert row["km_d"] == pytest.approx(totals["distance_km"] / totals["time_d"])
    assert row["speed_km_h"] == pytest.approx(row["km_d"] / 24)
    expected = totals["cost_usd_per_t"] * 20 * 500 / totals["distance_km"]
    assert row["section_usd"] == pytest.approx(expected)
    assert row["speed_moving_km_h"] > row["speed_km_h"]


def test_a_border_without_a_fact_is_not_free(findings):
    table = table_of(performance_exhibit(findings), "carec")
    at = table.frame.index[
        (table.frame["pair_id"] == "crude_oil") & (table.frame["corridor_id"] == "caspian")
    ][0]
    assert np.isnan(table.frame.at[at, "border_usd"])
    assert table.details[at, "border_usd"].text == "Known at 0 of 4."


def test_co2_by_mode_adds_up_and_shows_the_factor(findings, copper, data):
    exhibit = emissions_exhibit(findings)
    frame = table_of(exhibit, "copper_modes").frame
    rows = frame[(frame["corridor_id"] == "caspian")].set_index("mode")
    total = copper.routes["caspian"].totals["co2_kg_per_t"]
    assert rows["co2_kg_per_t"].drop("whole way").sum() == pytest.approx(total)
    assert rows.at["whole way", "co2_kg_per_t"] == pytest.approx(total)
    found = data.trace("mode:sea", "emission_kg_per_tkm")
    value = found.loc[found["in_force"] & (found["commodity_group"] == "container"), "value"]
    assert rows.at["sea", "g_per_tkm"] == pytest.approx(1000 * value.iloc[0])
    assert np.isnan(rows.at["handling", "g_per_tkm"])


def test_co2_answer_names_least_and_most(findings, copper):
    said = emissions_exhibit(findings).answer.split("Copper", 1)[1].split("Antimony")[0]
    kg = {name: route.totals["co2_kg_per_t"] for name, route in copper.routes.items()}
    assert (min(kg, key=kg.get), max(kg, key=kg.get)) == ("russia", "china")
    low, high = np.quantile(copper.routes["china"].draws["co2_kg_per_t"], [0.1, 0.9])
    assert f"least through Russia, {kg['russia']:.0f} kg/t" in said
    assert f"most through China, {kg['china']:.0f} kg/t ({low:.0f} to {high:.0f})" in said


def test_the_money_of_the_cheapest_and_of_the_cheapest_off_russian_land(findings, copper):
    said = waterfall_exhibit(findings).answer.splitlines()[1]
    charges = copper.routes["caspian"].charges
    share = charges.loc[charges["recipient"] == "KZ", "usd_per_t"].sum()
    share /= charges["usd_per_t"].sum()
    assert "of 424 USD/t through Russia, the cheapest, 85 % is transport" in said
    assert "of 497 USD/t by the Caspian route, the cheapest off Russian land" in said
    assert said.endswith(f"{100 * share:.0f} % goes to Kazakhstan.")


def test_carec_answer_spans_the_corridors(findings):
    exhibit = performance_exhibit(findings)
    rows = table_of(exhibit, "carec").frame.query("pair_id == 'copper'")
    said = next(line for line in exhibit.answer.splitlines() if line.startswith("Copper"))
    assert f"{rows['km_d'].min():.0f} to {rows['km_d'].max():.0f} km a day" in said
    assert (
        f"{rows['section_usd'].min():.0f} to {rows['section_usd'].max():.0f} USD for 20 t" in said
    )
