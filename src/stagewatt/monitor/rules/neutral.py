"""Neutral current against connector and conductor: nothing else watches it as delivered."""

from __future__ import annotations

from collections.abc import Iterator

from stagewatt.domain.alarm import Severity
from stagewatt.domain.quality import Quality
from stagewatt.monitor.freshness import instant_ns
from stagewatt.monitor.plan import NEUTRAL
from stagewatt.monitor.rule import Facts, Finding, Held, Rule, Said, above

RELEASE_SHARE = 0.97
HOLD_NS = 5_000_000_000


def judge(facts: Facts, _held: Held) -> Iterator[Finding]:
    """Name the neutral. Without the conductor's rating only the connector's is judged."""
    mains, load = facts.mains, facts.load
    i_a = mains.i_a.n if mains.mark.quality is Quality.GOOD else None
    limit_a = load.neutral_limit_a
    said = above(i_a, limit_a, RELEASE_SHARE)
    if said is not Said.BEYOND or i_a is None:
        yield Finding(place=NEUTRAL, said=said)
        return
    yield Finding(
        place=NEUTRAL,
        said=said,
        at_ns=instant_ns(mains.mark),
        text=f"neutral: {i_a:.0f} A, its {load.neutral_limit_of} is rated {limit_a:.0f} A",
        first_step="Spread the load over the phases; shed dimmed and LED load first.",
        value=i_a,
        limit=limit_a,
        unit="A",
        key=limit_a,
    )


RULE = Rule(name="neutral", severity=Severity.CRITICAL, judge=judge, hold_ns=HOLD_NS)
