"""A scenario as it is played: racks by number, places by name, what happens in order of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stagewatt.domain.rack import CtPosition, RackModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What feeds the racks: volts, hertz, ohms per conductor; `rated_va` of a genset."""

    kind: str
    v_ln_v: float
    frequency_hz: float
    z_ohm: complex
    rated_va: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cable:
    """A feeder: metres, and mm2 of copper per conductor."""

    length_m: float
    mm2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One rack as it stands on the site; `fed_from` is an earlier rack's number, None the source.

    `feeder` None is the usual cable of its drain.
    """

    id: str
    model: RackModel
    fed_from: int | None
    feeder: Cable | None
    printed_name: str | None
    ct_position: CtPosition | None
    dials: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """What is plugged in at one place at the start; `wet_a` leaks where everything is soaked."""

    rack: int
    place: str
    load: str
    count: int
    level: float
    wet_a: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Places go to a level; of several levels, at each repetition the next."""

    rack: int
    places: tuple[str, ...]
    levels: tuple[float, ...]
    fade_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlugIn:
    """So many of a load are plugged in at each of the places, their faders at a level."""

    rack: int
    places: tuple[str, ...]
    load: str
    count: int
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PullOut:
    """What hangs at the places is unplugged."""

    rack: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Weather that turns: what is not None reaches its value after `over_s` seconds."""

    ambient_c: float | None
    rain: float | None
    over_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A sentence for who is being trained."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Do:
    """One word of the front panel's HTTP interface, with its document."""

    rack: int
    word: str
    document: Mapping[str, Any]


Move = Cue | PlugIn | PullOut | Do
"""What hands do to a rack."""
What = Move | Turn | Say
"""What can happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """When something happens: once, or every `every_s` seconds until `until_s`."""

    at_s: float
    every_s: float | None
    until_s: float
    what: What


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole scenario, found possible."""

    title: str
    about: str
    seed: int
    duration_s: float
    supply: Supply
    ambient_c: float
    rain: float
    racks: tuple[Stand, ...]
    patch: tuple[Patch, ...]
    timeline: tuple[Entry, ...]
