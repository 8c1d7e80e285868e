"""All that the core knows of the site now; its parts act on this and on nothing else."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from stagewatt.domain.alarm import Event
from stagewatt.domain.peer import RememberedRack
from stagewatt.domain.settings import RackSettings
from stagewatt.domain.view import RackView
from stagewatt.mesh.core.awake import Awake
from stagewatt.mesh.core.desk import Desk
from stagewatt.mesh.core.history import OwnEvents
from stagewatt.mesh.core.kept import Memory
from stagewatt.mesh.core.mine import Mine
from stagewatt.mesh.core.outputs import Me, Own, Show
from stagewatt.mesh.core.peers import Other, Others
from stagewatt.mesh.core.remote import Remote
from stagewatt.mesh.core.silence import Silences
from stagewatt.mesh.election import Role
from stagewatt.mesh.ownership import told_by

SETTLING_NS = 5_000_000_000
"""Racks that are shown first within so long after the start were there before: no notice."""

UNTOLD_MAX = 512
"""Events of racks that others own are kept until then: the owner may be gone already."""

RACKS_MAX = 4000
"""No site is larger: what says more is wrong, or means harm."""


class Site:
    """Tables of nodes and racks, and what many parts do to them."""

    def __init__(self, me: Me, remembered: Iterable[RememberedRack], now_ns: int) -> None:
        """Begin alone."""
        self.desk = Desk(me, now_ns)
        self.others = Others()
        self.selves = Others()
        """The runs that speak with this node's own id: more than one is a clone."""
        self.twin: tuple[str, ...] = ()
        """Addresses of a clone."""
        self.memory = Memory(remembered)
        self.events = OwnEvents(me.instance)
        self.silences = Silences(me.instance)
        self.mine: dict[str, Mine] = {}
        self.remotes: dict[str, Remote] = {}
        self.shown: dict[str, RackView] = {}
        """The newest picture of each remote rack, as it was before any silence."""
        self.met: set[str] = set()
        self.claimants: dict[str, set[str]] = {}
        self.awake = Awake(now_ns)
        self.handed: dict[str, RackSettings] = {}
        """The owner's settings that were handed out last to be followed here, by rack."""
        self.deaf: dict[str, tuple[str, int]] = {}
        """Owners that never heard a rack which this node hears, and since when that is known."""
        self.untold: deque[tuple[int, Event]] = deque(maxlen=UNTOLD_MAX)
        """Events seen here of racks that another one owns, and when."""
        self.hello_due = True
        self.role = Role("peer")
        self.looked: frozenset[str] = frozenset()
        self.wall = False
        self.wanted: set[str] = set()

    @property
    def me(self) -> str:
        """This node's id."""
        return self.desk.me.node

    def owns(self, rack: str) -> bool:
        """Return whether this node owns a rack."""
        mine = self.mine.get(rack)
        return mine is not None and mine.owned

    def make_room(self) -> None:
        """Where there are too many nodes, forget the silent one that was not heard for longest."""
        other = self.others.quietest()
        if other is not None:
            self.claimed(other, frozenset())
            del self.others.by_node[other.node]

    def claimed(self, other: Other, claims: frozenset[str]) -> frozenset[str]:
        """Take which racks a node says it owns, and return those that this changed."""
        changed = claims ^ other.claims
        other.claims = claims
        for rack in changed:
            nodes = self.claimants.setdefault(rack, set())
            (nodes.add if rack in claims else nodes.discard)(other.node)
            if not nodes:
                del self.claimants[rack]
        return changed

    def teller(self, rack: str) -> str | None:
        """Return whose pictures of a rack count now."""
        nodes = self.claimants.get(rack)
        if not nodes:
            return None
        by_node = self.others.by_node
        claims = dict.fromkeys(nodes, 0)
        return told_by(claims, (n for n in nodes if n in by_node and not by_node[n].silent))

    def readers(self, rack: str) -> list[str]:
        """Return the other nodes that are there and read a rack."""
        return [other.node for other in self.others.present() if other.does_read(rack)]

    def remote(self, rack: str, other: Other, now_ns: int) -> Remote | None:
        """Return what a node tells of a rack; None when another one's word counts for it."""
        if self.owns(rack) or self.teller(rack) != other.node:
            return None
        remote = self.remotes.get(rack)
        if remote is None and len(self.remotes) >= RACKS_MAX:
            return None
        if remote is None or (remote.node, remote.instance) != (other.node, other.instance):
            if remote is None or remote.node != other.node:
                self.desk.put(Own(rack, other.node))
            remote = self.remotes[rack] = Remote(other.node, other.instance, now_ns)
        return remote

    def show(self, rack: str, now_ns: int) -> None:
        """Show what the owner told, and clear the alarm that nobody does."""
        remote = self.remotes[rack]
        if remote.view is None:
            return
        self.desk.record(self.silences.cleared(rack, now_ns))
        self.shown[rack] = remote.view
        self.put(remote.view, remote.node, now_ns)

    def put(self, view: RackView, via: str | None, now_ns: int) -> None:
        """Show a picture; a rack never seen before is announced."""
        if view.rack not in self.met:
            self.met.add(view.rack)
            if now_ns - self.desk.start_ns >= SETTLING_NS:
                text = f"{title(view)} ({view.model}) joined, read by {self.name(view.node)}"
                self.desk.record((self.silences.joined(view.rack, text, now_ns),))
        self.desk.put(Show(view, via))

    def happened(self, events: Iterable[Event], now_ns: int) -> None:
        """Tell events seen here; those of racks that others own wait until these are gone."""
        told = []
        for event in events:
            if event.id.rack not in self.mine or self.owns(event.id.rack):
                told.append(event)
            else:
                self.untold.append((now_ns, event))
        self.tell(told, now_ns)

    def tell(self, events: Iterable[Event], now_ns: int) -> None:
        """Keep events of this node and say them to all."""
        own = tuple(events)
        self.desk.record(own)
        for message in self.events.add(own, now_ns):
            self.desk.say(f"events/{self.me}", message, urgent=True)

    def tell_late(self, rack: str, since_ns: int, now_ns: int) -> None:
        """Tell what was seen here of a rack since its owner's last word."""
        late = [one for ns, one in self.untold if one.id.rack == rack and ns > since_ns]
        left = [(ns, one) for ns, one in self.untold if one.id.rack != rack]
        self.untold = deque(left, maxlen=UNTOLD_MAX)
        self.tell(late, now_ns)

    def name(self, node: str) -> str:
        """Return a node's name for people, its id where none is known."""
        if node == self.me:
            return self.desk.me.name or node
        other = self.others.by_node.get(node)
        hello = None if other is None else other.hello
        return node if hello is None or not hello.name else hello.name


def title(view: RackView) -> str:
    """Return what people call a rack."""
    return view.name or view.printed_name or view.rack
