"""Hostile as text: tags, anchors, depth, encodings, characters, sizes, broken syntax."""

from tests.scenarios.files.hostile import NONE, a_change, a_file

TAGS = (
    "!!python/object/apply:os.system",
    "!!python/object/new:subprocess.Popen",
    "!!python/name:os.system",
    "!!python/module:os",
    "!!python/tuple",
    "!!binary",
    "!!set",
    "!!omap",
    "!!timestamp",
    "!!int",
    "!!float",
    "!!bool",
    "!!null",
    "!!str",
    "!!map",
    "!local",
    "!<tag:yaml.org,2002:str>",
    "!<!x>",
)


def _tags():
    for tag in TAGS:
        yield a_file("tag on a value", f"name: {tag} a\nchanges: []", 1)
        yield a_file("tag on a key", f"name: a\n{tag} title: b", 2)
        yield a_file("tag on a list", f"name: a\nchanges: {tag} []", 2)
        yield a_change("tag in a change", f"close: {tag} link:cpc", 3, None)


def _anchors():
    for mark in ("&a", "&0", "&" + "x" * 5000):
        yield a_file("anchor", f"name: {mark} a", 1)
        yield a_file("anchor", f"name: a\nchanges: {mark} []", 2)
        yield a_change("anchor", f"{mark} close: link:cpc", 3, None)
    yield a_file("alias", "name: *a", 1)
    yield a_file("alias", "name: a\nchanges: *a", 2)
    yield a_file("alias", "name: a\n*a : b", 2)
    yield a_file("alias to itself", "name: a\nchanges: &a [*a]", 2)
    yield a_file("merge", "name: a\n<<: *a", 2)
    yield a_file("merge", "name: a\n<<: {title: b}", 2, "<<")
    bomb = "".join(f"k{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    yield a_file("bomb", f"k0: &a0 lol\n{bomb}", 1)


def _depth():
    for n in (13, 40, 900, 20_000, 199_000):
        yield a_file("deep list", "name: " + "[" * n, 1)
        yield a_file("deep map", "name: " + "{a: " * (n // 4), 1)
    for n in (13, 100, 400):
        block = "\n".join("  " * i + "a:" for i in range(n))
        yield a_file("deep block", block, 13)
        yield a_file("deep dashes", "changes:\n" + "- " * n + "a", 2)


def _bytes():
    text = "name: a\nchanges: []\n"
    for code in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"):
        yield a_file("encoding", text.encode(code))
    for code in ("latin-1", "cp1251", "koi8-r", "shift_jis", "gb18030"):
        word = "\u00e9\u00e8" if code == "latin-1" else "\u0430\u0431"
        yield a_file("encoding", b"name: a\ntitle: " + word.encode(code), 2)
    for raw in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82"):
        yield a_file("not UTF-8", b"name: a\n\ntitle: " + raw, 3)
    for head in (
        b"\x89PNG\r\n\x1a\n",
        b"\x1f\x8b\x08\x00",
        b"PK\x03\x04",
        b"\x80\x05\x95.",
        b"\x7fELF\x02\x01\x01",
        b"SQLite format 3\x00",
        b"%PDF-1.7\n\xe2\xe3\xcf\xd3",
        b"GIF89a\x01\x00\x01\x00",
        b"\xca\xfe\xba\xbe",
    ):
        yield a_file("another format", head + bytes(range(256)))


def _characters():
    for code in (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0x80, 0x9F, 0xFFFE, 0xFFFF):
        yield a_file("character", f"name: a\ntitle: b{chr(code)}c", 2)

    for escape in ("\\0", "\\a", "\\e[31m", "\\x9b", "\\N", "\\ud800", "\\u202e", "\\uffff", "\\r"):
        yield a_file("escape", f'name: a\ntitle: "b{escape}c"', 2)
        yield a_file("escape in a key", f'name: a\n"title{escape}": c', 2)


def _sizes():
    for n in (200_001, 1_000_000, 20_000_000):
        yield a_file("too large", b"name: " + b"x" * n, NONE)
    yield a_file("too large", b"\xff" * 200_001, NONE)
    yield a_file("too large", b"\x00" * 500_000, NONE)
    room = 199_000
    for unit in ("[", "{", "]", "- ", "? ", ": ", '"', "'", "|\n", "a: ", "&a ", "*a ", "!a ", "%"):
        yield a_file("one thing again and again", unit * (room // len(unit)))
    for unit in ("a,", "[],", "{},", "a: b,", "'',"):
        yield a_file("many items", f"name: [{unit * (room // len(unit))}]")
    yield a_file("many items", "name: a\nchanges:\n" + "- close: link:cpc\n" * 11_000)
    yield a_file("many keys", "name: a\n" + "".join(f"k{i}: b\n" for i in range(15_000)))
    yield a_file("a long key", "name: a\n" + "k" * room + ": b")
    yield a_file("many documents", "---\nname: a\n" * 16_000)
    yield a_file("many breaks", "\n" * room)
    yield a_file("many spaces", "name: a\n" + " " * room + "title: b")


def _syntax():
    for text in (
        "name: a\n\tchanges: []",
        "name: 'a",
        'name: "a',
        'name: "\\z"',
        "name: [a",
        "name: {a: b",
        "name: ]",
        "name: a: b",
        "name: @a",
        "name: `a",
        "name: %a",
        "name: a\n b: c\nd",
        "name: |9x\n a",
        "%YAML 9.9\n---\nname: a",
        "%YAML 1.1\n%YAML 1.1\n---\nname: a",
        "%TAG ! tag:example.com,2000:\n---\nname: !a b",
        "name a",
        "name:\n- a\nb",
        "-name: a\n- b",
        "{name: a}}",
        ",",
    ):
        yield a_file("syntax", text)


FAMILIES = (_tags, _anchors, _depth, _bytes, _characters, _sizes, _syntax)
