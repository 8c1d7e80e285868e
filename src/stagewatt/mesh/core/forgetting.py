"""Racks that are gone, forgotten at a person's request, here and on all nodes that are there."""

from __future__ import annotations

from stagewatt.domain.errors import Conflict, Unknown
from stagewatt.mesh.core.outputs import Erase
from stagewatt.mesh.core.site import Site
from stagewatt.mesh.questions import AskForget


def check(site: Site, rack: str) -> None:
    """Raise Unknown for a rack that is not known, Conflict for one that answers."""
    silent = site.silences.alarm(rack) is not None
    if rack in site.mine or (rack in site.remotes and not silent):
        raise Conflict("this rack answers; what is there is not forgotten", where="rack")
    if rack not in site.remotes and rack not in site.memory.racks:
        raise Unknown(f"no rack {rack} is known", where="rack")


def forget(site: Site, rack: str, now_ns: int) -> None:
    """Forget a rack here. Raises as `check` does."""
    check(site, rack)
    for table in (site.remotes, site.shown, site.memory.racks):
        table.pop(rack, None)
    site.met.discard(rack)
    site.desk.record((site.silences.forgotten(rack, now_ns),))
    site.desk.put(Erase(rack))


def tell(site: Site, rack: str, number: int, now_ns: int) -> None:
    """Ask all nodes that are there to forget a rack too; one that hears it refuses."""
    question = AskForget(f"{site.desk.me.instance}-forget-{number}", rack)
    for other in site.others.present():
        site.desk.ask(("forget", rack, other.node), other.node, question, now_ns)
