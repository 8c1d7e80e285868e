"""A scenario while it plays: entries that are added, and what is next in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stagewatt.domain.errors import Invalid
from stagewatt.twin.actions import Plug
from stagewatt.twin.scenario.director import Director
from stagewatt.twin.scenario.live import Malformed, add, in_words


def test_an_entry_without_a_time_happens_at_the_next_look(plays: Callable[..., Director]) -> None:
    director = plays()
    director.actions(1_234_567_890)
    add(director, {"unplug": {"at": ["A1"]}})
    assert director.actions(1_300_000_000) == [(0, Plug("A1", None))]
    add(director, {"at_s": 2, "unplug": {"at": ["A2"]}})
    assert director.actions(1_900_000_000) == []
    assert director.actions(2_000_000_000) == [(0, Plug("A2", None))]


@pytest.mark.parametrize(
    ("entry", "kind", "where"),
    [
        ({"unplug": {"at": "A1"}}, Malformed, "unplug.at"),
        ({"bogus": 1}, Malformed, "bogus"),
        ({"at_s": True, "say": "x"}, Malformed, "at_s"),
        ({"unplug": {"at": ["Q"]}}, Invalid, "unplug.at[1]"),
        ({}, Invalid, None),
        ({"at_s": 1.0, "say": "x"}, Invalid, "at_s"),
        ({"at_s": 101.0, "say": "x"}, Invalid, "at_s"),
        ({"rack": "two", "unplug": {"at": ["A1"]}}, Invalid, "rack"),
        ({"do": {"cover": {"open": 1}}}, Invalid, "do.cover.open"),
    ],
)
def test_what_cannot_be_added(
    plays: Callable[..., Director], entry: dict[str, Any], kind: type[Invalid], where: str | None
) -> None:
    director = plays()
    director.actions(5_000_000_000)
    with pytest.raises(Invalid) as refused:
        add(director, entry)
    assert (type(refused.value), refused.value.where) == (kind, where)
    assert refused.value.message
    assert director.coming(5) == []


def test_several_findings_are_counted(plays: Callable[..., Director]) -> None:
    with pytest.raises(Invalid, match=r"says nothing; .* \(and 1 more\)"):
        add(plays(), {"at_s": 101.0})


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('cue = { at = ["A"], levels = [1.0, 0.3], fade_s = 2.0 }',
         "one A1, A2, A3 and 9 more: fade to 100%, 30% in 2 s"),
        ('cue = { at = ["A1-3"], level = 0.5 }', "one A1, A2, A3: fade to 50%"),
        ('plug = { at = ["A1"], load = "par64", count = 2 }', "one A1: plug in 2 x par64"),
        ('unplug = { at = ["panel_source"] }', "one panel_source: unplug"),
        ("weather = { rain = 0.8, ambient_c = 12.0, over_s = 600.0 }",
         "weather: 12 °C, rain 80% within 600 s"),
        ("weather = { }", "weather: as it is within 0 s"),
        ('say = "Hello."', "say: Hello."),
        ('do = { main = { action = "off" } }', 'one: main {"action":"off"}'),
    ],
)  # fmt: skip
def test_what_is_next_in_words(plays: Callable[..., Director], entry: str, words: str) -> None:
    director = plays(f"[[timeline]]\n{entry}\n")
    (due,) = director.coming(5)
    assert in_words(due.entry.what, director.scenario) == words
