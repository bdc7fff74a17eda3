"""Hostile in what it says: keys, numbers, shapes, days, and ids that are not there."""

from tests.scenarios.files.hostile import a_change, a_file

VERBS = {
    "close": "close: link:cpc",
    "open": "open: link:tcgp",
    "close_territory": "close_territory: RU\n  commodity_groups: [container]",
    "scale": "scale: link:btc\n  attribute: tariff_usd_per_t\n  factor: 1.5",
    "set": "set: link:cpc\n  attribute: tariff_usd_per_t\n  value: 45\n  unit: USD/t\n  low: 40",
    "build": "build: tanap_24",
    "lift": "lift: iran_uranium_transit",
    "as_of": "as_of: 2022",
    "weight": "weight: carbon_price_usd_per_t\n  value: 100",
    "share_off": "share_off: RU\n  share: 0.35\n  commodity: uranium",
}


def _twice():
    for key in ("name", "title", "description"):
        yield a_file("twice", f"name: a\ntitle: b\ndescription: c\n{key}: d", 4, key)
    yield a_file("twice", "name: a\nchanges: []\nchanges: []", 3, "changes")
    yield a_file("twice, once in quotes", 'name: a\n"name": b', 2, "name")
    for body in VERBS.values():
        lines = body.split("\n  ")
        for line in lines:
            key = line.split(":")[0]
            yield a_change("twice in a change", f"{body}\n  {line}", 3 + len(lines), key)


NUMBERS = (
    "1e400",
    "-1e400",
    ".inf",
    "-.inf",
    ".nan",
    "NaN",
    "inf",
    "Infinity",
    "0x10",
    "0o17",
    "0b1",
    "1_000",
    "1,5",
    "1 000",
    "'2'",
    '"2"',
    "''",
    "true",
    "~",
    "null",
    "[1]",
    "{a: 1}",
    "1e",
    "--1",
    "1:30",
    "2%",
    "\u0661\u0662",
    "\uff11",
    "\u00bd",
    "1\u00a0",
)
FIELDS = {
    "factor": (5, "scale: link:btc\n  attribute: tariff_usd_per_t\n  factor: "),
    "value": (5, "set: link:cpc\n  attribute: tariff_usd_per_t\n  value: "),
    "share": (4, "share_off: RU\n  share: "),
    "as_of": (3, "as_of: "),
}


def _numbers():
    for key, (line, body) in FIELDS.items():
        tail = "\n  unit: USD/t" if key == "value" else ""
        for number in NUMBERS:
            yield a_change("no number", f"{body}{number}{tail}", line, key)
    whole = "set: link:cpc\n  attribute: tariff_usd_per_t\n  value: 45\n  unit: USD/t\n  "
    for key in ("low", "high"):
        for number in ("1e400", ".nan", "'2'", "true"):
            yield a_change("no number", f"{whole}{key}: {number}", 7, key)


def _ranges():
    for factor in ("0", "-1", "-0.0", "1e-400"):
        yield a_change("factor", FIELDS["factor"][1] + factor, 3, "scale")
    for share in ("1.01", "-0.1", "2", "35"):
        yield a_change("share", FIELDS["share"][1] + share, 3, "share_off")
    for year in ("1999", "2036", "2019.5", "0", "-2024", "99999999999", "2e9"):
        yield a_change("year", f"as_of: {year}", 3, "as_of")
    for value in ("-1", "-1e-300"):
        yield a_change("weight", f"weight: carbon_price_usd_per_t\n  value: {value}", 3, "weight")
    body = "set: link:cpc\n  attribute: tariff_usd_per_t\n  value: 45\n  unit: USD/t\n  "
    for ends in ("low: 46", "high: 44", "low: 50\n  high: 40"):
        yield a_change("range", body + ends, 3, "set")


def _shapes():
    for text in ("a", "- a", "[]", "7", "'name: a'", "null", "[name, a]"):
        yield a_file("no map", text, 1)
    for text in ("", "\n\n", "# nothing", "---", "--- \n...", "\ufeff"):
        yield a_file("nothing", text)
    for value in ("[a]", "{a: b}", "''", "' '", "", "[]"):
        yield a_file("no text", f"title: b\nname: {value}", 2, "name")
    for key in ("title", "description"):
        yield a_file("no text", f"name: a\n{key}: [b]", 2, key)


def _changes():
    for value in ("close", "7", "{close: a}", "''", "true"):
        yield a_file("no list", f"name: a\nchanges: {value}", 2, "changes")
    for item in ("a", "[close, a]", "7", "~", "''"):
        yield a_change("no change", item, 3, None)
    for item in ("{}", "{shut: a}", "{from: 2025-01-01}", "{Close: link:cpc}", "{'close ': a}"):
        yield a_change("no verb", item, 3, "changes")
    for body in list(VERBS.values())[1:]:
        yield a_change("two verbs", f"close: link:cpc\n  {body}", 3, "changes")
    for value in ("container", "[[container]]", "[{a: b}]", "{a: b}"):
        body = f"close_territory: RU\n  commodity_groups: {value}"
        yield a_change("no list of texts", body, 4, "commodity_groups")
    for text in ("? [a]\n: b", "? {a: b}\n: c", "[a]: b", "{a: b}: c"):
        yield a_file("a key that is no text", text, 1)
    for more in ("---\nname: b", "...\n---\nname: b", "--- b"):
        yield a_file("a second document", f"name: a\n{more}")


def _words():
    for key in ("nam", "Name", "changes ", "change", "x" * 3000, "\u0430", "__class__", "0", "NO"):
        yield a_file("unknown key", f"name: a\n'{key}': b", 2)
    for body in VERBS.values():
        lines = body.count("\n") + 4
        yield a_change("unknown key in a change", f"{body}\n  till: 2025-01-01", lines, "till")
    for body, key in (
        ("scale: link:btc\n  factor: 2", "attribute"),
        ("scale: link:btc\n  attribute: tariff_usd_per_t", "factor"),
        ("set: link:cpc\n  attribute: tariff_usd_per_t\n  value: 1", "unit"),
        ("set: link:cpc\n  attribute: tariff_usd_per_t\n  unit: USD/t", "value"),
        ("weight: carbon_price_usd_per_t", "value"),
        ("share_off: RU", "share"),
    ):
        yield a_change("missing key", body, 3, key)
    yield a_file("missing key", "title: a", 1, "name")


def _days():
    for day in (
        "tomorrow",
        "2025-13-01",
        "2025-02-30",
        "2025-1-1",
        "20250101",
        "2025-W01-1",
        "2025-01-01T00:00",
        "0000-01-01",
        "99999-01-01",
        "-2025-01-01",
        "1/2/2025",
        "''",
        "[2025-01-01]",
        "\u0662\u0660\u0662\u0665-01-01",
    ):
        yield a_change("day", f"close: link:cpc\n  from: {day}", 4, "from")
        yield a_change("day", f"close: link:cpc\n  to: {day}", 4, "to")
    body = "close: link:cpc\n  from: 2025-02-01\n  to: 2025-01-31"
    yield a_change("ends before it starts", body, 5, "to")


def _ids():
    """Ids that only the data can refuse, when the scenario is applied."""
    for subject in (
        "link:cpx",
        "'link:'",
        "link",
        "cpc",
        "lnk:cpc",
        "node:aktua",
        "passage:suezz",
        "border:KZ-XX",
        "border:KZ-RU/rail_9999",
        "transfer:aktau/rail_1520",
        "transfer:aktau/rail_1520/air",
        "country:RU",
        "link:cpc|tariff_usd_per_t",
        "link:" + "x" * 4000,
        "link:$(id)",
        '"link:\'; DROP TABLE links; --"',
    ):
        yield a_change("unknown id to close", f"close: {subject}", 3, "close")
    for subject in ("link:cpx", "node:aktau", "border:KZ-XX", "transfer:a/b/c", "passage:suez"):
        yield a_change("unknown id to open", f"open: {subject}", 3, "open")
    for country in ("XX", "ru", "Russia", "RUS", "false"):
        yield a_change("unknown country", f"close_territory: {country}", 3, "close_territory")
        yield a_change("unknown country", f"share_off: {country}\n  share: 0.5", 3, "share_off")
    for project in ("tanap_42", "nothing", "tap_20"):
        yield a_change("unknown project, or built too soon", f"build: {project}", 3, "build")
    for control in ("iran_uranium", "RU"):
        yield a_change("unknown control", f"lift: {control}", 3, "lift")
    yield a_change("unknown weight", "weight: carbon\n  value: 1", 3, "weight")
    body = "share_off: RU\n  share: 0.5\n  commodity: coper"
    yield a_change("unknown commodity", body, 3, "share_off")
    body = "close_territory: RU\n  commodity_groups: [containers]"
    yield a_change("unknown group", body, 3, "close_territory")
    for subject, attribute in (
        ("link:cpx", "tariff_usd_per_t"),
        ("link:cpc", "tariff"),
        ("*cpx*", "tariff_usd_per_t"),
        ("[a-", "tariff_usd_per_t"),
    ):
        text = f"scale: '{subject}'\n  attribute: {attribute}\n  factor: 2"
        yield a_change("unknown fact", text, 3, "scale")
    for subject, attribute, value, unit in (
        ("link:cpx", "tariff_usd_per_t", 45, "USD/t"),
        ("link:cpc", "tarif_usd_per_t", 45, "USD/t"),
        ("link:cpc", "tariff_usd_per_t", 45, "USD/tt"),
        ("link:cpc", "tariff_usd_per_t", 45, "km"),
        ("link:cpc", "tariff_usd_per_t", 45, "USD"),
        ("link:cpc", "tariff_usd_per_t", -45, "USD/t"),
        ("link:cpc", "tariff_usd_per_t", 1e300, "USD/t"),
        ("link:cpc", "tariff_usd_per_t", 45, "ZZZ/t"),
        ("link:cpc", "length_km", 45, "USD/t"),
    ):
        text = f"set: {subject}\n  attribute: {attribute}\n  value: {value}\n  unit: {unit}"
        yield a_change("fact that cannot be set", text, 3, "set")


FAMILIES = (_changes, _twice, _numbers, _ranges, _shapes, _words, _days, _ids)
