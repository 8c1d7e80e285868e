"""`WayView`s: what a person entered for a way beside the judgement of its current."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.reading import BoardSample, Value, WindowSample
from stagewatt.domain.settings import RackSettings, WaySettings
from stagewatt.domain.view import (
    BreakerState,
    BreakerView,
    Indicator,
    Load,
    MainsView,
    WayView,
)
from stagewatt.monitor.indicator import HIGH_LEVEL, UNKNOWN_LAMP, WORDS, Lamps
from stagewatt.monitor.lanes import LaneState, padded
from stagewatt.monitor.way_breaker import FLOWING, NOTHING, WayBreaker, shown

VoltAmps = tuple[Value, Value, Value]
"""Watts per amp of each phase: voltage times power factor; None where either is not known."""

_NO_SETTINGS = WaySettings()


def watts_per_amp(mains: MainsView) -> VoltAmps:
    """Return V x |PF| per phase: the rack's power factor stands in for each way's own."""
    if mains.mark.quality is not Quality.GOOD:
        return (None, None, None)
    first, second, third = (
        None if v is None or pf is None else v * abs(pf)
        for v, pf in zip(mains.v_ln_v, mains.pf.phases, strict=True)
    )
    return (first, second, third)


@dataclass(frozen=True, slots=True)
class WaysKey:
    """All that a lane's views are made from: equal keys, same views."""

    state: LaneState
    settings: RackSettings
    watts: VoltAmps
    warned: AbstractSet[str]

    def same(self, other: WaysKey) -> bool:
        """Whether nothing changed since `other`, told without comparing way by way."""
        return (
            self.state is other.state
            and self.settings is other.settings
            and self.watts == other.watts
            and self.warned == other.warned
        )


def views(key: WaysKey, lamps: Lamps) -> tuple[WayView, ...]:
    """Return the views of one lane's ways, in the order of its channels."""
    state, settings, watts, warned = key.state, key.settings, key.watts, key.warned
    marks, breakers = _Marks(state), _Breakers(state)
    size = len(state.lane.ways)
    window = _windows(state.sample, size)
    named, colors = settings.ways, settings.connectors
    rows = zip(
        state.lane.ways, state.read_a, state.i_a, state.levels, state.breakers, *window, strict=True
    )
    made = []
    for channel, (plan, read_a, i_a, level, known, min_a, max_a, peak_a) in enumerate(rows):
        way = plan.way
        entered = named.get(way.id, _NO_SETTINGS)
        watt = None if plan.phase is None else watts[plan.phase]
        breaker = breakers.of(channel, known)
        load, lamp = _load(level, lamps, good=i_a is not None)
        if lamps.tripped is not None and breaker.state is BreakerState.TRIPPED:
            lamp = lamps.tripped
        made.append(
            WayView(
                id=way.id,
                name=entered.name,
                phases=way.phases,
                connector=way.connector,
                color=colors.get(way.connector),
                mark=marks.of(channel),
                i_a=read_a,
                i_min_a=min_a,
                i_max_a=max_a,
                i_peak_a=peak_a,
                p_w=None if i_a is None or watt is None else i_a * watt,
                load=load,
                indicator=lamp,
                breaker=breaker,
                rated_a=way.protection.rated_a,
                min_a=entered.min_a,
                max_a=entered.max_a,
                warning=way.id in warned,
            )
        )
    return tuple(made)


def _load(level: int, lamps: Lamps, *, good: bool) -> tuple[Load, Indicator]:
    """Without good data only a word that is not normal stays."""
    if good or level >= HIGH_LEVEL:
        return WORDS[level], lamps.by_level[level]
    return Load.UNKNOWN, UNKNOWN_LAMP


def _windows(sample: BoardSample | None, size: int) -> tuple[tuple[Value, ...], ...]:
    window = None if sample is None else sample.window
    if window is None:
        return ((None,) * size,) * 3
    return tuple(tuple(padded(values, size, filler=None)) for values in _extremes(window))


def _extremes(window: WindowSample) -> tuple[tuple[Value, ...], ...]:
    return window.i_min_a, window.i_max_a, window.i_peak_a


class _Marks:
    """The doubt of each way of a lane, few objects for many ways."""

    def __init__(self, state: LaneState) -> None:
        self._state = state
        self._bad: dict[str, Mark] = {}

    def of(self, channel: int) -> Mark:
        mark, quality = self._state.mark, self._state.read_quality[channel]
        if quality is Quality.GOOD or quality is mark.quality:
            return mark
        found = self._bad.get(quality.value)
        if found is None:
            found = self._bad[quality.value] = replace(mark, quality=quality)
        return found


class _Breakers:
    """The breaker of each way of a lane, few objects for many ways."""

    def __init__(self, state: LaneState) -> None:
        self._state = state
        sample, mark = state.sample, state.mark
        self._good = mark.quality is Quality.GOOD
        self._contacts = padded(
            () if sample is None else sample.way_breakers, len(state.lane.ways), filler=None
        )
        self._guessed = replace(mark, quality=Quality.ESTIMATED) if self._good else mark
        self._flowing = _view(FLOWING, self._guessed)
        self._nothing = _view(NOTHING, self._guessed)

    def of(self, channel: int, known: WayBreaker) -> BreakerView:
        sensed = self._contacts[channel] is not None
        good = self._good and (sensed or self._state.i_a[channel] is not None)
        known = shown(known, good=good)
        if not sensed:
            if known is FLOWING:
                return self._flowing
            if known is NOTHING:
                return self._nothing
        return _view(known, self._state.mark if sensed else self._guessed)


def _view(known: WayBreaker, mark: Mark) -> BreakerView:
    return BreakerView(mark=mark, state=known.state, cause=known.cause, cause_quality=known.quality)
