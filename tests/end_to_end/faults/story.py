"""One fault from its beginning to its end, and the table of all that are told."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.end_to_end.faults.picture import HEALTHY, differences, picture
from tests.end_to_end.faults.site import Stand
from tests.end_to_end.rig import ask, until

SEEN_S = 15.0
HEALED_S = 30.0
"""A device is asked again after 5 s at most, a block that it refused to give after 10 s."""


@dataclass(frozen=True)
class Story:
    """A fault at one rack; `others` are the further racks of the site."""

    fault: str
    parameters: dict[str, Any]
    stand: Stand
    others: Sequence[Stand] = ()
    since: str = ""

    def shows(self, *, within_s: float = SEEN_S, **differing: object) -> None:
        """Wait until the node shows exactly this: what is not named is as on a healthy rack."""
        shown(self.stand, differing, within_s)

    def everywhere(self, **differing: object) -> None:
        """Wait until the node shows this of every rack of the site."""
        for stand in (self.stand, *self.others):
            shown(stand, differing, SEEN_S)

    def nothing(self) -> None:
        """The node shows a healthy rack all along, and tells of no event."""
        time.sleep(1.0)
        self.shows()
        self.calm()

    def calm(self) -> None:
        """The node has told of no event."""
        found = self.events()
        assert not found, found

    def events(self) -> list[str]:
        """Return the events of this rack since the fault came, in words."""
        found = ask(f"{self.stand.node}/events?since={self.since}")["events"]
        return [event["text"] for event in found if event["rack"] == self.stand.id]

    def tells(self, *texts: str) -> None:
        """Wait until there is an event of each of these texts."""
        until(lambda: set(texts) <= set(self.events()), what=f"{texts}, not {self.events()}")

    def flows(self, l1: float, l2: float, l3: float) -> None:
        """What truly flows through the drain, whatever the node knows of it."""
        i_a = self.stand.panel()["drain"]["i_a"]
        true_a = (i_a["l1"], i_a["l2"], i_a["l3"])
        assert true_a == pytest.approx((l1, l2, l3), abs=0.15), true_a

    def ages(self, block: str) -> None:
        """The age of old values grows as time passes."""
        first = self.stand.rack()[block]["age_s"]
        time.sleep(0.2)
        assert first + 0.15 < self.stand.rack()[block]["age_s"] < first + 3, first

    def repaired(self) -> None:
        """End the fault and leave the rest to be done by hands."""
        self.stand.fault(self.fault, active=False, **self.parameters)


Tell = Callable[[Story], None]


@dataclass(frozen=True)
class Case:
    """A fault with its parameters, and what a node shows of it."""

    fault: str
    tell: Tell
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The fault and its parameters in words."""
        return " ".join([self.fault, *(f"{key}={value}" for key, value in self.parameters.items())])


CASES: dict[str, list[Case]] = defaultdict(list)
"""All cases by their fault."""


def case(fault: str, **parameters: object) -> Callable[[Tell], Tell]:
    """Enter a function as what is expected of a fault."""

    def entered(tell: Tell) -> Tell:
        CASES[fault].append(Case(fault, tell, parameters))
        return tell

    return entered


def play(one: Case, stand: Stand, others: Sequence[Stand] = ()) -> None:
    """Let a fault happen on a healthy rack, look, end it, and see the rack healthy again."""
    for each in (stand, *others):
        shown(each, {}, HEALED_S)
    since = ask(f"{stand.node}/events")["next"]
    try:
        stand.fault(one.fault, **one.parameters)
        one.tell(Story(one.fault, one.parameters, stand, others, since))
    finally:
        for each in (stand, *others):
            each.reset()
    for each in (stand, *others):
        shown(each, {}, HEALED_S)


def shown(stand: Stand, differing: dict[str, Any], within_s: float) -> None:
    """Wait until the node shows a healthy rack but for what differs."""
    wanted, end = {**HEALTHY, **differing}, time.monotonic() + within_s
    while wrong := differences(picture(stand.rack()), wanted):
        if time.monotonic() > end:
            pytest.fail(f"{stand.id}: not within {within_s} s: {'; '.join(wrong)}")
        time.sleep(0.05)
