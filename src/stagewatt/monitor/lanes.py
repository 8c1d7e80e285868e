"""The ways of one board judged: currents that count, load levels and breakers, held when lost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from stagewatt.domain.alarm import Severity
from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.reading import BoardSample, Contact, DeviceReading, Value
from stagewatt.monitor import way_breaker
from stagewatt.monitor.freshness import instant_ns
from stagewatt.monitor.indicator import SERIOUS_LEVEL, UNKNOWN_LEVEL, WORDS, Levels
from stagewatt.monitor.journal import Journal
from stagewatt.monitor.plan import Lane
from stagewatt.monitor.way_breaker import FLOWING, NOTHING, WayBreaker, WayNow

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneState:
    """One lane after a step.

    `levels` and `breakers` are what good data said last; `read_a` the newest values, however old;
    `i_a` those of them that count now, None elsewhere.
    """

    lane: Lane
    sample: BoardSample | None
    mark: Mark
    read_a: tuple[Value, ...]
    read_quality: tuple[Quality, ...]
    i_a: tuple[Value, ...]
    levels: tuple[int, ...]
    breakers: tuple[WayBreaker, ...]


def idle(lane: Lane) -> LaneState:
    """Return a lane of which nothing was ever known."""
    size = len(lane.ways)
    return LaneState(
        lane=lane,
        sample=None,
        mark=Mark(lane.idle, None, "model" if lane.device is None else lane.device),
        read_a=(None,) * size,
        read_quality=(lane.idle,) * size,
        i_a=(None,) * size,
        levels=(UNKNOWN_LEVEL,) * size,
        breakers=(NOTHING,) * size,
    )


def judge(
    before: LaneState,
    device: DeviceReading[BoardSample],
    mark: Mark,
    levels: Levels,
    journal: Journal,
    *,
    main_on: bool,
) -> LaneState:
    """Return the lane after its board's newest reading; the same object when nothing is new."""
    sample = device.sample
    if mark == before.mark and (sample is before.sample or sample == before.sample):
        return before
    size = len(before.lane.ways)
    nothing: tuple[Value, ...] = (None,) * size
    if sample is None:
        missing = (Quality.MISSING,) * size
        return replace(
            before, sample=None, mark=mark, read_a=nothing, read_quality=missing, i_a=nothing
        )
    read_a, read_quality = _read(sample, size)
    read = replace(
        before, sample=sample, mark=mark, read_a=read_a, read_quality=read_quality, i_a=nothing
    )
    if mark.quality is not Quality.GOOD:
        return read
    risen = tuple(
        old if i_a is None else levels.level(i_a, old)
        for i_a, old in zip(read_a, before.levels, strict=True)
    )
    _tell_levels(before, risen, journal)
    breakers = _breakers(before, sample, mark, read_a, risen, journal, main_on=main_on)
    return replace(read, i_a=read_a, levels=risen, breakers=breakers)


def _read(sample: BoardSample, size: int) -> tuple[tuple[Value, ...], tuple[Quality, ...]]:
    """Currents that a fitted, healthy sensor gave and that can be, and why the others are not."""
    amps: list[Value] = []
    qualities: list[Quality] = []
    for i_a, fitted, fault in zip(
        padded(sample.i_a, size, filler=None),
        padded(sample.fitted, size, filler=False),
        padded(sample.sensor_fault, size, filler=False),
        strict=True,
    ):
        if fitted and not fault and i_a is not None and 0.0 <= i_a < math.inf:
            amps.append(i_a)
            qualities.append(Quality.GOOD)
        else:
            amps.append(None)
            qualities.append(Quality.MISSING if fitted else Quality.UNMEASURED)
    return tuple(amps), tuple(qualities)


def padded(values: Sequence[T], size: int, *, filler: T) -> Sequence[T]:
    """Return exactly `size` values: a board may send fewer than the set-up expects, or more."""
    if len(values) == size:
        return values
    return (*values[:size], *(filler,) * (size - len(values)))


def _tell_levels(before: LaneState, after: tuple[int, ...], journal: Journal) -> None:
    if after == before.levels:
        return
    for way, old, new in zip(before.lane.ways, before.levels, after, strict=True):
        if new is not old and SERIOUS_LEVEL in (old, new):
            word = WORDS[new].value
            severity = Severity.WARNING if new == SERIOUS_LEVEL else Severity.ADVISORY
            change = ("unknown" if old == UNKNOWN_LEVEL else WORDS[old].value, word)
            journal.moved(way.way.id, f"{way.way.id}: load {word}", severity, change, rule="load")


def _breakers(
    before: LaneState,
    sample: BoardSample,
    mark: Mark,
    amps: tuple[Value, ...],
    levels: tuple[int, ...],
    journal: Journal,
    *,
    main_on: bool,
) -> tuple[WayBreaker, ...]:
    at_ns = instant_ns(mark)
    contacts = padded(sample.way_breakers, len(amps), filler=None)
    after = []
    for way, old, i_a, level, contact in zip(
        before.lane.ways, before.breakers, amps, levels, contacts, strict=True
    ):
        if i_a is None and contact is None:
            after.append(old)
            continue
        flowing = i_a is not None and level > 0
        over = i_a is not None and i_a > way.way.protection.rated_a
        if _steady(old, contact, flowing=flowing, over=over):
            after.append(old)
            continue
        now = WayNow(at_ns, flowing, over, contact, main_on)
        new = way_breaker.remember(old, now)
        if new.state is not old.state:
            way_breaker.tell(way.way.id, old, new, journal)
        after.append(new)
    return tuple(after)


def _steady(old: WayBreaker, contact: Contact | None, *, flowing: bool, over: bool) -> bool:
    """The two ways of nothing new that nearly all ways are in; only speed asks for this."""
    if flowing:
        return old is FLOWING and not over
    return old is NOTHING if contact is None else old is FLOWING and contact.active
