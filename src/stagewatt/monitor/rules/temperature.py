"""The temperature in the rack over the ambient limit of its model."""

from __future__ import annotations

from collections.abc import Iterator

from stagewatt.domain.alarm import Severity
from stagewatt.monitor.rule import Facts, Finding, Held, Rule, Said

RELEASE_C = 1.0
HOLD_NS = 60_000_000_000
"""Heat comes slowly: a minute tells a hot rack from a noisy sensor."""


def judge(facts: Facts, _held: Held) -> Iterator[Finding]:
    """Name every board, where the model has a limit."""
    limit_c = facts.setup.model.ambient_max_c
    if limit_c is None:
        return
    for each in facts.temperatures:
        celsius = each.celsius
        if celsius is None:
            yield Finding(place=each.device, said=Said.UNKNOWN)
        elif celsius <= limit_c:
            said = Said.WITHIN if celsius <= limit_c - RELEASE_C else Said.BETWEEN
            yield Finding(place=each.device, said=said)
        else:
            yield Finding(
                place=each.device,
                said=Said.BEYOND,
                at_ns=each.at_ns,
                text=f"{each.device}: {celsius:.1f} °C is above the limit of {limit_c:.0f} °C",
                first_step="Clear the vents, look at the air filter, shade the rack.",
                value=celsius,
                limit=limit_c,
                unit="°C",
                key=limit_c,
            )


RULE = Rule(name="temperature", severity=Severity.WARNING, judge=judge, hold_ns=HOLD_NS)
