"""What an alarm rule is: facts in, findings out; holding, numbering and wording live elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from stagewatt.domain.alarm import Alarm, Severity
from stagewatt.domain.reading import Value
from stagewatt.domain.settings import RackSettings
from stagewatt.domain.setup import RackSetup
from stagewatt.domain.view import LoadView, MainsView
from stagewatt.monitor.freshness import Heard
from stagewatt.monitor.lanes import LaneState
from stagewatt.monitor.load import WaysSum


class Said(Enum):
    """What a rule says of one place."""

    BEYOND = "beyond"
    BETWEEN = "between"
    """Back, but not by more than noise: a raised alarm stays, a pending one is dropped."""
    WITHIN = "within"
    """Good data (or a setting) says that the condition is gone."""
    UNKNOWN = "unknown"
    """No good data: nothing changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found at one place. `at_ns` is the instant of the data that it rests on.

    `key` is what the limit was made from (limits, names): the text of a raised alarm is renewed
    when it changes, and the release band belongs to one key only.
    """

    place: str
    said: Said
    at_ns: int = 0
    text: str = ""
    first_step: str | None = None
    value: Value = None
    limit: Value = None
    unit: str | None = None
    severity: Severity | None = None
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class Latch:
    """A condition that began at `since_ns`; `alarm` is None while it is still too young."""

    since_ns: int
    key: Hashable
    alarm: Alarm | None


Held = Mapping[str, Latch]
"""The latches of one rule by place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperature:
    """What one board says of the temperature, None where it says nothing good."""

    device: str
    celsius: Value
    at_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a rule may look at. `at_ns` of lanes and mains is in their marks."""

    now_ns: int
    setup: RackSetup
    settings: RackSettings
    heard: Heard
    mains: MainsView
    load: LoadView
    ways: WaysSum
    lanes: Sequence[LaneState]
    temperatures: Sequence[Temperature]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One alarm rule. `hold_ns`: how long (by the data's own instants) before it is raised.

    `judge` must name each place it can judge; a latched place that it leaves out counts as
    UNKNOWN. A rule `on_silence` judges only `heard` and `now_ns`; it is asked once more about the
    time before each reading, so that it does not matter how often the timer ticked in between.
    """

    name: str
    severity: Severity
    judge: Callable[[Facts, Held], Iterable[Finding]]
    hold_ns: int = 0
    on_silence: bool = False


def above(value: Value, limit: float, release_share: float) -> Said:
    """Judge a value against an upper limit; it is within again below this share of the limit."""
    if value is None:
        return Said.UNKNOWN
    if value > limit:
        return Said.BEYOND
    return Said.WITHIN if value <= release_share * limit else Said.BETWEEN
