"""A phase of the drain above the rating of its connector or conductor, feed-through included."""

from __future__ import annotations

from collections.abc import Iterator

from stagewatt.domain.alarm import Severity
from stagewatt.domain.phases import PHASES
from stagewatt.domain.quality import Bound, Quality
from stagewatt.monitor.freshness import instant_ns
from stagewatt.monitor.plan import DRAIN
from stagewatt.monitor.rule import Facts, Finding, Held, Rule, Said, above

RELEASE_SHARE = 0.98
HOLD_NS = 5_000_000_000


def judge(facts: Facts, _held: Held) -> Iterator[Finding]:
    """Name all three phases."""
    mains, load = facts.mains, facts.load
    good = mains.mark.quality is Quality.GOOD
    limit_a = load.drain_limit_a
    least = "at least " if load.drain_bound is Bound.LOWER else ""
    for place, phase, measured_a in zip(DRAIN, PHASES, mains.i_a.phases, strict=True):
        i_a = measured_a if good else None
        said = above(i_a, limit_a, RELEASE_SHARE)
        if said is not Said.BEYOND or i_a is None:
            yield Finding(place=place, said=said)
            continue
        yield Finding(
            place=place,
            said=said,
            at_ns=instant_ns(mains.mark),
            text=(
                f"drain {phase.value}: {least}{i_a:.0f} A, "
                f"its {load.drain_limit_of} is rated {limit_a:.0f} A"
            ),
            first_step=f"Shed load on {phase.value}, here or on the panel source.",
            value=i_a,
            limit=limit_a,
            unit="A",
            key=limit_a,
        )


RULE = Rule(name="drain", severity=Severity.CRITICAL, judge=judge, hold_ns=HOLD_NS)
