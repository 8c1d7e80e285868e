"""Who plays a scenario: what happens at which look, what is kept for whoever gives a place back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from stagewatt.domain.errors import Invalid
from stagewatt.twin.actions import (
    Action,
    EndFault,
    MoveCover,
    MoveMain,
    Plug,
    SetDial,
    SetLevel,
    StartFault,
)
from stagewatt.twin.scenario import director as module
from stagewatt.twin.scenario.director import Director
from stagewatt.twin.scenario.said import Said
from stagewatt.twin.scenario.script import Cue, Entry, Say

LAMP = '[[patch]]\nat = ["A1-2"]\nload = "par64"\nlevel = 0.4\n'
LATER = """
[[timeline]]
at_s = 1.0
every_s = 1.0
until_s = 3.0
cue = { at = ["A1"], levels = [1.0, 0.2], fade_s = 0.5 }
[[timeline]]
at_s = 2.25
unplug = { at = ["A2"] }
[[timeline]]
at_s = 2.5
plug = { at = ["A2"], load = "kettle", count = 2, level = 0.9 }
[[timeline]]
at_s = 4.0
do = { main = { action = "off" } }
[[timeline]]
at_s = 4.0
say = "Off."
"""


def ns(t_s: float) -> int:
    return round(t_s * 1e9)


def acts(director: Director, t_s: float) -> list[Action]:
    return [action for _, action in director.actions(ns(t_s))]


def brief(actions: Sequence[Action]) -> list[tuple[Any, ...]]:
    """Return plugs and faders in short."""
    return [
        (each.place, None if each.load is None else f"{each.load.count} {each.load.label}")
        if isinstance(each, Plug)
        else (each.place, each.value, each.fade_s)
        for each in actions
        if isinstance(each, Plug | SetLevel)
    ]


def test_it_begins_with_dials_and_plugs(plays: Callable[..., Director]) -> None:
    director = plays("dials = { ir = 0.8 }\n" + LAMP)
    first = acts(director, 0.0)
    assert first[:3] == [MoveCover(open=True), SetDial("ir", 0.8), MoveCover(open=False)]
    assert brief(first) == [
        *(("A1", "1 par64"), ("A1", 0.4, 0.0)),
        *(("A2", "1 par64"), ("A2", 0.4, 0.0)),
    ]
    assert acts(director, 0.1) == []


def test_the_timeline_cycles_levels_plugs_pulls_and_says(plays: Callable[..., Director]) -> None:
    director = plays(LAMP + LATER)
    acts(director, 0.9)
    assert brief(acts(director, 1.0)) == [("A1", 1.0, 0.5)]
    assert brief(acts(director, 2.2)) == [("A1", 0.2, 0.5)]
    assert brief(acts(director, 2.4)) == [("A2", None)]
    assert brief(acts(director, 3.1)) == [*(("A2", "2 kettle"), ("A2", 0.9, 0.0), ("A1", 1.0, 0.5))]
    assert len(director.said) == 0
    assert acts(director, 4.0) == [MoveMain(on=False)]
    assert list(director.said) == [Said(4.0, "Off.")]
    assert acts(director, 100.0) == []


def test_a_look_that_comes_late_finds_the_same_in_the_same_order(
    plays: Callable[..., Director],
) -> None:
    often, seldom = plays(LAMP + LATER), plays(LAMP + LATER)
    played = [deed for look in range(61) for deed in often.actions(ns(look * 0.1))]
    assert [deed for look in range(13) for deed in seldom.actions(ns(look * 0.5))] == played


def test_what_is_given_back_is_what_hangs_there_by_now(plays: Callable[..., Director]) -> None:
    director = plays(LAMP + LATER)
    acts(director, 0.0)
    assert brief(director.again(0, "A1", 0)) == [("A1", "1 par64"), ("A1", 0.4, 0.0)]
    assert brief(director.again(0, "B1", 0)) == [("B1", None)]
    acts(director, 2.3)
    assert brief(director.again(0, "A1", 0)) == [("A1", "1 par64"), ("A1", 0.2, 0.0)]
    assert brief(director.again(0, "A2", 0)) == [("A2", None)]
    acts(director, 3.0)
    assert brief(director.again(0, "A2", 0)) == [("A2", "2 kettle"), ("A2", 0.9, 0.0)]


WEATHER = """
[[patch]]
at = ["A1"]
load = "par64"
wet_ma = 20.0
[[timeline]]
at_s = 10.0
weather = { rain = 1.0, ambient_c = 14.0, over_s = 20.0 }
[[timeline]]
at_s = 60.0
weather = { rain = 0.0, ambient_c = 24.0 }
"""


def told(director: Director, t_s: float) -> list[tuple[str, str | None, float | None]]:
    return [
        (each.fault.name, each.fault.place, each.fault.size)
        if isinstance(each, StartFault)
        else (each.name, each.place, None)
        for each in acts(director, t_s)
        if isinstance(each, StartFault | EndFault)
    ]


def test_weather_is_told_where_it_has_changed(plays: Callable[..., Director]) -> None:
    director = plays(WEATHER)
    assert told(director, 0.0) == []
    assert told(director, 19.9) == []
    assert told(director, 20.0) == [("ambient", None, 19.0), ("earth_leak", "A1", 10.0)]
    assert told(director, 29.9) == []
    assert told(director, 35.0) == [("ambient", None, 14.0), ("earth_leak", "A1", 20.0)]
    assert told(director, 50.0) == []
    assert told(director, 69.0) == [("ambient", None, None), ("earth_leak", "A1", None)]


def test_it_is_wet_from_the_beginning(plays: Callable[..., Director]) -> None:
    director = plays(WEATHER, head="weather = { rain = 0.5, ambient_c = 3.0 }\n")
    assert told(director, 0.0) == [("earth_leak", "A1", 10.0)]


def test_after_the_end_nothing_more_is_told(plays: Callable[..., Director]) -> None:
    director = plays(
        '[[patch]]\nat = ["A1"]\nload = "par64"\nwet_ma = 20.0\n'
        "[[timeline]]\nat_s = 95.0\nweather = { rain = 1.0, over_s = 60.0 }\n"
    )
    told(director, 99.0)
    assert told(director, 100.0) == [("earth_leak", "A1", 1.67)]
    assert told(director, 130.0) == []
    assert (director.t_s, director.now_s) == (100.0, 130.0)


def test_held_it_stands_still_and_goes_on_from_there(plays: Callable[..., Director]) -> None:
    director = plays(LAMP + LATER)
    acts(director, 0.5)
    director.play(on=False)
    assert acts(director, 50.0) == []
    assert director.t_s == 0.5
    director.play(on=True)
    assert brief(acts(director, 50.5)) == [("A1", 1.0, 0.5)]
    assert director.t_s == 1.0


def test_moved_on_it_does_what_lies_between_at_once(plays: Callable[..., Director]) -> None:
    director = plays(LAMP + LATER)
    acts(director, 0.5)
    director.skip_to(2.5)
    assert director.t_s == 2.5
    assert brief(acts(director, 0.6)) == [
        *(("A1", 0.2, 0.5), ("A2", None), ("A2", "2 kettle"), ("A2", 0.9, 0.0))
    ]
    assert brief(acts(director, 1.0)) == [("A1", 1.0, 0.5)]
    for wrong_s in (1.0, 100.1, -1.0, float("nan")):
        with pytest.raises(Invalid) as refused:
            director.skip_to(wrong_s)
        assert refused.value.where == "skip_to_s"


def test_it_can_begin_later(plays: Callable[..., Director]) -> None:
    scenario = plays(LAMP + LATER).scenario
    director = Director(scenario, begin_s=50.0)
    first = acts(director, 0.0)
    assert brief(first)[:2] == [("A1", "1 par64"), ("A1", 0.4, 0.0)]
    assert first[-1] == MoveMain(on=False)
    assert director.t_s == 50.0


def test_an_entry_is_added_while_it_plays(
    plays: Callable[..., Director], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ADDED_MAX", 2)
    director = plays(LAMP)
    acts(director, 10.0)
    cue = Cue(rack=0, places=("A1",), levels=(0.7,), fade_s=0.0)
    director.add(Entry(at_s=10.0, every_s=None, until_s=100.0, what=cue))
    director.add(Entry(at_s=20.0, every_s=None, until_s=100.0, what=Say(text="x")))
    director.play(on=False)
    assert brief(acts(director, 10.1)) == [("A1", 0.7, 0.0)]
    assert [due.at_s for due in director.coming(5)] == [20.0]
    with pytest.raises(Invalid, match="added already"):
        director.add(Entry(at_s=30.0, every_s=None, until_s=100.0, what=cue))
    with pytest.raises(Invalid, match="9 s is over"):
        director.add(Entry(at_s=9.0, every_s=None, until_s=100.0, what=cue))


def test_only_the_newest_sentences_are_kept(plays: Callable[..., Director]) -> None:
    director = plays('[[timeline]]\nevery_s = 1.0\nsay = "Again."\n')
    acts(director, 99.0)
    assert [each.t_s for each in director.said] == [float(t_s) for t_s in range(50, 100)]
