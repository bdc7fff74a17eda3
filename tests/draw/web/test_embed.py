"""Text inside a page: nothing ends the element it stands in."""

import base64
import hashlib
import json

import pytest

from corridor.draw.web.embed import csp_source, json_text, plain, policy

HOSTILE = ["</script><script>x()</script>", "<!--", "]]>", "&lt;", "\u2028\u2029", '"\\']


@pytest.mark.parametrize("text", HOSTILE)
def test_json_says_the_same_and_holds_no_markup(text):
    written = json_text({"name": text})
    assert json.loads(written) == {"name": text}
    assert not set(written) & set("<>&\u2028\u2029")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_json_refuses_what_is_no_number(number):
    with pytest.raises(ValueError, match="JSON"):
        json_text([number])


def test_a_policy_allows_its_own_scripts_and_nothing_else():
    digest = base64.b64encode(hashlib.sha256(b"go()").digest()).decode()
    rules = dict(rule.split(" ", 1) for rule in policy(["go()"], []).split("; "))
    assert rules["script-src"] == f"'sha256-{digest}'" == csp_source("go()")
    assert rules["default-src"] == rules["style-src"] == "'none'"
    assert "unsafe" not in str(rules)


@pytest.mark.parametrize(
    ("text", "said"),
    [("\u202eexe.gnp\x00", "exe.gnp"), (float("nan"), ""), ("x" * 300, "x" * 159 + "…")],
)
def test_plain(text, said):
    assert plain(text) == said
