"""One rack as its owner tells it: card, newest numbers, newest pulse, composed step by step."""

from __future__ import annotations

from dataclasses import replace

from stagewatt.domain.view import RackView
from stagewatt.mesh.codes import MS
from stagewatt.mesh.messages import Card, Live, RackPulse, WallRack
from stagewatt.mesh.show import CardCame, LiveCame, blank, with_live
from stagewatt.mesh.show_pulse import Old, old_view, with_pulse
from stagewatt.mesh.show_ways import with_wall

OLD_NS = 3_000_000_000
"""What was not refreshed for this long is stale."""

STILL_NS = 10_000_000_000
"""A node that tells only values older than this reads the rack no more, whatever else it says."""

LIVE_ENOUGH_NS = 1_000_000_000
"""While live messages are as fresh as this, the wall tells nothing more."""


class Remote:
    """What one run of one node told of one rack."""

    def __init__(self, node: str, instance: str, now_ns: int) -> None:
        """Begin with nothing; `node` and `instance` are of the owner."""
        self.node = node
        self.instance = instance
        self.heard_ns = now_ns
        """When the picture was refreshed last, at first when this was made."""
        self._judged_ms = 0
        """How old the newest message's values were when they were told."""
        self.view: RackView | None = None
        self._card: CardCame | None = None
        self._live: LiveCame | None = None
        self._wall: tuple[WallRack, int] | None = None
        self._pulse: tuple[RackPulse, int] | None = None

    @property
    def still(self) -> bool:
        """Whether its node tells the same old values again and again."""
        return self._judged_ms * MS > STILL_NS

    @property
    def card(self) -> Card | None:
        """The newest card."""
        return None if self._card is None else self._card.card

    @property
    def live_ns(self) -> int:
        """When every number came last; long ago where they never did."""
        return 0 if self._live is None else self._live.ns

    @property
    def needs(self) -> bool:
        """Whether a pulse told of a card or of states that did not come."""
        if self._card is None:
            return True
        if self._pulse is None:
            return self._live is None
        pulse = self._pulse[0]
        live = self._live
        return pulse.card > self._card.card.number or (
            live is None or pulse.facts > live.live.facts
        )

    def on_card(self, card: Card, now_ns: int) -> bool:
        """Take a card and return whether it is a new one."""
        if self._card is not None and card.number <= self._card.card.number:
            return False
        self._card = CardCame(now_ns, card)
        self._compose(now_ns)
        return True

    def on_live(self, live: Live, now_ns: int) -> bool:
        """Take a live message and return whether the picture changed."""
        if self._live is not None and live.seq < self._live.live.seq:
            return False
        self._live, self._judged_ms = LiveCame(now_ns, live), live.age_ms
        if self._card is None or self.view is None:
            return self._compose(now_ns)
        self._refreshed(now_ns)
        self.view = self._pulsed(
            with_live(self.view, self._card.card, self._live), now_ns, at_least=live.seq + 1
        )
        return True

    def on_pulse(self, pulse: RackPulse, now_ns: int) -> bool:
        """Take a pulse and return whether the picture changed."""
        if self._pulse is not None and pulse.seq < self._pulse[0].seq:
            return False
        self._pulse, self._judged_ms = (pulse, now_ns), pulse.age_ms
        if self.view is None:
            return self._compose(now_ns)
        self._refreshed(now_ns)
        self.view = self._pulsed(self.view, now_ns, at_least=self.view.seq)
        return True

    def on_wall(self, wall: WallRack, now_ns: int) -> bool:
        """Take a wall's part and return whether the picture changed."""
        live_ns = None if self._live is None else self._live.ns
        if live_ns is not None and now_ns - live_ns < LIVE_ENOUGH_NS:
            return False
        if self._judged_ms * MS > OLD_NS:
            return False
        if self.view is None or (self._wall is not None and wall.seq < self._wall[0].seq):
            return False
        self._wall = (wall, now_ns)
        self.heard_ns = now_ns
        self.view = replace(self.view, at_ns=now_ns, ways=with_wall(self.view.ways, wall, now_ns))
        return True

    def _compose(self, now_ns: int) -> bool:
        """Build the picture anew from all that came; a card alone shows nothing yet."""
        card = self._card
        if card is None or (self._live is None and self._pulse is None):
            return False
        self._refreshed(now_ns)
        view = blank(card, self.node)
        live_ns = -1
        if self._live is not None:
            live_ns = self._live.ns
            view = with_live(view, card.card, self._live)
        if self._wall is not None and self._wall[1] > live_ns:
            view = replace(view, ways=with_wall(view.ways, *self._wall))
        self.view = replace(self._pulsed(view, now_ns, at_least=view.seq), at_ns=now_ns)
        return True

    def _pulsed(self, view: RackView, now_ns: int, *, at_least: int) -> RackView:
        """Return a picture with the newest pulse, if that is not older than the picture."""
        if self._pulse is not None and self._pulse[0].seq >= at_least:
            pulse, came_ns = self._pulse
            view = with_pulse(view, pulse, came_ns, self._old(now_ns))
            view = view if came_ns == now_ns else replace(view, at_ns=now_ns)
        return old_view(view) if self._judged_ms * MS > OLD_NS else view

    def _refreshed(self, now_ns: int) -> None:
        """Note when the picture was true last."""
        self.heard_ns = now_ns - self._judged_ms * MS if self.still else now_ns

    def _old(self, now_ns: int) -> Old:
        live_ns = now_ns - OLD_NS - 1 if self._live is None else self._live.ns
        wall_ns = live_ns if self._wall is None else max(live_ns, self._wall[1])
        return Old(live=now_ns - live_ns > OLD_NS, ways=now_ns - wall_ns > OLD_NS)
