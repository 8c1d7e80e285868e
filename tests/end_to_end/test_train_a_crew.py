"""The guide "train a crew", played from top to bottom on a real twin and a real node."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.rig import PATIENCE_S, Rig, ask, until

GUIDE = Path(__file__).parents[2] / "docs" / "train-a-crew.md"
BOX = re.compile(
    r"^```(?P<kind>hand|screen|rack)(?: within (?P<within>\d+))?\n(?P<lines>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
CLAIM = re.compile(r"(?P<path>\S+) (?P<how>[=~<>]) (?P<value>\S+)")
ELSEWHERE = {"loads", "faults"}
"""Words that stand beside the panel's, not below it."""


def found(document: Any, path: str) -> Any:
    """Return what stands at a path; ways and groups are named by their id."""
    for part in path.split("."):
        if isinstance(document, list):
            document = next(each for each in document if each["id"] == part)
        else:
            document = document[part]
    return document


def holds(document: Any, claim: str) -> bool:
    """Tell whether a claim is true; `~` is within three percent."""
    match = CLAIM.fullmatch(claim)
    assert match, claim
    value, how, wanted = found(document, match["path"]), match["how"], match["value"]
    if how == "=":
        return bool(str(value).lower() == wanted.lower())
    if value is None:
        return False
    if how == "~":
        return bool(abs(value - float(wanted)) <= 0.03 * float(wanted))
    return bool(value > float(wanted) if how == ">" else value < float(wanted))


def by_hand(rig: Rig, line: str) -> None:
    word, _, document = line.partition(" ")
    place = word if word in ELSEWHERE else f"panel/{word}"
    ask(f"http://127.0.0.1:{rig.panel_port}/api/v1/{place}", json.loads(document))


def looks(rig: Rig, kind: str) -> Callable[[], Any]:
    """Return how to look at the screen's or the rack's own picture."""
    if kind == "rack":
        return lambda: ask(f"http://127.0.0.1:{rig.panel_port}/api/v1/panel")
    (row,) = until(lambda: ask(f"http://127.0.0.1:{rig.port}/api/v1/racks")["racks"])
    return lambda: ask(f"http://127.0.0.1:{rig.port}/api/v1/racks/{row['id']}")


def seen(look: Callable[[], Any], claims: list[str], within_s: float) -> None:
    """Wait until each claim has become true."""
    for claim in claims:
        until(partial(lambda each: holds(look(), each), claim), within_s=within_s, what=claim)


def test_every_step_of_the_guide_does_what_it_says(rig: Rig) -> None:
    boxes = list(BOX.finditer(GUIDE.read_text(encoding="utf-8")))
    assert len(boxes) > 30
    for box in boxes:
        lines = box["lines"].splitlines()
        if box["kind"] == "hand":
            for line in lines:
                by_hand(rig, line)
            continue
        seen(looks(rig, box["kind"]), lines, float(box["within"] or 0) + PATIENCE_S)


@pytest.mark.parametrize(
    ("claim", "true"),
    [("a.A1 = on", True), ("a.A1 = off", False), ("b ~ 103", True), ("b ~ 104", False)],
)
def test_a_claim_can_be_false(claim: str, *, true: bool) -> None:
    document = {"a": {"A1": "on"}, "b": 100.0}
    assert holds(document, claim) is true


def test_what_is_missing_is_neither_small_nor_large() -> None:
    document = {"a": [{"id": "A1", "i_a": None}]}
    assert not any(holds(document, f"a.A1.i_a {how} 0") for how in "<>~")
