"""What time does: pulses, greetings, what is due, what fades, who routes."""

from __future__ import annotations

from collections.abc import Iterable

from stagewatt.mesh.codes import age_ms
from stagewatt.mesh.core import fading, owning
from stagewatt.mesh.core.mine import Mine
from stagewatt.mesh.core.outputs import Elected, Topics
from stagewatt.mesh.core.pace import Pace
from stagewatt.mesh.core.peers import Other
from stagewatt.mesh.core.site import Site
from stagewatt.mesh.election import Role, elect
from stagewatt.mesh.messages import Hello, Pulse, SilenceAck, Wall

PULSE_NS = 500_000_000
SOON_NS = 100_000_000
"""What cannot wait for the next pulse waits so long, and longer only while it flaps."""
HELLO_NS = 2_000_000_000
GREET_NS = 200_000_000
"""However many nodes come at once, greetings are at least so far apart."""
SECOND_NS = 1_000_000_000


class Rounds:
    """Called again and again; each thing has its own pace."""

    def __init__(self, site: Site, now_ns: int) -> None:
        """Begin at `now_ns`; the first pulse and greeting are due at once."""
        self._site = site
        self._pulse_ns = now_ns - PULSE_NS
        self._soon = Pace(SOON_NS, PULSE_NS, now_ns)
        self._hello_ns = now_ns - HELLO_NS
        self._second_ns = now_ns - SECOND_NS
        self._pulses = 0
        self._hellos = 0
        self._said: Topics | None = None

    def own(self, mine: Mine, now_ns: int) -> None:
        """Show a new picture of a rack that this node owns, and say what cannot wait."""
        site = self._site
        site.put(mine.view, None, now_ns)
        mine.say_card(site.desk, now_ns)
        topic = f"live/{site.me}/{mine.view.rack}"
        if topic in site.wanted:
            site.desk.say(topic, mine.live(now_ns), urgent=False)

    def soon(self, now_ns: int) -> None:
        """Let the next tick say a pulse."""
        self._pulse_ns = min(self._pulse_ns, now_ns - PULSE_NS)

    def tick(self, now_ns: int) -> None:
        """Let time pass."""
        site = self._site
        limits = site.awake.tick(now_ns)
        if fading.fade_nodes(site, limits):
            owning.decide_all(site, now_ns)
            fading.turn_to_others(site, now_ns)
        fading.fade_racks(site, limits, now_ns)
        self._say(now_ns)
        if now_ns - self._second_ns >= SECOND_NS:
            self._second_ns = now_ns
            owning.decide_all(site, now_ns)
            self._forget_runs()
            owning.look_for_offers(site, now_ns)
            self._elect()
            site.desk.sweep(now_ns)
        self.topics()

    def _say(self, now_ns: int) -> None:
        site = self._site
        since_ns = now_ns - self._hello_ns
        if since_ns >= HELLO_NS or (site.hello_due and since_ns >= GREET_NS):
            self._hello(now_ns)
        since_ns = now_ns - self._pulse_ns
        due = since_ns >= PULSE_NS
        own = [mine for mine in site.mine.values() if mine.owned]
        for mine in own:
            mine.say_card(site.desk, now_ns)
        urgent = any(mine.urgent for mine in site.mine.values())
        if due or (urgent and since_ns >= SOON_NS and self._soon.allows(now_ns)):
            if not due:
                self._soon.said(now_ns)
            for mine in own:
                mine.say_states(site.desk, now_ns, due=due)
            self._pulse(own, now_ns)

    def _pulse(self, own: list[Mine], now_ns: int) -> None:
        site, me = self._site, self._site.desk.me
        self._pulse_ns = now_ns
        self._pulses += 1
        for mine in site.mine.values():
            mine.urgent = False
        racks = tuple(mine.pulse(now_ns) for mine in own)
        message = Pulse(me.instance, self._pulses, site.events.newest, racks)
        site.desk.say(f"pulse/{me.node}", message, urgent=False)
        if f"wall/{me.node}" in site.wanted:
            wall = Wall(me.instance, self._pulses, tuple(mine.wall(now_ns) for mine in own))
            site.desk.say(f"wall/{me.node}", wall, urgent=False)

    def _hello(self, now_ns: int) -> None:
        site, me = self._site, self._site.desk.me
        site.hello_due = False
        self._hello_ns = now_ns
        self._hellos += 1
        acks = tuple(
            SilenceAck(rack, ack.by, ack.comment, age_ms(ack.at_ns, now_ns) or 0, ack.at_wall_s)
            for rack, ack in site.silences.acks()[:256]
        )
        reads = tuple(rack for rack, mine in site.mine.items() if mine.is_read(now_ns))
        message = Hello(
            instance=me.instance,
            number=self._hellos,
            name=me.name[:128],
            version=me.version[:128],
            addresses=tuple(address[:128] for address in me.addresses[:32]),
            reads=reads[:256],
            role=site.role.kind,
            acks=acks,
        )
        site.desk.say(f"events/{me.node}", message, urgent=True)

    def _forget_runs(self) -> None:
        """Runs that ended are asked no more what they remember."""
        for mine in self._site.mine.values():
            if mine.asked:
                others = self._site.others.by_node.values()
                mine.asked &= {(other.node, other.instance) for other in others}

    def _elect(self) -> None:
        """See whether so many nodes are there that some must route for the others."""
        site = self._site
        present = site.others.present()
        routed = site.role.kind != "peer" or any(
            other.hello is not None and other.hello.role != "peer" for other in present
        )
        members = {site.me, *(other.node for other in present)}
        role = elect(site.me, members, routed=routed)
        if role != site.role and _takes(role, present):
            site.role = role
            site.hello_due = True
            site.desk.put(Elected(role))

    def topics(self) -> None:
        """Follow what is looked at here, offer what others may look at."""
        site = self._site
        follow = {
            f"live/{remote.node}/{rack}"
            for rack in site.looked
            if not site.owns(rack) and (remote := site.remotes.get(rack)) is not None
        }
        if site.wall:
            follow |= {f"wall/{o.node}" for o in site.others.by_node.values() if o.claims}
        offer = {f"live/{site.me}/{rack}" for rack, mine in site.mine.items() if mine.owned}
        topics = Topics(frozenset(follow), frozenset(offer | {f"wall/{site.me}"}))
        if topics != self._said:
            self._said = topics
            site.desk.put(topics)


def _takes(role: Role, present: Iterable[Other]) -> bool:
    """Return whether a role can be taken now: a client waits until all its routers route."""
    routing = {each.node for each in present if each.hello and each.hello.role == "router"}
    return role.kind != "client" or routing.issuperset(role.routers)
