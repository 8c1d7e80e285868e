"""A scenario while it plays: what is next in words, and entries that somebody adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.path import shown
from stagewatt.catalogue.document.source import converted, differences
from stagewatt.domain.errors import Invalid
from stagewatt.twin.scenario.director import Director
from stagewatt.twin.scenario.ground import played
from stagewatt.twin.scenario.judge_entry import impossible_entry
from stagewatt.twin.scenario.resolve import entry_of
from stagewatt.twin.scenario.schema import EntryTable
from stagewatt.twin.scenario.script import Cue, PlugIn, PullOut, Say, Scenario, Turn, What

FIRST = 3
"""Places that are named of many."""


class Malformed(Invalid):
    """An entry that is not written as one."""


def add(director: Director, data: Mapping[str, Any]) -> None:
    """Let something more happen: now, or at its `at_s`.

    Raises Malformed for what a file could not say either, Invalid for what cannot be.
    """
    table: dict[str, Any] = {"at_s": director.now_s, **data}
    wrongs = differences(table, EntryTable)
    if wrongs:
        raise Malformed(_words(wrongs), where=shown(wrongs[0].path))
    entry, ground = converted(table, EntryTable), played(director.scenario)
    wrongs = tuple(impossible_entry(entry, (), ground))
    if wrongs:
        raise Invalid(_words(wrongs), where=shown(wrongs[0].path) if wrongs[0].path else None)
    director.add(entry_of(entry, ground))


def in_words(what: What, scenario: Scenario) -> str:
    """Return what an entry does as one line."""
    if isinstance(what, Say):
        return f"say: {what.text}"
    if isinstance(what, Turn):
        return f"weather: {_weather(what)}"
    rack = scenario.racks[what.rack].id
    if isinstance(what, Cue):
        return f"{rack} {_places(what.places)}: {_levels(what)}"
    if isinstance(what, PlugIn):
        return f"{rack} {_places(what.places)}: plug in {what.count} x {what.load}"
    if isinstance(what, PullOut):
        return f"{rack} {_places(what.places)}: unplug"
    return f"{rack}: {what.word} {msgspec.json.encode(what.document).decode()}"


def _words(wrongs: tuple[Wrong, ...]) -> str:
    more = f" (and {len(wrongs) - 1} more)" if len(wrongs) > 1 else ""
    return f"{wrongs[0].problem}; {wrongs[0].cure}{more}"


def _places(places: tuple[str, ...]) -> str:
    named = ", ".join(places[:FIRST])
    more = len(places) - FIRST
    return f"{named} and {more} more" if more > 0 else named


def _levels(cue: Cue) -> str:
    levels = ", ".join(f"{level:.0%}" for level in cue.levels)
    fade = f" in {cue.fade_s:g} s" if cue.fade_s else ""
    return f"fade to {levels}{fade}"


def _weather(turn: Turn) -> str:
    goals = []
    if turn.ambient_c is not None:
        goals.append(f"{turn.ambient_c:g} °C")
    if turn.rain is not None:
        goals.append(f"rain {turn.rain:.0%}")
    return f"{', '.join(goals) or 'as it is'} within {turn.over_s:g} s"
