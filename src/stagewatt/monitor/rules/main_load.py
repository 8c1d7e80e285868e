"""The main device carrying more than it may: raised only where even the least it carries is."""

from __future__ import annotations

from collections.abc import Iterator

from stagewatt.domain.alarm import Severity
from stagewatt.domain.phases import PHASES
from stagewatt.domain.rack import MainKind
from stagewatt.domain.view import Interval
from stagewatt.monitor.load import PhaseSum
from stagewatt.monitor.plan import MAIN
from stagewatt.monitor.rule import Facts, Finding, Held, Rule, Said

RELEASE_SHARE = 0.98
HOLD_NS = 5_000_000_000


def judge(facts: Facts, _held: Held) -> Iterator[Finding]:
    """Name all three phases."""
    load = facts.load
    rows = zip(MAIN, PHASES, load.main_a, facts.ways.phases, strict=True)
    for place, phase, interval, ways in rows:
        said = _said(interval, ways, load.main_limit_a)
        yield (
            _beyond(facts, place, phase.value, interval)
            if said is Said.BEYOND
            else Finding(place=place, said=said)
        )


def _said(interval: Interval, ways: PhaseSum, limit_a: float) -> Said:
    """Within again only when the most it can carry is, or the least with no way lost from it."""
    least_a, most_a = interval.at_least_a, interval.at_most_a
    if least_a is not None and least_a > limit_a:
        return Said.BEYOND
    release_a = RELEASE_SHARE * limit_a
    if most_a is not None and most_a <= release_a:
        return Said.WITHIN
    if least_a is None or ways.lost:
        return Said.UNKNOWN
    return Said.WITHIN if least_a <= release_a else Said.BETWEEN


def _beyond(facts: Facts, place: str, phase: str, interval: Interval) -> Finding:
    load, main = facts.load, facts.setup.model.main
    least_a, most_a = interval.at_least_a or 0.0, interval.at_most_a
    limit_a = load.main_limit_a
    amount = f"{least_a:.0f} A" if least_a == most_a else f"at least {least_a:.0f} A"
    if main.kind is MainKind.MCCB:
        severity = Severity.WARNING
        dials = "" if load.main_dials_confirmed else " (dials not confirmed)"
        after = f"it will trip{dials}"
    else:
        severity = Severity.CRITICAL
        after = "it does not trip on overload"
    marks = (facts.mains.mark, *(lane.mark for lane in facts.lanes))
    return Finding(
        place=place,
        said=Said.BEYOND,
        at_ns=max((mark.at_ns for mark in marks if mark.at_ns is not None), default=0),
        text=f"main {phase}: {amount} of {limit_a:.0f} A, {after}",
        first_step=f"Shed load on {phase} of this rack.",
        value=least_a,
        limit=limit_a,
        unit="A",
        severity=severity,
        key=limit_a,
    )


RULE = Rule(name="main_load", severity=Severity.WARNING, judge=judge, hold_ns=HOLD_NS)
