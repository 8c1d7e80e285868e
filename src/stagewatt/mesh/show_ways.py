"""The ways of a rack from the columns of a live message, or from a wall's two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.view import (
    BreakerState,
    BreakerView,
    CauseQuality,
    Indicator,
    LampColor,
    LampPattern,
    Load,
    WayView,
)
from stagewatt.mesh.codes import AMPS, WATTS, instant_ns, phases_of, unscaled
from stagewatt.mesh.compose_pulse import NO_CURRENT, WALL_AMPS, from_little
from stagewatt.mesh.messages import Card, WallRack, WaysLive
from stagewatt.mesh.states import breaker_states, wall_states, way_states

UNKNOWN_LAMP = Indicator(LampColor.UNKNOWN, LampPattern.STEADY)


def blank_ways(card: Card, breaker: BreakerView) -> tuple[WayView, ...]:
    """Return the ways of a card, every value missing."""
    colors = {one.id: one.color for one in card.connectors}
    return tuple(
        WayView(
            id=way.id,
            name=way.name,
            phases=phases_of(way.phases),
            connector=way.connector,
            color=colors.get(way.connector),
            mark=breaker.mark,
            i_a=None,
            i_min_a=None,
            i_max_a=None,
            i_peak_a=None,
            p_w=None,
            load=Load.UNKNOWN,
            indicator=UNKNOWN_LAMP,
            breaker=breaker,
            rated_a=way.rated_a,
            min_a=way.min_a,
            max_a=way.max_a,
            warning=False,
        )
        for way in card.ways
    )


def ways_of(
    ways: tuple[WayView, ...], live: WaysLive, marks: tuple[Mark, ...], now_ns: int
) -> tuple[WayView, ...]:
    """Return the ways with their numbers; columns that fit them not change nothing."""
    columns = (live.i_min, live.i_max, live.i_peak, live.p, live.mark, live.breaker_mark)
    sizes = {len(live.i), len(live.state), *(len(column) for column in columns)}
    places = (*live.mark, *live.breaker_mark)
    if sizes != {len(ways)} or max(places, default=0) >= max(1, len(marks)):
        return ways
    breakers: dict[tuple[int, int], BreakerView] = {}
    return tuple(
        [_way(way, number, live, (marks, breakers), now_ns) for number, way in enumerate(ways)]
    )


def _way(
    way: WayView,
    number: int,
    live: WaysLive,
    shared: tuple[Sequence[Mark], dict[tuple[int, int], BreakerView]],
    now_ns: int,
) -> WayView:
    marks, breakers = shared
    load, lamp, warning, word = way_states(live.state[number])
    since_ns = instant_ns(live.since_ms.get(number), now_ns)
    return WayView(
        id=way.id,
        name=way.name,
        phases=way.phases,
        connector=way.connector,
        color=way.color,
        mark=marks[live.mark[number]],
        i_a=unscaled(live.i[number], AMPS),
        i_min_a=unscaled(live.i_min[number], AMPS),
        i_max_a=unscaled(live.i_max[number], AMPS),
        i_peak_a=unscaled(live.i_peak[number], AMPS),
        p_w=unscaled(live.p[number], WATTS),
        load=load,
        indicator=lamp,
        breaker=_breaker(breakers, word, live.breaker_mark[number], marks, since_ns),
        rated_a=way.rated_a,
        min_a=way.min_a,
        max_a=way.max_a,
        warning=warning,
    )


def _breaker(
    made: dict[tuple[int, int], BreakerView],
    word: int,
    place: int,
    marks: Sequence[Mark],
    since_ns: int | None,
) -> BreakerView:
    """Return the breaker of a way, one object for all that are alike."""
    found = made.get((word, place)) if since_ns is None else None
    if found is None:
        state, cause, quality = breaker_states(word)
        found = BreakerView(
            mark=marks[place], state=state, cause=cause, cause_quality=quality, since_ns=since_ns
        )
        if since_ns is None:
            made[word, place] = found
    return found


def with_wall(ways: tuple[WayView, ...], wall: WallRack, now_ns: int) -> tuple[WayView, ...]:
    """Return the ways with a wall's currents and states; what it does not carry is missing."""
    at_ns = now_ns - wall.age_ms * 1_000_000
    marks: dict[tuple[str, Quality], Mark] = {}
    rows = zip(ways, from_little(wall.i), from_little(wall.state), strict=False)
    made = [_walled(way, number, word, at_ns, marks) for way, number, word in rows]
    return (*made, *ways[len(made) :])


def _walled(
    way: WayView, number: int, word: int, at_ns: int, marks: dict[tuple[str, Quality], Mark]
) -> WayView:
    load, lamp, warning, state, quality = wall_states(word)
    fresh = quality in (Quality.GOOD, Quality.ESTIMATED)
    mark = Mark(quality, at_ns, way.mark.source) if fresh else replace(way.mark, quality=quality)
    mark = marks.setdefault((mark.source, quality), mark) if fresh else mark
    return replace(
        way,
        mark=mark,
        i_a=None if number == NO_CURRENT else number / WALL_AMPS,
        i_min_a=None,
        i_max_a=None,
        i_peak_a=None,
        p_w=None,
        load=load,
        indicator=lamp,
        breaker=_moved(way.breaker, state, mark),
        warning=warning,
    )


def _moved(breaker: BreakerView, state: BreakerState, mark: Mark) -> BreakerView:
    """The breaker's cause is known as long as it has not moved since."""
    if state is breaker.state:
        return replace(breaker, mark=replace(mark, source=breaker.mark.source))
    return BreakerView(mark=mark, state=state, cause=None, cause_quality=CauseQuality.UNKNOWN)
