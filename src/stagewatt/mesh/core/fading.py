"""Silence as time passes: nodes that do not answer, and their racks."""

from __future__ import annotations

from stagewatt.mesh.core.awake import Limits
from stagewatt.mesh.core.outputs import Remember
from stagewatt.mesh.core.remote import Remote
from stagewatt.mesh.core.site import Site, title
from stagewatt.mesh.questions import AskViews
from stagewatt.mesh.show_pulse import silent


def fade_nodes(site: Site, limits: Limits) -> bool:
    """Mark the nodes that fell silent, and return whether any did."""
    fell = [
        other
        for other in site.others.by_node.values()
        if not other.silent and limits.is_silent(other.heard_ns, other.gone_ns)
    ]
    for other in fell:
        other.silent = True
    return bool(fell)


def turn_to_others(site: Site, now_ns: int) -> None:
    """Turn to those who claim the racks of nodes that just fell silent, without waiting for them.

    They may have noticed the silence before this node did, and so were not believed yet.
    """
    for rack, remote in tuple(site.remotes.items()):
        node = site.teller(rack)
        if node is None or node == remote.node:
            continue
        site.remote(rack, site.others.by_node[node], now_ns)
        site.desk.ask(("views", node), node, AskViews((rack,)), now_ns)


def fade_racks(site: Site, limits: Limits, now_ns: int) -> None:
    """Raise the alarm of racks that nobody tells of any more."""
    for rack, remote in site.remotes.items():
        if site.silences.alarm(rack) is None and _is_silent(site, rack, remote, limits):
            _raise(site, rack, remote, now_ns)


def _is_silent(site: Site, rack: str, remote: Remote, limits: Limits) -> bool:
    if rack not in site.shown or site.owns(rack):
        return False
    other = site.others.by_node.get(remote.node)
    answers = other is not None and not other.silent
    if answers and not limits.is_silent(remote.heard_ns):
        return False
    successors = [node for node in site.readers(rack) if node != remote.node]
    return not successors or remote.heard_ns < limits.handover_ns


def _raise(site: Site, rack: str, remote: Remote, now_ns: int) -> None:
    other = site.others.by_node.get(remote.node)
    if other is None or other.silent:
        why = "does not answer"
    else:
        why = "tells only old values" if remote.still else "does not read it any more"
    text = f"{title(site.shown[rack])}: its node {site.name(remote.node)} {why}"
    event = site.silences.raised(rack, text, remote.heard_ns, now_ns)
    site.desk.record((event,))
    show_silent(site, rack, now_ns)
    known = site.memory.racks.get(rack)
    if known is not None:
        site.desk.put(Remember(known))


def show_silent(site: Site, rack: str, now_ns: int) -> None:
    """Show a rack's last values with their age, and the alarm."""
    view = silent(site.shown[rack], site.silences.alarm(rack), now_ns)
    site.put(view, view.node, now_ns)
