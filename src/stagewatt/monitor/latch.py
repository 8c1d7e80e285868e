"""Latches: from findings to alarms that are raised once, held against lost data and cleared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from stagewatt.domain.alarm import Alarm, AlarmState, EventKind, Severity
from stagewatt.monitor.journal import Journal
from stagewatt.monitor.rule import Facts, Finding, Held, Latch, Rule, Said

Latches = Mapping[str, Held]
"""All latches: by rule, then by place."""

_RANK = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.ADVISORY: 2}
_NONE: Held = {}


class LatchBook:
    """The latches during one step; those it was given are never changed."""

    def __init__(self, before: Latches, journal: Journal) -> None:
        """Begin with the latches of the step before."""
        self.latches: Latches = before
        self._journal = journal

    def of(self, rule: str) -> Held:
        """Return the latches of one rule."""
        return self.latches.get(rule, _NONE)

    def run(self, rule: Rule, facts: Facts) -> None:
        """Ask a rule, and follow what it says; places that it leaves out are UNKNOWN."""
        held = self.of(rule.name)
        unnamed = set(held)
        for finding in rule.judge(facts, held):
            unnamed.discard(finding.place)
            self._follow(rule, finding)
        for place in unnamed:
            self._follow(rule, Finding(place=place, said=Said.UNKNOWN))

    def catch_up(self, rule: Rule, facts: Facts) -> None:
        """Ask a rule about the past: what was beyond is raised, what was not proves nothing now."""
        for finding in rule.judge(facts, self.of(rule.name)):
            if finding.said is Said.BEYOND:
                self._follow(rule, finding)

    def sweep(self, rules: Iterable[Rule], places: frozenset[str]) -> None:
        """Clear what belongs to no rule or place of this rack any more (after a new set-up)."""
        names = {rule.name for rule in rules}
        for name, held in self.latches.items():
            for place, latch in held.items():
                if name not in names or place not in places:
                    self._clear(name, place, latch)

    def _follow(self, rule: Rule, finding: Finding) -> None:
        latch = self.of(rule.name).get(finding.place)
        if finding.said is Said.BEYOND:
            new = self._beyond(rule, finding, latch)
            if new is not latch:
                self._put(rule.name, finding.place, new)
        elif latch is None:
            return
        elif finding.said is Said.WITHIN or (finding.said is Said.BETWEEN and latch.alarm is None):
            self._clear(rule.name, finding.place, latch)
        elif latch.alarm is not None:
            checked = finding.said is Said.BETWEEN
            self._check(rule.name, finding.place, latch, latch.alarm, checked=checked)

    def _beyond(self, rule: Rule, finding: Finding, latch: Latch | None) -> Latch:
        since_ns = finding.at_ns if latch is None else latch.since_ns
        if latch is None or latch.alarm is None:
            if finding.at_ns - since_ns < rule.hold_ns:
                return latch or Latch(since_ns, finding.key, None)
            return self._raise(rule, finding, since_ns)
        alarm = latch.alarm
        if finding.key != latch.key:
            return Latch(since_ns, finding.key, _reworded(alarm, finding))
        if alarm.state is AlarmState.ACTIVE:
            return latch
        return replace(latch, alarm=replace(alarm, state=AlarmState.ACTIVE))

    def _raise(self, rule: Rule, finding: Finding, since_ns: int) -> Latch:
        alarm = Alarm(
            id=self._journal.number(finding.place, rule.name),
            severity=finding.severity or rule.severity,
            state=AlarmState.ACTIVE,
            since_ns=since_ns,
            text=finding.text,
            value=finding.value,
            limit=finding.limit,
            unit=finding.unit,
            first_step=finding.first_step,
            boot_id=self._journal.identity.boot_id,
        )
        self._journal.write(alarm.id, EventKind.RAISED, alarm.severity, alarm.text)
        return Latch(since_ns, finding.key, alarm)

    def _check(self, rule: str, place: str, latch: Latch, alarm: Alarm, *, checked: bool) -> None:
        state = AlarmState.ACTIVE if checked else AlarmState.UNCHECKED
        if alarm.state is not state:
            self._put(rule, place, replace(latch, alarm=replace(alarm, state=state)))

    def _clear(self, rule: str, place: str, latch: Latch) -> None:
        left = {key: value for key, value in self.of(rule).items() if key != place}
        others = {name: held for name, held in self.latches.items() if name != rule}
        self.latches = {**others, rule: left} if left else others
        if latch.alarm is not None:
            alarm = latch.alarm
            text = f"cleared: {alarm.text}"
            self._journal.write(alarm.id, EventKind.CLEARED, alarm.severity, text)

    def _put(self, rule: str, place: str, latch: Latch) -> None:
        self.latches = {**self.latches, rule: {**self.of(rule), place: latch}}


def _reworded(alarm: Alarm, finding: Finding) -> Alarm:
    """The same occurrence against changed limits or under a changed name; its severity stays."""
    return replace(
        alarm,
        state=AlarmState.ACTIVE,
        text=finding.text,
        value=finding.value,
        limit=finding.limit,
        first_step=finding.first_step,
    )


def raised(latches: Latches) -> tuple[Alarm, ...]:
    """Return all raised alarms, the most severe first, then the oldest."""
    found = [
        latch.alarm
        for held in latches.values()
        for latch in held.values()
        if latch.alarm is not None
    ]
    found.sort(key=lambda alarm: (_RANK[alarm.severity], alarm.since_ns, str(alarm.id)))
    return tuple(found)
