"""A rack of which nothing is heard: whatever was last known of it, treat it as live."""

from __future__ import annotations

from collections.abc import Iterator

from stagewatt.domain.alarm import Severity
from stagewatt.monitor.plan import RACK
from stagewatt.monitor.rule import Facts, Finding, Held, Rule, Said

TEXT = "NO ANSWER, TREAT AS LIVE"


def judge(facts: Facts, _held: Held) -> Iterator[Finding]:
    """Name the rack."""
    heard = facts.heard
    since_ns = heard.silent_from_ns
    if facts.now_ns <= since_ns:
        # Before anything was ever heard there is nothing that could clear an older alarm.
        yield Finding(place=RACK, said=Said.UNKNOWN if heard.last_ns is None else Said.WITHIN)
        return
    faults = [
        device.device if device.fault is None else f"{device.device} ({device.fault.value})"
        for device in heard.devices
    ]
    yield Finding(
        place=RACK,
        said=Said.BEYOND,
        at_ns=since_ns,
        text=f"{TEXT}: nothing heard from {', '.join(faults)}",
        first_step="Check the network between node and rack, then the rack's electronics fuse.",
    )


RULE = Rule(name="not_answering", severity=Severity.CRITICAL, judge=judge, on_silence=True)
