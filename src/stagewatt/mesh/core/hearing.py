"""What each message does: pulses, cards, live values, events, greetings."""

from __future__ import annotations

from bisect import bisect_right

from stagewatt.domain.alarm import Acknowledgement
from stagewatt.mesh.codes import MS
from stagewatt.mesh.core import history, owning
from stagewatt.mesh.core.fading import show_silent
from stagewatt.mesh.core.outputs import Cloned, Remember
from stagewatt.mesh.core.peers import VIEWS_AT_ONCE, Other
from stagewatt.mesh.core.site import Site
from stagewatt.mesh.messages import Card, Events, Hello, Live, Pulse, Said, Wall
from stagewatt.mesh.questions import AskEvents, AskViews, Views

CLAIMS_MAX = 256
"""As many racks as a pulse can carry."""


def heard(site: Site, node: str, message: Said, now_ns: int) -> None:
    """Take a message that a node said."""
    other = sign(site, node, message.instance, now_ns)
    if other is None:
        if node == site.me and isinstance(message, Hello):
            site.twin = message.addresses
        return
    match message:
        case Pulse():
            pulse(site, other, message, now_ns)
        case Card():
            card(site, other, message, now_ns)
        case Live():
            live(site, other, message, now_ns)
        case Events():
            events(site, other, message, now_ns, answer=False)
        case Hello():
            hello(site, other, message, now_ns)
        case _:
            wall(site, other, message, now_ns)


def sign(site: Site, node: str, instance: str, now_ns: int, *, spoke: bool = True) -> Other | None:
    """Take a sign of life and return whose; None for one that counts no more, or is ours."""
    if node == site.me:
        _own_id(site, instance, now_ns)
        return None
    known = site.others.by_node.get(node)
    if known is None:
        site.make_room()
    before = frozenset() if known is None else known.claims
    other, new = site.others.heard(node, instance, now_ns, spoke=spoke)
    if known is not None and len(known.runs) > 1:
        if site.others.clone(node) is not None:
            other = None
        if known.claims != before:
            _unclaim(site, known, before)
    if other is None:
        return None
    returned, other.silent = other.silent, False
    if new or returned:
        site.hello_due = True
        owning.decide_all(site, now_ns)
    return other


def _unclaim(site: Site, other: Other, before: frozenset[str]) -> None:
    """Of a run that begins anew nothing is claimed yet."""
    after, other.claims = other.claims, before
    site.claimed(other, after)


def _own_id(site: Site, instance: str, now_ns: int) -> None:
    """Somebody else speaks with this node's id."""
    me = site.desk.me
    if instance == me.instance:
        return
    site.selves.heard(me.node, me.instance, now_ns)
    site.selves.heard(me.node, instance, now_ns)
    if (moves := site.selves.clone(me.node)) is not None:
        site.desk.put(Cloned(me.node, instance, site.twin, moves == me.instance))


def joined(site: Site, node: str, instance: str, now_ns: int) -> None:
    """Take that the engine sees a node."""
    sign(site, node, instance, now_ns, spoke=False)


def left(site: Site, node: str, instance: str, now_ns: int) -> None:
    """Take that a node's sign of life is gone."""
    site.others.left(node, instance, now_ns)


def pulse(site: Site, other: Other, message: Pulse, now_ns: int) -> None:
    """Take all racks of a node; what the numbers say did not come is asked for."""
    if message.number <= other.pulse:
        return
    other.pulse = message.number
    changed = site.claimed(other, frozenset(piece.rack for piece in message.racks))
    if changed:
        owning.decide_some(site, changed, now_ns)
    if history.told(other, message.events):
        ask_events(site, other, now_ns)
    missing = []
    for piece in message.racks:
        remote = site.remote(piece.rack, other, now_ns)
        if remote is None:
            continue
        if remote.on_pulse(piece, now_ns):
            show(site, piece.rack, now_ns)
        if remote.needs:
            missing.append(piece.rack)
    if missing:
        _ask_views(site, other, sorted(missing), now_ns)
    else:
        other.asked = ()


def _ask_views(site: Site, other: Other, missing: list[str], now_ns: int) -> None:
    """Ask for the next ones in turn; for fewer at once while something keeps answers away."""
    failed = not set(other.asked).isdisjoint(missing)
    many = max(1, other.at_once // 2) if failed else min(VIEWS_AT_ONCE, 2 * other.at_once)
    turn = bisect_right(missing, other.asked[-1]) if other.asked else 0
    racks = tuple(missing[turn : turn + many] or missing[:many])
    if site.desk.ask(("views", other.node), other.node, AskViews(racks), now_ns):
        other.asked, other.at_once = racks, many


def show(site: Site, rack: str, now_ns: int) -> None:
    """Show what the owner told; old values alone clear no alarm."""
    remote = site.remotes[rack]
    if remote.still and remote.view is not None and site.silences.alarm(rack) is not None:
        site.shown[rack] = remote.view
        show_silent(site, rack, now_ns)
    else:
        site.show(rack, now_ns)


def ask_events(site: Site, other: Other, now_ns: int) -> None:
    """Ask for the events after the last one taken."""
    question = AskEvents(other.instance, other.events or 0)
    site.desk.ask(("events", other.node), other.node, question, now_ns)


def card(site: Site, other: Other, message: Card, now_ns: int) -> None:
    """Take a card; only a rack's owner says one."""
    rack = message.rack
    if rack not in other.claims:
        if len(other.claims) >= CLAIMS_MAX:
            return
        site.claimed(other, other.claims | {rack})
        owning.decide_some(site, (rack,), now_ns)
    remote = site.remote(rack, other, now_ns)
    if remote is None or not remote.on_card(message, now_ns):
        return
    show(site, rack, now_ns)
    if rack in site.mine:
        owning.follow(site, rack, now_ns)
    else:
        remember(site, message, other.node)


def remember(site: Site, message: Card, node: str) -> None:
    """Keep what a card tells beyond the life of its node."""
    learnt = site.memory.learn(message, node)
    if learnt is not None:
        site.desk.put(Remember(learnt))


def live(site: Site, other: Other, message: Live, now_ns: int) -> None:
    """Take every number of a rack."""
    remote = site.remote(message.rack, other, now_ns)
    if remote is not None and remote.on_live(message, now_ns):
        show(site, message.rack, now_ns)


def wall(site: Site, other: Other, message: Wall, now_ns: int) -> None:
    """Take currents and states of all ways of a node's racks."""
    for piece in message.racks:
        remote = site.remote(piece.rack, other, now_ns)
        if remote is not None and remote.on_wall(piece, now_ns):
            site.show(piece.rack, now_ns)


def views(site: Site, other: Other, message: Views, now_ns: int) -> None:
    """Take the answer to a question for pictures."""
    for one in message.cards:
        card(site, other, one, now_ns)
    for each in message.lives:
        live(site, other, each, now_ns)


def events(site: Site, other: Other, message: Events, now_ns: int, *, answer: bool) -> None:
    """Take events, and ask for those that are missing before them."""
    newest = message.first + len(message.events) - 1
    taken = history.taken(other, message, now_ns, answer=answer)
    site.desk.record(taken)
    if not taken and not answer and newest > (other.events or 0):
        ask_events(site, other, now_ns)


def hello(site: Site, other: Other, message: Hello, now_ns: int) -> None:
    """Take who a node is, which racks it reads, and which silences are acknowledged there."""
    before = other.hello
    if before is not None and message.number <= before.number:
        return
    other.hello = message
    if before is None or _told(before) != _told(message):
        owning.decide_some(site, {*message.reads, *(before.reads if before else ())}, now_ns)
    for each in message.acks:
        ack = Acknowledgement(
            by=each.by,
            comment=each.comment,
            at_ns=now_ns - each.age_ms * MS,
            boot_id=site.desk.me.instance,
            at_wall_s=each.wall_s,
        )
        acknowledge(site, each.rack, ack, now_ns)


def acknowledge(site: Site, rack: str, ack: Acknowledgement, now_ns: int) -> bool:
    """Note who knows of a silent rack, and return whether that was new."""
    events = site.silences.acknowledged(rack, ack, now_ns)
    if events:
        site.desk.record(events)
        show_silent(site, rack, now_ns)
    return bool(events)


def _told(message: Hello) -> tuple[object, ...]:
    """What people see of a node."""
    return message.name, message.version, message.addresses, message.reads, message.role
