"""
Routes that people who ship these goods know, and ways that were shut: does the model find them?

Each case is written from what is known of the trade, not from what the model answers. Where the
model's cheapest way is another one that is open too, the case says what the shipper avoids.
"""

from dataclasses import dataclass, field

import pytest

import corridor as cr


@dataclass(frozen=True)
class Known:
    """A route: what moves, from where to where, by which corridor, over what and not over what."""

    name: str
    commodity: str
    origin: str
    destination: str
    over: tuple[str, ...]
    corridor: str = "any"
    avoid: frozenset[str] = frozenset()
    never: tuple[str, ...] = ()
    territories: frozenset[str] = field(default_factory=frozenset)


def known(name, cargo, over, **more):
    commodity, origin, destination = cargo.split()
    more = {k: frozenset(v) if k in ("avoid", "territories") else v for k, v in more.items()}
    return Known(name, commodity, origin, destination, tuple(over.split()), **more)


# A step is a link; "a|b" is either of two; "node@mode" is a transfer at that node into that mode.
ROUTES = [
    # -- crude oil
    known(
        "Tengiz to the moorings at Novorossiysk by CPC",
        "crude_oil tengiz cpc_yo",
        "cpc",
        never=("rail_tengiz_aktau",),
        territories={"KZ", "RU"},
    ),
    known(
        "Tengiz to Trieste by CPC and the Turkish Straits",
        "crude_oil tengiz trieste",
        "cpc cpc_yo@sea sea_cpc_trieste passage:turkish_straits",
        never=("btc",),
        territories={"KZ", "RU", "IT"},
    ),
    known(
        "Tengiz to Bavaria by CPC, Trieste and TAL",
        "crude_oil tengiz ingolstadt",
        "cpc sea_cpc_trieste trieste@oil_pipeline tal",
    ),
    known(
        "Tengiz to Trieste by rail, Aktau, tanker, BTC and Ceyhan",
        "crude_oil tengiz trieste",
        "rail_tengiz_aktau aktau@sea sea_aktau_baku passage:caspian sangachal@oil_pipeline "
        "btc ceyhan@sea sea_ceyhan_trieste",
        corridor="caspian",
        never=("cpc", "passage:turkish_straits"),
        territories={"KZ", "AZ", "GE", "TR", "IT"},
    ),
    known(
        "Kashagan to the Mediterranean through Russia: Atyrau, then CPC or Samara",
        "crude_oil kashagan trieste",
        "kashagan_eskene eskene_atyrau cpc_atyrau|atyrau_samara sea_cpc_trieste|sea_novo_trieste",
        corridor="russia",
    ),
    known(
        "Karachaganak to CPC or Samara",
        "crude_oil karachaganak augusta",
        "karachaganak_atyrau cpc_atyrau|atyrau_samara sea_cpc_augusta|sea_novo_augusta",
        corridor="russia",
    ),
    known(
        "Karachaganak to Schwedt by Samara and Druzhba",
        "crude_oil karachaganak schwedt",
        "karachaganak_atyrau atyrau_samara druzhba_north",
        never=("gdansk_plock",),
        territories={"KZ", "RU", "BY", "PL", "DE"},
    ),
    known(
        "West Kazakh oil to Rotterdam by Samara and the Baltic",
        "crude_oil atyrau rotterdam",
        "atyrau_samara samara_ustluga|samara_primorsk sea_ustluga_rotterdam|sea_primorsk_rotterdam",
        corridor="russia",
    ),
    known(
        "Kumkol to China by Atasu and Alashankou",
        "crude_oil kumkol market_cn",
        "kumkol_pump kz_china",
        territories={"KZ", "CN"},
    ),
    known(
        "Zhanazhol to China by Kenkiyak and Kumkol",
        "crude_oil zhanazhol market_cn",
        "zhanazhol_kenkiyak kenkiyak_kumkol kz_china",
    ),
    known(
        "Buzachi oil to Makhachkala by Aktau",
        "crude_oil kalamkas makhachkala",
        "kalamkas_aktau aktau@sea sea_aktau_makhachkala",
    ),
    known(
        "Cheleken to Ceyhan by Alaja, tanker to Sangachal and BTC",
        "crude_oil cheleken augusta",
        "cheleken_alaja sea_alaja_baku sangachal@oil_pipeline btc sea_ceyhan_augusta",
        corridor="caspian",
        territories={"TM", "AZ", "GE", "TR", "IT"},
    ),
    # -- gas
    known(
        "Galkynysh to China by Khorgos",
        "natural_gas galkynysh market_cn",
        "galkynysh_bagtyiarlyk cacgp",
        territories={"TM", "UZ", "KZ", "CN"},
    ),
    known(
        "West Kazakh gas to China by Beyneu, Bozoy and Shymkent",
        "natural_gas beyneu market_cn",
        "bbs cacgp_kz",
        territories={"KZ", "CN"},
    ),
    # -- uranium
    known(
        "Inkai to Poti by Aktau or Kuryk",
        "uranium kazatomprom_inkai poti",
        "access_kazatomprom_inkai ra_shalkar__beyneu ra_beyneu__aktau_station "
        "fe_kuryk__alat|fe_aktau__alat ra_alat__gardabani ra_tbilisi__poti",
        corridor="caspian",
        territories={"KZ", "AZ", "GE"},
    ),
    known(
        "Inkai to St Petersburg",
        "uranium kazatomprom_inkai st_petersburg",
        "access_kazatomprom_inkai ra_aktobe__iletsk ra_orenburg__samara ra_moscow__st_petersburg",
        territories={"KZ", "RU"},
    ),
    known(
        "Inkai to Malvesi by St Petersburg and Hamburg",
        "uranium kazatomprom_inkai malvesi",
        "ra_moscow__st_petersburg st_petersburg@sea se_st_petersburg__hamburg ra_hamburg__malvesi",
        corridor="russia",
    ),
    # -- metals to the west
    known(
        "Oskemen zinc to St Petersburg by Petropavl",
        "zinc kazzinc_oskemen st_petersburg",
        "ra_semey__oskemen ra_semey__pavlodar ra_petropavl__moscow ra_moscow__st_petersburg",
        never=("ra_aktogay__semey",),
    ),
    known(
        "Balkhash copper to Warsaw by Brest and Malaszewicze",
        "copper balkhash_smelter warsaw",
        "ra_astana__petropavl ra_moscow__smolensk ra_minsk__brest ra_brest__malaszewicze "
        "malaszewicze@rail_1435 ra_malaszewicze__warsaw",
        territories={"KZ", "RU", "BY", "PL"},
    ),
    known(
        "Balkhash copper to Duisburg by the Middle Corridor",
        "copper balkhash_smelter duisburg",
        "ra_zhezkazgan__saksaulskaya ra_shalkar__beyneu ra_beyneu__aktau_station "
        "fe_kuryk__alat|fe_aktau__alat|se_aktau__alat ra_alat__gardabani ra_tbilisi__poti poti@sea",
        corridor="caspian",
        never=("ra_aktobe__iletsk",),
    ),
    known(
        "Balkhash copper to Istanbul overland by Baku-Tbilisi-Kars",
        "copper balkhash_smelter istanbul",
        "fe_kuryk__alat|fe_aktau__alat ra_alat__gardabani ra_tbilisi__akhalkalaki "
        "akhalkalaki@rail_1435 ra_akhalkalaki__kars ra_kars__erzurum ra_ankara__istanbul",
        corridor="caspian",
        avoid={"turkish_straits"},
        territories={"KZ", "AZ", "GE", "TR"},
    ),
    known(
        "Almalyk copper to Burgas by Turkmenbashi, as trains have gone since 2022",
        "copper almalyk_smelter burgas",
        "ra_bukhara__turkmenabat ra_bereket__turkmenbashi fe_turkmenbashi__alat "
        "ra_alat__gardabani se_poti__burgas|fe_batumi__burgas",
        corridor="caspian",
        avoid={"KZ"},
        territories={"UZ", "TM", "AZ", "GE", "BG"},
    ),
    known(
        "Tajik aluminium to Constanta by the Caspian",
        "aluminium talco_aluminium constanta",
        "ra_termez__tursunzoda ra_samarkand__termez ra_alat__gardabani ra_tbilisi__poti|"
        "ra_tbilisi__batumi se_poti__constanta|fe_poti__constanta|se_batumi__constanta",
        corridor="caspian",
    ),
    known(
        "Pavlodar aluminium to Mersin by the Caspian",
        "aluminium pavlodar_aluminium mersin",
        "ra_beyneu__aktau_station fe_kuryk__alat|fe_aktau__alat|se_aktau__alat "
        "ra_alat__gardabani ra_tbilisi__poti se_poti__mersin passage:turkish_straits",
        corridor="caspian",
    ),
    known(
        "Dushanbe to Riga by Uzbekistan, Kazakhstan and Russia",
        "antimony anzob_antimony riga",
        "ra_tursunzoda__dushanbe ra_termez__tursunzoda ra_samarkand__termez ra_beyneu__kungrad|"
        "ra_saryagash__tashkent ra_moscow__riga",
        territories={"TJ", "UZ", "KZ", "RU", "LV"},
    ),
    known(
        "Dushanbe to Klaipeda by Belarus",
        "antimony konchoch_antimony klaipeda",
        "ra_termez__tursunzoda ra_moscow__smolensk ra_minsk__vilnius ra_vilnius__klaipeda",
        territories={"TJ", "UZ", "KZ", "RU", "BY", "LT"},
    ),
    known(
        "Donskoy chromite to Rotterdam by the Baltic",
        "chromium donskoy_chromite rotterdam",
        "access_donskoy_chromite ra_aktobe__khromtau ra_aktobe__iletsk ra_moscow__st_petersburg|"
        "ra_moscow__ust_luga se_st_petersburg__rotterdam|se_ust_luga__rotterdam",
        corridor="russia",
    ),
    # -- metals to the south and the east
    known(
        "Tashkent region to Bandar Abbas by Serakhs",
        "copper almalyk_smelter bandar_abbas",
        "ra_tashkent__almalyk_st ra_bukhara__turkmenabat ra_mary__serakhs_tm "
        "ra_serakhs_tm__sarakhs_ir sarakhs_ir@rail_1435 ra_tehran__bandar_abbas",
        corridor="iran",
        territories={"UZ", "TM", "IR"},
    ),
    known(
        "Tajik antimony to Tokyo by Khorgos and Lianyungang",
        "antimony anzob_antimony tokyo",
        "ra_saryagash__tashkent ra_khorgos__almaty khorgos@rail_1435 ra_urumqi__khorgos "
        "ra_lianyungang__xian lianyungang@sea se_lianyungang__yokohama|se_lianyungang__kobe",
        corridor="china",
        never=("ra_petropavl__omsk",),
    ),
    known(
        "Oskemen zinc to Tokyo by Dostyk and Lianyungang",
        "zinc kazzinc_oskemen tokyo",
        "ra_aktogay__semey ra_dostyk__aktogay dostyk@rail_1435 ra_alashankou__dostyk "
        "ra_lianyungang__xian",
        corridor="china",
    ),
    known(
        "Balkhash copper to China by Dostyk",
        "copper balkhash_smelter xian",
        "ra_aktogay__balkhash ra_dostyk__aktogay ra_alashankou__dostyk ra_xian__urumqi",
        territories={"KZ", "CN"},
    ),
    known(
        "Boguty tungsten to China by Khorgos",
        "tungsten boguty_tungsten xian",
        "access_boguty_tungsten ra_urumqi__khorgos",
        territories={"KZ", "CN"},
    ),
]


def is_step(step, subject):
    """Tell whether a leg is this step of a known route."""
    for one in step.split("|"):
        if "@" in one:
            node, mode = one.split("@")
            if subject.startswith(f"transfer:{node}/") and subject.endswith(f"/{mode}"):
                return True
        elif subject == (one if ":" in one else f"link:{one}"):
            return True
    return False


@pytest.mark.parametrize("case", ROUTES, ids=[case.name for case in ROUTES])
def test_the_model_finds_the_route_people_know(net, case):
    route = cr.best_route(
        net,
        case.commodity,
        case.origin,
        case.destination,
        corridor=case.corridor,
        avoid=case.avoid,
        n_draws=10,
    )
    subjects = list(route.legs["subject"])
    place = 0
    for step in case.over:
        while place < len(subjects) and not is_step(step, subjects[place]):
            place += 1
        assert place < len(subjects), f"{step} is not there, or not in this order: {subjects}"
    for step in case.never:
        assert not any(is_step(step, subject) for subject in subjects), f"{step} in {subjects}"
    if case.territories:
        assert set(route.territories) == case.territories


# Year, commodity, origin, destination, and why there was no way.
SHUT = [
    (2024, "natural_gas galkynysh market_it", "no line over the Caspian, none left through Russia"),
    (2024, "natural_gas galkynysh baku", "the swap over Iran ended with 2023"),
    (2024, "crude_oil tengiz supsa", "Baku-Supsa stands idle since May 2022"),
    (2024, "natural_gas galkynysh alexgay", "Central Asia-Center runs southwards"),
    (2025, "natural_gas karachaganak market_de", "transit through Ukraine ended with 2024"),
]


@pytest.mark.parametrize(("year", "cargo"), [c[:2] for c in SHUT], ids=[c[2] for c in SHUT])
def test_there_is_no_way_where_there_was_none(data, year, cargo):
    network = cr.build_network(data.as_of(year))
    with pytest.raises(cr.NoRouteError):
        cr.best_route(network, *cargo.split(), n_draws=10)


# Year, cargo, and the link that was open then and is shut in other years.
OPEN = [
    (2023, "natural_gas galkynysh baku", "az_iran"),
    (2019, "natural_gas galkynysh alexgay", "cac"),
    (2019, "crude_oil tengiz supsa", "baku_supsa"),
    (2025, "natural_gas galkynysh market_tr", "tr_iran_swap"),
]


@pytest.mark.parametrize(("year", "cargo", "link"), OPEN)
def test_a_way_is_open_in_its_years(data, year, cargo, link):
    network = cr.build_network(data.as_of(year))
    route = cr.best_route(network, *cargo.split(), n_draws=10)
    assert f"link:{link}" in set(route.legs["subject"])
