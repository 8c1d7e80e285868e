"""The machine of one node: every input with its instant, then `take()` what it wants done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stagewatt.domain.alarm import Acknowledgement, Event
from stagewatt.domain.errors import Unknown
from stagewatt.domain.peer import Offer, Peer, RememberedRack
from stagewatt.domain.settings import Change, ColorConnector, EditWay
from stagewatt.domain.view import RackView
from stagewatt.mesh.compose_card import offer_of
from stagewatt.mesh.core import forgetting, hearing, owning, rounds
from stagewatt.mesh.core.kept import offers, still_offered
from stagewatt.mesh.core.mine import Mine
from stagewatt.mesh.core.outputs import Key, Me, Output, Remember
from stagewatt.mesh.core.silence import PLACE, RULE
from stagewatt.mesh.core.site import Site
from stagewatt.mesh.messages import Events, Said
from stagewatt.mesh.questions import Answer, AskEvents, AskKept, Done, Kept, Views
from stagewatt.mesh.settings_pieces import settings_of_piece

FRESH_NS = 200_000_000


class Core:
    """Knows no clock, no chance and no wire."""

    def __init__(self, me: Me, remembered: Iterable[RememberedRack], now_ns: int) -> None:
        """Begin alone; `now_ns` is this node's monotonic clock, as in every other call."""
        self.site = Site(me, remembered, now_ns)
        self._rounds = rounds.Rounds(self.site, now_ns)
        self._forgets = 0

    def take(self) -> tuple[Output, ...]:
        """Return what is wanted since the last call, in its order."""
        return self.site.desk.take()

    # ---- what is heard -------------------------------------------------------------------------

    def joined(self, node: str, instance: str, now_ns: int) -> None:
        """Take that the engine sees a node."""
        hearing.joined(self.site, node, instance, now_ns)

    def left(self, node: str, instance: str, now_ns: int) -> None:
        """Take that a node's sign of life is gone."""
        hearing.left(self.site, node, instance, now_ns)

    def heard(self, node: str, message: Said, now_ns: int) -> None:
        """Take a message that a node said to all."""
        hearing.heard(self.site, node, message, now_ns)

    def wanted(self, topic: str, *, wanted: bool) -> None:
        """Take whether somebody follows one of the offered topics."""
        (self.site.wanted.add if wanted else self.site.wanted.discard)(topic)

    def answered(self, key: Key, node: str, answer: Answer | None, now_ns: int) -> None:
        """Take the answer to a question, None when none came or it was refused."""
        if answer is None:
            self.site.desk.failed(key, now_ns)
            return
        self.site.desk.closed(key)
        if isinstance(answer, Views | Events):
            other = hearing.sign(self.site, node, answer.instance, now_ns)
            if other is None:
                return
            if isinstance(answer, Views):
                hearing.views(self.site, other, answer, now_ns)
            else:
                hearing.events(self.site, other, answer, now_ns, answer=True)
        elif isinstance(answer, Kept):
            self._kept(node, key, answer)
        elif isinstance(answer, Done) and key[0] == "merge" and answer.settings is not None:
            owning.take_over(self.site, key[1], settings_of_piece(answer.settings), now_ns)

    def _kept(self, node: str, key: Key, kept: Kept) -> None:
        for rack in key[3:]:
            if rack in self.site.mine:
                self.site.mine[rack].asked.add((node, key[2]))
        for found in offers(kept, node):
            owning.offer(self.site, found)

    # ---- what happens here ---------------------------------------------------------------------

    def local(self, view: RackView, now_ns: int) -> None:
        """Take a judged picture of a rack that this node reads."""
        site, rack = self.site, view.rack
        mine = site.mine.get(rack)
        if mine is None:
            mine = site.mine[rack] = Mine(view, now_ns)
            site.hello_due = True
        mine.take(view)
        if mine.offer is not None:
            mine.offer = still_offered(mine.offer, mine.view)
        if not mine.owned:
            owning.decide(site, rack, now_ns)
        if mine.owned:
            self._rounds.own(mine, now_ns)
            return
        remote = site.remotes.get(rack)
        if remote is None or remote.view is None:
            site.put(mine.view, None, now_ns)
        owning.follow(site, rack, now_ns)

    def reads_no_more(self, rack: str, now_ns: int) -> None:
        """Take that this node does not read a rack any more."""
        if self.site.mine.pop(rack, None) is not None:
            self.site.remotes.pop(rack, None)
            self.site.hello_due = True
            self._rounds.soon(now_ns)

    def local_events(self, events: Iterable[Event], now_ns: int) -> None:
        """Take events of this node; of a rack that another one owns, the owner tells them."""
        self.site.happened(events, now_ns)

    def followed(self, rack: str) -> None:
        """Take that the owner's names were taken over here, or that it failed."""
        self.site.desk.closed(("follow", rack))

    def owned_elsewhere(self, rack: str) -> bool:
        """Return whether another node's pictures of a rack are the ones that are shown."""
        return rack in self.site.remotes and not self.site.owns(rack)

    def addresses(self, addresses: tuple[str, ...]) -> None:
        """Take at which addresses this node's screen is found now."""
        desk = self.site.desk
        if addresses != desk.me.addresses:
            desk.me = replace(desk.me, addresses=addresses)
            self.site.hello_due = True

    def look_at(self, racks: frozenset[str], *, wall: bool) -> None:
        """Take which racks somebody looks at here."""
        self.site.looked, self.site.wall = racks, wall
        self._rounds.topics()

    @property
    def met_others(self) -> bool:
        """Whether any other node was heard or seen since the start."""
        return bool(self.site.others.by_node)

    def tick(self, now_ns: int) -> None:
        """Let time pass; called ten times a second among others, at leisure without."""
        self._rounds.tick(now_ns)

    # ---- what people want ----------------------------------------------------------------------

    def acknowledge_silence(self, alarm: str, ack: Acknowledgement, now_ns: int) -> bool:
        """Acknowledge the alarm that a rack's node does not answer.

        Return False for an alarm of another kind. Raises Unknown for one that is cleared.
        """
        rack, place, rule, _ = (alarm.split(".", 3) + [""] * 3)[:4]
        if (place, rule) != (PLACE, RULE):
            return False
        raised = self.site.silences.alarm(rack)
        if raised is None or str(raised.id) != alarm:
            raise Unknown("this alarm is not raised any more", where="alarm")
        if hearing.acknowledge(self.site, rack, ack, now_ns):
            self.site.hello_due = True
        return True

    def may_forget(self, rack: str) -> None:
        """Raise Unknown for a rack that is not known, Conflict for one that answers."""
        forgetting.check(self.site, rack)

    def forget(self, rack: str, now_ns: int, *, tell: bool) -> None:
        """Forget a rack that is gone, here and (with `tell`) on all nodes that are there.

        Raises as `may_forget` does.
        """
        forgetting.forget(self.site, rack, now_ns)
        if tell:
            self._forgets += 1
            forgetting.tell(self.site, rack, self._forgets, now_ns)

    # ---- what is known -------------------------------------------------------------------------

    def is_fresh(self, rack: str, now_ns: int) -> bool:
        """Return whether every number of a rack is as new as this node can have it now."""
        remote = self.site.remotes.get(rack)
        if remote is None or self.site.silences.alarm(rack) is not None:
            return True
        return now_ns - remote.live_ns < FRESH_NS

    def views(self, racks: Iterable[str], now_ns: int) -> Views:
        """Answer for pictures of racks that this node owns."""
        own = [self.site.mine[rack] for rack in racks if self.site.owns(rack)][:32]
        return Views(
            self.site.desk.me.instance,
            tuple(mine.card(now_ns) for mine in own),
            tuple(mine.live(now_ns) for mine in own),
        )

    def events_after(self, question: AskEvents, now_ns: int) -> Events:
        """Answer for events."""
        return self.site.events.asked(question, now_ns)

    def kept(self, question: AskKept) -> Kept:
        """Answer what is remembered of racks, and what is named at those that are read here."""
        return owning.kept(self.site, question.racks)

    def fitting(self, rack: str, changes: Iterable[Change]) -> tuple[Change, ...]:
        """Return the changes that a rack of this node can take: it may be of another model."""
        view = self.site.mine[rack].view
        ways = {way.id for way in view.ways}
        connectors = {connector.id for connector in view.connectors}
        return tuple(
            change
            for change in changes
            if not (isinstance(change, EditWay) and change.way not in ways)
            and not (isinstance(change, ColorConnector) and change.connector not in connectors)
        )

    def is_silent(self, node: str) -> bool:
        """Return whether a node does not answer now."""
        other = self.site.others.by_node.get(node)
        return other is None or other.silent

    def offer(self, rack: str) -> Offer | None:
        """Return the names that somebody kept of a rack that nobody named."""
        mine = self.site.mine.get(rack)
        if mine is not None and mine.owned:
            return mine.offer
        remote = self.site.remotes.get(rack)
        card = None if remote is None else remote.card
        return None if card is None else offer_of(card)

    def seen(self, rack: RememberedRack, wall_s: float | None) -> RememberedRack:
        """Note when a rack was seen, and return what is to be kept of it."""
        return self.site.memory.seen(rack.rack, wall_s) or rack

    def note_seen(self) -> None:
        """Have it kept that the racks that are told of now were seen."""
        site = self.site
        for rack in site.shown:
            known = site.memory.racks.get(rack)
            if known is not None and site.silences.alarm(rack) is None:
                site.desk.put(Remember(known))

    def remembered(self) -> tuple[RememberedRack, ...]:
        """Return the racks that nobody told of since the start."""
        known = self.site.memory.racks.values()
        return tuple(rack for rack in known if rack.rack not in self.site.met)

    def nodes(self, now_ns: int) -> tuple[Peer, ...]:
        """Return every node that was heard, this one first."""
        site, me = self.site, self.site.desk.me
        here = Peer(
            id=me.node,
            instance=me.instance,
            name=me.name,
            version=me.version,
            addresses=me.addresses,
            racks=tuple(sorted(site.mine)),
            present=True,
            heard_ns=now_ns,
            local=True,
            role=site.role.kind,
        )
        others = sorted(site.others.by_node.values(), key=lambda other: other.node)
        return (here, *(site.others.peer(other) for other in others))
