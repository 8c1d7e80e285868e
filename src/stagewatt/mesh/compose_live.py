"""Every number of a rack as a message, its marks in one table."""

from __future__ import annotations

from collections.abc import Iterable

from stagewatt.domain.quality import Mark
from stagewatt.domain.view import LoadView, MainsView, RackView, Tightest, WayView
from stagewatt.mesh.codes import (
    AMPS,
    BOUND,
    CELSIUS,
    FACTOR,
    HERTZ,
    PERCENT,
    QUALITY,
    VOLTS,
    WATT_HOURS,
    WATTS,
    age_ms,
    packed,
    scaled,
)
from stagewatt.mesh.messages import (
    Live,
    LoadLive,
    MainLive,
    MarkPiece,
    TightPiece,
    WaysLive,
)
from stagewatt.mesh.states import breaker_word, rack_word, way_word

MAINS_SCALES = (
    *(VOLTS,) * 6,
    *(AMPS,) * 4,
    HERTZ,
    *(WATTS,) * 12,
    *(FACTOR,) * 4,
    *(PERCENT,) * 9,
    *(WATT_HOURS,) * 2,
)
"""v_ln, v_ll, i, f, p, q, s, pf, thd_v_ln, thd_v_ll, thd_i, energy: partial, total."""


class Marks:
    """Collects the marks of one message, each once."""

    def __init__(self, now_ns: int) -> None:
        """Ages are counted at `now_ns`."""
        self._now_ns = now_ns
        self._places: dict[Mark, int] = {}
        self._seen: dict[int, int] = {}
        self.sources: dict[str, int] = {}

    def place(self, mark: Mark) -> int:
        """Return a mark's place in the table."""
        found = self._seen.get(id(mark))
        if found is None:
            found = self._places.setdefault(mark, len(self._places))
            self.sources.setdefault(mark.source, len(self.sources))
            self._seen[id(mark)] = found
        return found

    def table(self) -> tuple[MarkPiece, ...]:
        """Return the marks in their order."""
        return tuple(
            MarkPiece(
                QUALITY.number(mark.quality),
                age_ms(mark.at_ns, self._now_ns),
                self.sources[mark.source],
            )
            for mark in self._places
        )


def live_of(view: RackView, facts: int, now_ns: int) -> Live:
    """Return a rack's numbers; ages are counted at `now_ns` on the clock of the view."""
    marks = Marks(now_ns)
    places = [
        marks.place(mark)
        for mark in (
            view.mains.mark,
            view.main_breaker.mark,
            view.contacts.mark,
            view.temperature_mark,
            view.load.mark,
        )
    ]
    ways = _ways(view.ways, marks, now_ns)
    return Live(
        instance=view.boot_id,
        rack=view.rack,
        seq=view.seq,
        facts=facts,
        age_ms=age_ms(view.at_ns, now_ns) or 0,
        heard_ms=age_ms(view.last_heard_ns, now_ns),
        state=rack_word(view),
        sources=tuple(source[:128] for source in marks.sources),
        marks=marks.table(),
        mains_mark=places[0],
        mains=_scaled(mains_values(view.mains), MAINS_SCALES),
        main=MainLive(
            places[1], breaker_word(view.main_breaker), age_ms(view.main_breaker.since_ns, now_ns)
        ),
        contacts_mark=places[2],
        celsius_mark=places[3],
        celsius=scaled(view.temperature_c, CELSIUS),
        load=_load(view.load, places[4]),
        ways=ways,
        tightest=tight_piece(view.tightest),
    )


def _scaled(values: Iterable[float | None], scales: Iterable[int]) -> tuple[int | None, ...]:
    return tuple(scaled(value, per) for value, per in zip(values, scales, strict=True))


def mains_values(mains: MainsView) -> tuple[float | None, ...]:
    """Return the meter's values in the order in which they travel."""
    return (
        *mains.v_ln_v,
        *mains.v_ll_v,
        *mains.i_a,
        mains.f_hz,
        *mains.p_w,
        *mains.q_var,
        *mains.s_va,
        *mains.pf,
        *mains.thd_v_ln_pct,
        *mains.thd_v_ll_pct,
        *mains.thd_i_pct,
        mains.energy.partial_wh,
        mains.energy.total_wh,
    )


def _load(load: LoadView, mark: int) -> LoadLive:
    bounds = [bound for main in load.main_a for bound in (main.at_least_a, main.at_most_a)]
    return LoadLive(
        mark=mark,
        bounds=packed((BOUND.number(load.ways_bound), 2), (BOUND.number(load.drain_bound), 2)),
        values=_scaled((*load.ways_a, *bounds, load.p_ways_w), (*(AMPS,) * 9, WATTS)),
    )


def _ways(ways: tuple[WayView, ...], marks: Marks, now_ns: int) -> WaysLive:
    return WaysLive(
        i=tuple([scaled(way.i_a, AMPS) for way in ways]),
        i_min=tuple([scaled(way.i_min_a, AMPS) for way in ways]),
        i_max=tuple([scaled(way.i_max_a, AMPS) for way in ways]),
        i_peak=tuple([scaled(way.i_peak_a, AMPS) for way in ways]),
        p=tuple([scaled(way.p_w, WATTS) for way in ways]),
        state=tuple([way_word(way) for way in ways]),
        mark=tuple([marks.place(way.mark) for way in ways]),
        breaker_mark=tuple([marks.place(way.breaker.mark) for way in ways]),
        since_ms={
            number: age_ms(way.breaker.since_ns, now_ns) or 0
            for number, way in enumerate(ways)
            if way.breaker.since_ns is not None
        },
    )


def tight_piece(tightest: Tightest | None) -> TightPiece | None:
    """Return the nearest limit as it travels."""
    if tightest is None:
        return None
    used = scaled(tightest.used_pct, 10)
    left, limit = scaled(tightest.left_a, AMPS), scaled(tightest.limit_a, AMPS)
    # A zero in place of a number that does not travel would say that nothing is used.
    if used is None or left is None or limit is None:
        return None
    return TightPiece(
        place=tightest.place[:128],
        used=used,
        left=left,
        limit=limit,
        bound=BOUND.number(tightest.bound),
    )
