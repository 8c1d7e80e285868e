"""The panel's words in a scenario: the panel's documents, and its refusals."""

from __future__ import annotations

from typing import Any

import pytest

from stagewatt.catalogue.load import model
from stagewatt.domain.errors import Invalid, Refused, Unknown
from stagewatt.twin import actions as do
from stagewatt.twin.faults import ActiveFault
from stagewatt.twin.panel.requests import MOVES
from stagewatt.twin.plant import build
from stagewatt.twin.scenario.doing import WORDS, actions, tried

PLANT = build(model("smartpdu-36"), serial="0" * 12)


@pytest.mark.parametrize(
    ("word", "data", "does"),
    [
        ("e_stop", {"action": "press"}, do.PressEStop()),
        ("main", {"action": "off"}, do.MoveMain(on=False)),
        ("way", {"way": "A1", "action": "on"}, do.MoveWay("A1", on=True)),
        ("dial", {"dial": "ir", "value": 1}, do.SetDial("ir", 1.0)),
        ("load", {"way": "A1", "level": 0.5, "fade_s": 2}, do.SetLevel("A1", 0.5, 2.0)),
        ("load", {"way": "A1", "load": None}, do.Plug("A1", None)),
        ("fault", {"fault": "neutral_bad"}, do.StartFault(ActiveFault("neutral_bad", None, 1.0))),
        ("fault", {"fault": "neutral_bad", "active": False}, do.EndFault("neutral_bad")),
        (
            "fault",
            {"fault": "earth_leak", "way": "A1", "leak_ma": 5},
            do.StartFault(ActiveFault("earth_leak", "A1", 5.0)),
        ),
    ],
)
def test_a_word_does_what_it_does_at_the_panel(
    word: str, data: dict[str, Any], does: do.Action
) -> None:
    assert actions(PLANT, word, data) == (does,)


@pytest.mark.parametrize(
    ("word", "data", "where"),
    [
        ("cover", {"open": "yes"}, "open"),
        ("cover", {}, "open"),
        ("cover", {"open": True, "lid": 1}, "lid"),
        ("way", {"way": "Z9", "action": "on"}, None),
        ("load", {"way": "A1", "load": "show"}, "load"),
        ("load", {"way": "A1", "load": "candle"}, "load"),
        ("load", {"way": "A1", "p_w": 10**400}, None),
        ("load", {"way": "A1", "p_w": float("nan")}, None),
        ("fault", {"fault": 5}, "fault"),
        ("fault", {"fault": "gremlin"}, "fault"),
        ("fault", {"fault": "neutral_bad", "active": "no"}, "active"),
        ("fault", {"fault": "earth_leak", "way": "Z1"}, "way"),
        ("fault", {"fault": "neutral_bad", "z_ohm": float("inf")}, "z_ohm"),
    ],
)
def test_what_the_panel_would_refuse_is_refused(
    word: str, data: dict[str, Any], where: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        tried(PLANT.model, word, data)
    assert isinstance(refused.value, Invalid | Unknown)
    if where is not None:
        assert refused.value.where == where


def test_every_word_of_the_panel_is_known() -> None:
    assert set(WORDS) == {*MOVES, "load", "fault"}
