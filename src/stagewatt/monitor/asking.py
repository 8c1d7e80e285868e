"""Asking the rules: about now, and about the silence that this reading ended."""

from __future__ import annotations

from dataclasses import replace

from stagewatt.domain.reading import RackReading
from stagewatt.monitor.freshness import heard
from stagewatt.monitor.journal import Journal
from stagewatt.monitor.latch import LatchBook
from stagewatt.monitor.plan import Plan
from stagewatt.monitor.registry import RULES
from stagewatt.monitor.rule import Facts
from stagewatt.monitor.state import RackState


def ask(
    before: RackState, facts: Facts, reading: RackReading, journal: Journal, plan: Plan
) -> LatchBook:
    """Ask every rule; those on silence first about the time before this reading."""
    book = LatchBook(before.latches, journal)
    if before.plan is not plan or before.reading is None:
        book.sweep(RULES, plan.places)
    past = _past(before, facts, reading)
    if past is not None:
        brought, journal.events = journal.events, []
        for rule in RULES:
            if rule.on_silence:
                book.catch_up(rule, past)
        journal.events += brought  # the silence came before what this reading brought
    for rule in RULES:
        book.run(rule, facts)
    return book


def _past(before: RackState, facts: Facts, reading: RackReading) -> Facts | None:
    """The silence that this reading ended, as a timer that ticked just before it would see it."""
    old = before.reading
    if old is None or before.first_ns is None:
        return None
    silence = heard(old, before.first_ns, before.heard_ns)
    return replace(facts, heard=silence, now_ns=_ended_ns(old, reading, facts.now_ns))


def _ended_ns(old: RackReading, new: RackReading, now_ns: int) -> int:
    """The earliest instant at which something new was heard; now, when nothing was."""
    pairs = [(old.meter.at_ns, new.meter.at_ns)]
    pairs += [(a.at_ns, b.at_ns) for a, b in zip(old.boards, new.boards, strict=False)]
    return min([now_ns, *(after for was, after in pairs if after is not None and after != was)])
