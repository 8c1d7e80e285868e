"""The meter's block, and whether each phase carries voltage."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from stagewatt.domain.alarm import Severity
from stagewatt.domain.phases import L123, PHASES, LineToLine
from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.reading import MainsSample, Value
from stagewatt.domain.view import MainsView, Supply
from stagewatt.monitor.journal import Journal
from stagewatt.monitor.plan import SUPPLY

LIVE_FROM_V = 50.0
"""The limit of extra-low voltage for AC (IEC 61140): from here a phase counts as live."""

ABSENT_BELOW_V = 20.0
"""Below this a phase counts as absent; what lies between may be induced or floating."""

PAIR_LIVE_SHARE = 1.5
"""Two phases this many times the nominal phase voltage apart are both live (400 V: 1.73 times).

It sees a phase whose own reading is low because an open neutral drifted onto it.
"""

FLOWS_FROM_A = 0.5
"""Above the noise of any meter: a phase that carries this is not absent, whatever its volts read
(a blown meter fuse)."""

_EMPTY = MainsSample()

T = TypeVar("T")


def clean(sample: MainsSample) -> MainsSample:
    """Return the sample with None for whatever is not a finite number."""
    return cast("MainsSample", _clean(sample))


def _clean(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{item.name: _clean(getattr(value, item.name)) for item in fields(value)}
        )
    return value if value is not None and math.isfinite(value) else None


def view(sample: MainsSample | None, mark: Mark) -> MainsView:
    """Return the meter's values with their doubt; all None when there never were any."""
    values = _EMPTY if sample is None else sample
    return MainsView(
        mark=mark, **{item.name: getattr(values, item.name) for item in fields(values)}
    )


def supply_now(mains: MainsView, nominal_v: float) -> L123[Supply]:
    """Return what fresh voltages say of each phase; UNKNOWN where they say nothing."""
    v1, v2, v3 = mains.v_ln_v
    pairs: LineToLine[Value] = mains.v_ll_v
    spread_v = PAIR_LIVE_SHARE * nominal_v
    by_volts = L123(
        _supply(v1, (pairs.l12, pairs.l31), spread_v),
        _supply(v2, (pairs.l12, pairs.l23), spread_v),
        _supply(v3, (pairs.l23, pairs.l31), spread_v),
    )
    return L123(*map(_not_against_amps, by_volts, mains.i_a.phases))


def _supply(v_ln_v: Value, pairs_v: tuple[Value, Value], spread_v: float) -> Supply:
    if any(pair is not None and pair >= spread_v for pair in pairs_v):
        return Supply.LIVE
    if v_ln_v is None or ABSENT_BELOW_V <= v_ln_v < LIVE_FROM_V:
        return Supply.UNKNOWN
    return Supply.LIVE if v_ln_v >= LIVE_FROM_V else Supply.ABSENT


def _not_against_amps(supply: Supply, i_a: Value) -> Supply:
    """Doubt that a phase is absent while it carries current."""
    flows = i_a is not None and i_a >= FLOWS_FROM_A
    return Supply.UNKNOWN if supply is Supply.ABSENT and flows else supply


def remember_supply(
    before: L123[Supply], now: L123[Supply], at_ns: int, journal: Journal
) -> L123[Supply]:
    """Return what is known after fresh voltages; events where a phase came or went."""
    if now == before:
        return before
    known = []
    for phase, place, old, new in zip(PHASES, SUPPLY, before, now, strict=True):
        known.append(old if new is Supply.UNKNOWN else new)
        if known[-1] is not old and not (old is Supply.UNKNOWN and new is Supply.LIVE):
            severity = Severity.WARNING if new is Supply.ABSENT else Severity.ADVISORY
            text = f"supply {phase.value} {new.value}"
            journal.moved(place, text, severity, (old.value, new.value), at_ns=at_ns)
    return L123(*known)


def shown_supply(known: L123[Supply], now: L123[Supply], quality: Quality) -> L123[Supply]:
    """Return what may be shown: a phase of which fresh voltages say nothing is unknown.

    That a phase is absent is a claim too: old data must not say so of one that may be live again.
    """
    if quality is not Quality.GOOD:
        return L123.all(Supply.UNKNOWN)
    return known if Supply.UNKNOWN not in tuple(now) else now
