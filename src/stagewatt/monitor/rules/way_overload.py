"""A way above the rating of its own breaker."""

from __future__ import annotations

from collections.abc import Iterator

from stagewatt.domain.alarm import Severity
from stagewatt.monitor.freshness import instant_ns
from stagewatt.monitor.rule import Facts, Finding, Held, Rule, Said, above

RELEASE_SHARE = 0.98
HOLD_NS = 5_000_000_000


def judge(facts: Facts, held: Held) -> Iterator[Finding]:
    """Name every way above its rating, and those that were."""
    for lane in facts.lanes:
        for plan, i_a in zip(lane.lane.ways, lane.i_a, strict=True):
            way = plan.way
            rated_a = way.protection.rated_a
            if i_a is not None and i_a > rated_a:
                yield _beyond(facts, way.id, i_a, rated_a, instant_ns(lane.mark))
            elif way.id in held:
                yield Finding(place=way.id, said=above(i_a, rated_a, RELEASE_SHARE))


def _beyond(facts: Facts, way: str, i_a: float, rated_a: float, at_ns: int) -> Finding:
    name = facts.settings.way(way).name
    title = way if name is None else f'{way} "{name}"'
    return Finding(
        place=way,
        said=Said.BEYOND,
        at_ns=at_ns,
        text=f"{title}: {i_a:.1f} A, its breaker is rated {rated_a:.0f} A and may trip",
        first_step=f"Move load from {way} to another way of the same phase.",
        value=i_a,
        limit=rated_a,
        unit="A",
        key=(name, rated_a),
    )


RULE = Rule(name="way_overload", severity=Severity.WARNING, judge=judge, hold_ns=HOLD_NS)
