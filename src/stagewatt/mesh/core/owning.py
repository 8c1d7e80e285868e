"""Racks that this node reads: who owns them, whose names hold, and names offered to a new node."""

from __future__ import annotations

from collections.abc import Iterable

from stagewatt.domain.peer import Offer
from stagewatt.domain.settings import RackSettings
from stagewatt.domain.view import RackView
from stagewatt.mesh.core.kept import NOTHING, better, is_unnamed
from stagewatt.mesh.core.mine import Mine
from stagewatt.mesh.core.outputs import Follow, Own, Remember
from stagewatt.mesh.core.silence import OWNER
from stagewatt.mesh.core.site import Site, title
from stagewatt.mesh.ownership import standing
from stagewatt.mesh.questions import AskKept, AskMerge, Kept, KeptPiece
from stagewatt.mesh.settings_pieces import same_names, settings_of, settings_piece

DEAF_NS = 3_000_000_000
"""An owner that never heard its rack is given so long by a reader that does hear it."""


def decide_all(site: Site, now_ns: int) -> None:
    """Decide who owns each rack of this node."""
    for rack in site.mine:
        decide(site, rack, now_ns)


def decide_some(site: Site, racks: Iterable[str], now_ns: int) -> None:
    """Decide anew for those of the racks that this node reads."""
    for rack in racks:
        if rack in site.mine:
            decide(site, rack, now_ns)


def decide(site: Site, rack: str, now_ns: int) -> None:
    """Decide who owns a rack: the lowest id of all that are there and read it."""
    mine = site.mine[rack]
    if _waits(site, rack, mine):
        mine.wait(now_ns)
    readers = site.readers(rack)
    if (passed := _passed_over(site, rack, mine, now_ns)) in readers:
        readers.remove(passed)
    if mine.is_read(now_ns) or not readers:
        readers.append(site.me)
    found = standing(readers)
    if found.owner == site.me:
        mine.read_by(found.others)
        if not mine.owned:
            _take(site, rack, mine, now_ns)
    elif mine.owned:
        mine.owned = False
        mine.urgent = site.hello_due = True


def _waits(site: Site, rack: str, mine: Mine) -> bool:
    """Tell whether this node, which never heard a rack, leaves it to one after it that tells of it.

    Its line may be dead. Only the lower one of two waits, so that never both do.
    """
    return mine.view.last_heard_ns is None and any(
        other.node > site.me and rack in other.claims for other in site.others.present()
    )


def _passed_over(site: Site, rack: str, mine: Mine, now_ns: int) -> str:
    """Return the owner that says it never heard a rack which this node hears, or "".

    It is given time to hear it; then time to hear of this node's claim, and to wait as above.
    """
    remote = site.remotes.get(rack)
    view = None if remote is None else remote.view
    node, since_ns = site.deaf.get(rack, ("", now_ns))
    if view is not None and view.last_heard_ns is None and mine.view.last_heard_ns is not None:
        if node != view.node or now_ns - since_ns >= 2 * DEAF_NS:
            node, since_ns = site.deaf[rack] = (view.node, now_ns)
    elif not mine.owned:
        site.deaf.pop(rack, None)
        return ""
    return node if DEAF_NS <= now_ns - since_ns < 2 * DEAF_NS else ""


def _take(site: Site, rack: str, mine: Mine, now_ns: int) -> None:
    """Own a rack from now on; who owned it before may have followed other names since."""
    mine.owned = mine.urgent = True
    site.desk.put(Own(rack, None))
    before = site.remotes.pop(rack, None)
    site.shown.pop(rack, None)
    site.desk.record(site.silences.cleared(rack, now_ns))
    if before is not None and before.node not in {one.node for one in site.others.present()}:
        text = (
            f"{title(mine.view)}: its node {site.name(before.node)} does not answer; "
            f"{site.name(site.me)} reads it too and goes on"
        )
        site.tell((site.silences.told(rack, OWNER, text, now_ns),), now_ns)
    site.tell_late(rack, now_ns if before is None else before.heard_ns, now_ns)


def follow(site: Site, rack: str, now_ns: int) -> None:
    """Bring the names here and those of the owner together, step by step.

    What was followed last (the base) is kept durably, but only once the names here are the
    owner's: so names entered here while the owner was away always show as such.
    """
    mine, remote = site.mine[rack], site.remotes.get(rack)
    if mine.owned or remote is None or remote.card is None:
        return
    card = remote.card
    here, theirs = settings_of(mine.view), settings_of(card)
    if here == theirs or here == site.handed.get(rack):
        _agreed(site, mine.view, remote.node)
    base = site.memory.settings(rack)
    if here == theirs:
        return
    if _is_replaced(base, theirs) or site.desk.is_open(("merge", rack), now_ns):
        return
    if here.revision == 0 or same_names(here, theirs) or _followed(base, here):
        take_over(site, rack, theirs, now_ns)
    else:
        _merge(site, rack, remote.node, (base or NOTHING, here), now_ns)


def _is_replaced(base: RackSettings | None, theirs: RackSettings) -> bool:
    """Tell whether an owner without names is a new one: to be offered names, not to be followed.

    Where nobody had named anything before either, what was entered here since is news to it; and
    so it is to one that begins to read a rack which this node alone knew.
    """
    return theirs.revision == 0 and base is not None and base.revision > 0


def _followed(base: RackSettings | None, here: RackSettings) -> bool:
    return base is not None and same_names(base, here)


def _agreed(site: Site, view: RackView, node: str) -> None:
    learnt = site.memory.agreed(view, node)
    if learnt is not None:
        site.desk.put(Remember(learnt))


def take_over(site: Site, rack: str, settings: RackSettings, now_ns: int) -> None:
    """Follow the owner's names, once at a time."""
    key = ("follow", rack)
    if not site.desk.is_open(key, now_ns):
        site.desk.opened(key, now_ns)
        site.handed[rack] = settings
        site.desk.put(Follow(rack, settings))


def _merge(
    site: Site, rack: str, owner: str, sides: tuple[RackSettings, RackSettings], now_ns: int
) -> None:
    """Tell the owner what was entered here while it was away; it decides and answers."""
    base, here = sides
    me = site.desk.me
    question = AskMerge(
        id=f"{me.instance}-merge-{rack}-{base.revision}-{here.revision}",
        rack=rack,
        base=settings_piece(base),
        theirs=settings_piece(here),
        node=me.node,
    )
    site.desk.ask(("merge", rack), owner, question, now_ns)


def look_for_offers(site: Site, now_ns: int) -> None:
    """Ask each node once what it remembers of the racks here that nobody named."""
    unnamed = []
    for rack, mine in site.mine.items():
        if not mine.owned:
            mine.offer = None
        if not mine.owned or not is_unnamed(mine.view):
            mine.asked.clear()
            continue
        unnamed.append((rack, mine))
        _own_memory(site, rack)
    for other in site.others.present() if unnamed else ():
        run = (other.node, other.instance)
        racks = tuple(rack for rack, mine in unnamed if run not in mine.asked)
        if racks:
            key = ("kept", other.node, other.instance, *racks)
            site.desk.ask(key, other.node, AskKept(racks), now_ns)


def _own_memory(site: Site, rack: str) -> None:
    known = site.memory.racks.get(rack)
    if known is not None and known.settings.revision > 0:
        offer(site, Offer(
            rack=rack,
            former_node=known.node,
            kept_by=site.me,
            settings=known.settings,
            seen_wall_s=known.seen_wall_s,
        ))  # fmt: skip


def offer(site: Site, found: Offer) -> None:
    """Take names that somebody kept of a rack here."""
    mine = site.mine.get(found.rack)
    if mine is not None and mine.owned and is_unnamed(mine.view) and found.settings.revision > 0:
        mine.offer = better(mine.offer, found)


def kept(site: Site, racks: Iterable[str]) -> Kept:
    """Return what is known of racks: what is named at those read here, what is remembered."""
    asked = tuple(dict.fromkeys(racks))
    views = [site.mine[rack].view for rack in asked if rack in site.mine]
    named = {view.rack: view for view in views if not is_unnamed(view)}
    pieces = (
        KeptPiece(rack, site.me, settings_piece(settings_of(view)), None)
        for rack, view in named.items()
    )
    others = site.memory.tell(rack for rack in asked if rack not in named)
    return Kept((*pieces, *others.kept))
