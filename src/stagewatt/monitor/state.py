"""What a judgement leaves for the next one, and the part of it that outlives a restart.

Example of `monitor-state/1`, in JSON:

    {"schema": "monitor-state/1",
     "occurrences": [["A7", "supervision", 3]],
     "alarms": [{"rack": "4711ab", "place": "A7", "rule": "supervision", "occurrence": 3,
                 "severity": "warning", "since_ns": 1200, "boot_id": "b1", "text": "...",
                 "value": 12.4, "limit": 10.0, "unit": "A", "first_step": "...",
                 "ack": {"by": "Anna", "comment": "on my way", "at_ns": 1300, "boot_id": "b1",
                         "at_wall_s": 1800000000.0}}]}

`ack` is null, or absent in older documents, where nobody acknowledged the alarm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from stagewatt.domain.alarm import Acknowledgement, Alarm, AlarmId, AlarmState, Severity
from stagewatt.domain.errors import BadDocument, Finding
from stagewatt.domain.phases import L123
from stagewatt.domain.reading import BoardSample, MainsSample, RackReading
from stagewatt.domain.settings import RackSettings
from stagewatt.domain.view import ConnectorView, MainsView, Supply, WayView
from stagewatt.monitor.contacts import ContactMemory
from stagewatt.monitor.history import History
from stagewatt.monitor.journal import Occurrences
from stagewatt.monitor.lanes import LaneState
from stagewatt.monitor.latch import Latches, raised
from stagewatt.monitor.main_breaker import MainMemory
from stagewatt.monitor.plan import Plan
from stagewatt.monitor.rule import Latch
from stagewatt.monitor.way_views import WaysKey

SCHEMA = "monitor-state/1"

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """Views of the last step, kept only so that what did not change need not be made again."""

    meter: MainsSample | None = None
    mains: MainsView | None = None
    ways: tuple[tuple[WaysKey, tuple[WayView, ...]], ...] = ()
    settings: RackSettings | None = None
    connectors: tuple[ConnectorView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RackState:
    """Everything that one step leaves for the next.

    `occurrences` and `latches` are durable. The rest belongs to this
    boot: what good data said last, which lost data leaves as it is.
    """

    occurrences: Occurrences = field(default_factory=dict)
    latches: Latches = field(default_factory=dict)
    first_ns: int | None = None
    heard_ns: Mapping[str, int] = field(default_factory=dict)
    """The newest good sample of each device."""
    reading: RackReading | None = None
    plan: Plan | None = None
    supply: L123[Supply] = L123(Supply.UNKNOWN, Supply.UNKNOWN, Supply.UNKNOWN)
    main: MainMemory = field(default_factory=MainMemory)
    contacts: ContactMemory = field(default_factory=ContactMemory)
    boards: Mapping[str, BoardSample] = field(default_factory=dict)
    """The last good sample of each board."""
    history: History = ()
    lanes: tuple[LaneState, ...] = ()
    made: Made = field(default_factory=Made)

    @classmethod
    def fresh(cls) -> RackState:
        """Return the state of a rack that was never judged."""
        return cls()


def state_to_plain(state: RackState) -> Plain:
    """Return what must outlive a restart; it changes only together with events."""
    occurrences = [[place, rule, count] for (place, rule), count in state.occurrences.items()]
    return {
        "schema": SCHEMA,
        "occurrences": sorted(occurrences),
        "alarms": [_alarm_to_plain(alarm) for alarm in raised(state.latches)],
    }


def state_from_plain(plain: Mapping[str, Any]) -> RackState:
    """Return a fresh state with the alarms still raised, to be checked.

    Raises BadDocument when the data is not what `state_to_plain` returns.
    """
    try:
        _expect(plain["schema"])
        occurrences = {(place, rule): int(count) for place, rule, count in plain["occurrences"]}
        alarms = [_alarm_from_plain(each) for each in plain["alarms"]]
    except (KeyError, TypeError, ValueError) as error:
        problem = f"{type(error).__name__}: {error}"
        finding = Finding("alarms and occurrences", problem, "restore the generation before")
        raise BadDocument("alarm memory", (finding,)) from error
    latches: dict[str, dict[str, Latch]] = {}
    for alarm in alarms:
        latches.setdefault(alarm.id.rule, {})[alarm.id.place] = Latch(alarm.since_ns, None, alarm)
    return RackState(occurrences=occurrences, latches=latches)


def _expect(schema: object) -> None:
    if schema != SCHEMA:
        raise ValueError(f"the schema is {schema!r}, not {SCHEMA!r}")


def _alarm_to_plain(alarm: Alarm) -> Plain:
    return {
        "rack": alarm.id.rack,
        "place": alarm.id.place,
        "rule": alarm.id.rule,
        "occurrence": alarm.id.occurrence,
        "severity": alarm.severity.value,
        "since_ns": alarm.since_ns,
        "boot_id": alarm.boot_id,
        "text": alarm.text,
        "value": alarm.value,
        "limit": alarm.limit,
        "unit": alarm.unit,
        "first_step": alarm.first_step,
        "ack": None if alarm.ack is None else asdict(alarm.ack),
    }


def _alarm_from_plain(plain: Mapping[str, Any]) -> Alarm:
    return Alarm(
        id=AlarmId(plain["rack"], plain["place"], plain["rule"], int(plain["occurrence"])),
        severity=Severity(plain["severity"]),
        state=AlarmState.UNCHECKED,
        since_ns=int(plain["since_ns"]),
        boot_id=plain["boot_id"],
        text=plain["text"],
        value=plain["value"],
        limit=plain["limit"],
        unit=plain["unit"],
        first_step=plain["first_step"],
        ack=_ack_from_plain(plain.get("ack")),
    )


def _ack_from_plain(plain: Mapping[str, Any] | None) -> Acknowledgement | None:
    if plain is None:
        return None
    at_wall_s = plain["at_wall_s"]
    return Acknowledgement(
        by=str(plain["by"]),
        comment=str(plain["comment"]),
        at_ns=int(plain["at_ns"]),
        boot_id=str(plain["boot_id"]),
        at_wall_s=None if at_wall_s is None else float(at_wall_s),
    )
