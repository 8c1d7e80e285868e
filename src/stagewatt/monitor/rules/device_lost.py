"""One device of a rack that stopped answering while others go on; a silent rack is one alarm."""

from __future__ import annotations

from collections.abc import Iterator

from stagewatt.domain.alarm import Severity
from stagewatt.monitor.rule import Facts, Finding, Held, Rule, Said


def judge(facts: Facts, _held: Held) -> Iterator[Finding]:
    """Name every device that answers, and those lost before the rack as a whole fell silent."""
    heard = facts.heard
    silent_from_ns = heard.silent_from_ns
    for device in sorted(heard.devices, key=heard.lost_from_ns):
        since_ns = heard.lost_from_ns(device)
        if facts.now_ns <= since_ns:
            said = Said.WITHIN if device.device in heard.instants_ns else Said.UNKNOWN
            yield Finding(place=device.device, said=said)
        elif since_ns < silent_from_ns:
            fault = "" if device.fault is None else f" ({device.fault.value})"
            yield Finding(
                place=device.device,
                said=Said.BEYOND,
                at_ns=since_ns,
                text=f"{device.device} does not answer{fault}: its values are stale or missing",
                first_step=f"Check the power, line and address of {device.device}.",
            )


RULE = Rule(name="device_lost", severity=Severity.WARNING, judge=judge, on_silence=True)
