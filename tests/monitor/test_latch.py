"""Latches: held, raised once, reworded, unchecked, cleared, swept."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, cast

import pytest

from stagewatt.domain.alarm import AlarmState, EventKind, Severity
from stagewatt.monitor.journal import Journal
from stagewatt.monitor.latch import LatchBook, Latches, raised
from stagewatt.monitor.rule import Facts, Finding, Held, Rule, Said, above
from stagewatt.monitor.snapshot import SnapshotId

IDENTITY = SnapshotId("r", "printed", "node", "boot-1", 1)
FACTS = cast("Facts", None)


class Bench:
    """One rule whose findings the test dictates."""

    def __init__(self, hold_ns: int = 0) -> None:
        self.findings: list[Finding] = []
        self.rule = Rule(name="heat", severity=Severity.WARNING, judge=self._judge, hold_ns=hold_ns)
        self.latches: Latches = {}
        self.occurrences: dict[tuple[str, str], int] = {}
        self.now_ns = 1_000

    def _judge(self, facts: Facts, held: Held) -> Iterator[Finding]:
        yield from self.findings

    def say(self, *findings: Finding) -> list[tuple[str, str]]:
        """Step once; the events as kind and id."""
        self.findings = list(findings)
        self.now_ns += 1
        journal = Journal(IDENTITY, self.now_ns, self.occurrences)
        book = LatchBook(self.latches, journal)
        book.run(self.rule, FACTS)
        self.latches, self.occurrences = book.latches, dict(journal.occurrences)
        assert all(event.at_ns == self.now_ns for event in journal.events)
        return [(event.kind.value, str(event.id)) for event in journal.events]

    @property
    def states(self) -> list[str]:
        return [alarm.state.value for alarm in raised(self.latches)]


def beyond(at_ns: int = 5, *, text: str = "hot", key: Hashable = None, **more: Any) -> Finding:
    return Finding(place="p", said=Said.BEYOND, at_ns=at_ns, text=text, key=key, **more)


def said(said: Said) -> Finding:
    return Finding(place="p", said=said)


def test_an_alarm_is_raised_once_with_everything_its_finding_says() -> None:
    bench = Bench()
    finding = beyond(value=4.0, limit=3.0, unit="A", first_step="look")
    assert bench.say(finding) == [("raised", "r.p.heat.1")]
    assert bench.say(finding) == []
    (alarm,) = raised(bench.latches)
    assert alarm.severity is Severity.WARNING
    assert (alarm.text, alarm.value, alarm.limit, alarm.unit) == ("hot", 4.0, 3.0, "A")
    assert (alarm.first_step, alarm.since_ns, alarm.boot_id) == ("look", 5, "boot-1")
    assert alarm.state is AlarmState.ACTIVE


def test_a_finding_may_set_its_own_severity_for_the_whole_occurrence() -> None:
    bench = Bench()
    bench.say(beyond(severity=Severity.CRITICAL, key=1))
    bench.say(beyond(severity=Severity.ADVISORY, key=2))
    assert [alarm.severity for alarm in raised(bench.latches)] == [Severity.CRITICAL]


def test_it_is_cleared_by_within_only() -> None:
    bench = Bench()
    bench.say(beyond())
    assert bench.say(said(Said.BETWEEN)) == []
    assert bench.states == ["active"]
    assert bench.say(said(Said.UNKNOWN)) == []
    assert bench.states == ["unchecked"]
    assert bench.say(said(Said.UNKNOWN)) == []
    assert bench.say(said(Said.BETWEEN)) == []
    assert bench.states == ["active"]
    assert bench.say() == []  # a rule that forgets a place has said nothing good of it
    assert bench.states == ["unchecked"]
    assert bench.say(beyond()) == []
    assert bench.states == ["active"]
    assert bench.say(said(Said.WITHIN)) == [("cleared", "r.p.heat.1")]
    assert bench.states == []
    assert bench.latches == {}
    assert bench.say(beyond()) == [("raised", "r.p.heat.2")]


@pytest.mark.parametrize("what", [Said.BETWEEN, Said.WITHIN, Said.UNKNOWN])
def test_a_place_without_a_latch_needs_a_reason(what: Said) -> None:
    bench = Bench()
    assert bench.say(said(what)) == []
    assert bench.latches == {}


def test_a_condition_is_held_by_the_instants_of_its_data() -> None:
    bench = Bench(hold_ns=100)
    assert bench.say(beyond(at_ns=1_000)) == []
    assert bench.say(beyond(at_ns=1_000)) == []  # the same data again ages nothing
    assert bench.say(beyond(at_ns=1_099)) == []
    assert bench.say(said(Said.UNKNOWN)) == []  # a gap neither ages nor forgets
    assert bench.states == []
    assert bench.say(beyond(at_ns=1_100)) == [("raised", "r.p.heat.1")]
    assert [alarm.since_ns for alarm in raised(bench.latches)] == [1_000]


@pytest.mark.parametrize("what", [Said.BETWEEN, Said.WITHIN])
def test_a_pending_condition_that_goes_was_never_an_alarm(what: Said) -> None:
    bench = Bench(hold_ns=100)
    bench.say(beyond(at_ns=1_000))
    assert bench.say(said(what)) == []
    assert bench.latches == {}
    assert bench.say(beyond(at_ns=1_100)) == []


def test_changed_limits_reword_the_same_occurrence() -> None:
    bench = Bench()
    bench.say(beyond(key=1))
    bench.say(said(Said.UNKNOWN))
    assert bench.say(beyond(key=2, text="hotter", value=9.0, limit=8.0, first_step="run")) == []
    (alarm,) = raised(bench.latches)
    assert (alarm.text, alarm.value, alarm.limit) == ("hotter", 9.0, 8.0)
    assert (alarm.first_step, alarm.since_ns, str(alarm.id)) == ("run", 5, "r.p.heat.1")
    assert alarm.state is AlarmState.ACTIVE


def test_two_places_of_a_rule_are_apart() -> None:
    bench = Bench()
    other = Finding(place="q", said=Said.BEYOND, at_ns=7)
    bench.say(beyond(), other)
    assert bench.say(said(Said.WITHIN), other) == [("cleared", "r.p.heat.1")]
    assert [alarm.id.place for alarm in raised(bench.latches)] == ["q"]


def test_what_belongs_to_no_rule_or_place_any_more_is_swept() -> None:
    bench = Bench()
    bench.say(beyond())
    journal = Journal(IDENTITY, 1, {})
    book = LatchBook(bench.latches, journal)
    book.sweep([bench.rule], frozenset(("p",)))
    assert book.latches is bench.latches
    book.sweep([bench.rule], frozenset(("q",)))
    assert book.latches == {}
    book = LatchBook(bench.latches, journal)
    book.sweep([], frozenset(("p",)))
    assert book.latches == {}
    assert [event.kind for event in journal.events] == [EventKind.CLEARED] * 2
    assert journal.events[0].text == "cleared: hot"


def test_alarms_are_sorted_by_severity_then_age() -> None:
    bench = Bench()
    bench.say(
        Finding(place="a", said=Said.BEYOND, at_ns=3),
        Finding(place="b", said=Said.BEYOND, at_ns=2),
        Finding(place="c", said=Said.BEYOND, at_ns=9, severity=Severity.CRITICAL),
        Finding(place="d", said=Said.BEYOND, at_ns=1, severity=Severity.ADVISORY),
        Finding(place="aa", said=Said.BEYOND, at_ns=2),
    )
    assert [alarm.id.place for alarm in raised(bench.latches)] == ["c", "aa", "b", "a", "d"]


def test_what_a_book_was_given_is_never_changed() -> None:
    bench = Bench()
    bench.say(beyond())
    before, counts = bench.latches, dict(bench.occurrences)
    copy = {rule: dict(held) for rule, held in before.items()}
    bench.say(said(Said.WITHIN), Finding(place="q", said=Said.BEYOND))
    assert before == copy
    assert counts == {("p", "heat"): 1}


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (None, Said.UNKNOWN),
        (10.01, Said.BEYOND),
        (10.0, Said.BETWEEN),
        (9.01, Said.BETWEEN),
        (9.0, Said.WITHIN),
    ],
)
def test_an_upper_limit_with_its_release_band(value: float | None, what: Said) -> None:
    assert above(value, 10.0, 0.9) is what
