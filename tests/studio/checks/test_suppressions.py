"""What a scene suppresses, with cause and in vain."""

from __future__ import annotations

from studio.checks.finding import Severity
from studio.scene.suppressions import Check
from tests.studio.checks.lessons import Find, checks, only

OVER = "self.wait_until_bookmark('word')\nself.add(Text('one').place(0, 0), Text('two').place(0.2, 0))\n"


def test_what_a_scene_claims_to_be_meant_is_no_finding(find: Find) -> None:
    assert checks(find(OVER)) == ["overlap"]
    assert find(OVER + "self.suppress('overlap', 'one is struck out by two')") == []
    assert find(OVER + "self.suppress('overlap', 'one is struck out by two', match='one')") == []


def test_what_a_scene_claims_in_vain_is_told(find: Find) -> None:
    assert checks(find(OVER + "self.suppress('overlap', 'a reason', match='three')")) == [
        "overlap",
        "suppression",
    ]
    assert find("self.wait_until_bookmark('word')\nself.suppress('crossed', 'a reason', optional=True)") == []
    vain = only(find("self.wait_until_bookmark('word')\nself.suppress('crossed', 'a reason')"))
    assert (vain.check, vain.severity, vain.line) == (Check.SUPPRESSION, Severity.WARNING, 12)
    assert "suppresses 'crossed', but there is no such finding" in vain.message
