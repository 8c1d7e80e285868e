"""One rack that this node reads: numbers its card and its states, says what changed."""

from __future__ import annotations

from dataclasses import replace

from stagewatt.domain.peer import Offer
from stagewatt.domain.view import BreakerState, Load, RackView, WayView
from stagewatt.mesh.compose_card import card_of
from stagewatt.mesh.compose_live import live_of
from stagewatt.mesh.compose_pulse import pulse_of, wall_of
from stagewatt.mesh.core.desk import Desk
from stagewatt.mesh.core.pace import Pace
from stagewatt.mesh.messages import Card, Live, RackPulse, WallRack
from stagewatt.mesh.states import rack_word, way_word

_ALL_WELL = (Load.UNKNOWN, Load.NONE, Load.OK)
_OPEN = (BreakerState.OFF, BreakerState.TRIPPED)

CARD_NS = (200_000_000, 4_000_000_000)
"""How far cards of one rack are apart, at first and while it flaps: nothing floods the site.

What happened is told by events, which wait for nothing.
"""

FACTS_NS = (1_000_000_000, 8_000_000_000)
"""The same for states: a show switches ways all the time, and all that is told to all."""

MINUTE_NS = 60_000_000_000
"""Every number of a rack is told to all at least so often."""

READS_NS = 3_000_000_000
"""A rack that never answered counts as read only after this long: another one may hear it."""


class Mine:
    """A rack of this node, owned or not."""

    def __init__(self, view: RackView, now_ns: int) -> None:
        """Begin with its first picture; nobody was told yet."""
        self.view = view
        self.owned = False
        self.others: tuple[str, ...] = ()
        self.offer: Offer | None = None
        self.asked: set[tuple[str, str]] = set()
        """Which runs of which nodes were asked what they remember of it."""
        self.card_number = 0
        self.facts_number = 0
        self.urgent = False
        """Whether something changed that cannot wait for the next pulse."""
        self._since_ns = now_ns
        self._facts_numbered: object = None
        self._card_said = 0
        """The number of the card that was told to all."""
        self._card_pace = Pace(*CARD_NS, now_ns)
        self._states_numbered: object = None
        self._facts_said = 0
        self._word = -1
        self._facts_pace = Pace(*FACTS_NS, now_ns)
        self._live_ns = now_ns

    def take(self, view: RackView) -> None:
        """Take a newer picture."""
        if view.also_read_by != self.others:
            view = replace(view, also_read_by=self.others)
        self.view = view
        word = rack_word(view)
        self.urgent |= word != self._word
        self._word = word

    def read_by(self, others: tuple[str, ...]) -> None:
        """Take which other nodes read it too."""
        if others != self.others:
            self.others = others
            self.view = replace(self.view, also_read_by=others)

    def is_read(self, now_ns: int) -> bool:
        """Return whether this node counts as a reader."""
        return self.view.last_heard_ns is not None or now_ns - self._since_ns > READS_NS

    def wait(self, now_ns: int) -> None:
        """Begin anew to wait for the rack: another node tells of it."""
        self._since_ns = now_ns

    def say_card(self, desk: Desk, now_ns: int) -> None:
        """Say the card if it is another one than before."""
        if not self._card_pace.allows(now_ns):
            return
        self._number()
        if self.card_number == self._card_said:
            return
        self._card_said = self.card_number
        self._card_pace.said(now_ns)
        self.urgent = True
        desk.say(f"card/{desk.me.node}/{self.view.rack}", self.card(now_ns), urgent=True)

    def _number(self) -> None:
        """Give another card another number: who asks between two may be told what no other is."""
        facts = self._facts()
        if facts != self._facts_numbered:
            self._facts_numbered = facts
            self.card_number += 1

    def _facts(self) -> object:
        """What a card tells; the names and colours are the revision's."""
        view, load = self.view, self.view.load
        limits = (load.main_limit_a, load.drain_limit_a, load.neutral_limit_a)
        whose = (load.neutral_limit_of, load.drain_limit_of, load.main_dials_confirmed)
        names = (view.name, view.group, view.settings_revision, view.printed_name, view.model)
        return names, limits, whose, view.alarms, view.also_read_by, self.offer, len(view.ways)

    def say_states(self, desk: Desk, now_ns: int, *, due: bool) -> None:
        """Say every number to all if a state changed, and once a minute."""
        if not (due or self.urgent) or not self._facts_pace.allows(now_ns):
            return
        self._number_states()
        if self.facts_number != self._facts_said or now_ns - self._live_ns > MINUTE_NS:
            self._facts_said = self.facts_number
            self._live_ns = now_ns
            self._facts_pace.said(now_ns)
            topic = f"card/{desk.me.node}/{self.view.rack}"
            desk.say(topic, self.live(now_ns), urgent=True)

    def _number_states(self) -> None:
        """The same for states."""
        view = self.view
        states = (
            rack_word(view),
            view.mains.mark.quality,
            [(way.mark.quality, _matters(way)) for way in view.ways],
        )
        if states != self._states_numbered:
            self._states_numbered = states
            self.facts_number += 1

    def card(self, now_ns: int) -> Card:
        """Return the card."""
        self._number()
        return card_of(self.view, self.card_number, now_ns, self.offer)

    def live(self, now_ns: int) -> Live:
        """Return every number."""
        self._number_states()
        return live_of(self.view, self.facts_number, now_ns)

    def pulse(self, now_ns: int) -> RackPulse:
        """Return its part of the pulse."""
        return pulse_of(self.view, self._card_said, self._facts_said, now_ns)

    def wall(self, now_ns: int) -> WallRack:
        """Return its part of the wall."""
        return wall_of(self.view, now_ns)


def _matters(way: WayView) -> int:
    """Return a way's states where they matter to all; a lamp switched on or off does not."""
    usual = way.load in _ALL_WELL and way.breaker.state not in _OPEN and not way.warning
    return -1 if usual else way_word(way)
