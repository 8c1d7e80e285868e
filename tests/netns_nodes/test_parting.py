"""A network in two halves, with people who go on naming ways on both; then it heals."""

from __future__ import annotations

import json
import urllib.error
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.netns_nodes.conftest import Trio
from tests.netns_nodes.town import HostNode, HostTwin, Town, ask, each, missed, named, shown

pytestmark = [pytest.mark.netns, pytest.mark.alone]


def _stale_edit(node: HostNode, rack: str, revision: int) -> str:
    """Save a name on top of an old picture; return the code of the refusal."""
    url = f"http://127.0.0.1:{node.port}/api/v1/racks/{rack}/ways/A2"
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(
            node.net,
            node.host,
            url,
            {"name": "an old idea"},
            method="PATCH",
            head={"If-Match": f'"{revision}"'},
        )
    return str(json.load(refused.value)["error"]["code"])


def test_names_entered_where_a_racks_node_is_outlive_a_parted_network(trio: Trio) -> None:
    """Its owner is on one side: what the other side enters is refused to its face, not lost."""
    left, right, foh = trio.nodes
    here, there = trio.racks
    net = trio.town.net
    left.rename(here, "A1", "before")
    named(*trio.nodes, rack=here, ways={"A1": "before"})
    old = foh.rack(here)["settings_revision"]
    net.part("s", "t")
    try:
        missed(right, foh, rack=here)
        missed(left, rack=there)
        left.rename(here, "A1", "Par")
        left.rename(here, "A2", "Fog")
        foh.rename(there, "1", "Haze")
        for way in ("A1", "A3"):
            assert foh.refused(f"racks/{here}/ways/{way}", {"name": "x"}, method="PATCH") == (
                503,
                "owner_unreachable",
            )
        assert foh.way(here, "A1")["name"] == "before"
    finally:
        net.heal("s", "t")
        trio.settled()
    named(*trio.nodes, rack=here, ways={"A1": "Par", "A2": "Fog"})
    named(*trio.nodes, rack=there, ways={"1": "Haze"})
    # Who still looks at the old picture does not overwrite the newer name either.
    assert _stale_edit(foh, here, old) == "conflict"
    assert left.way(here, "A2")["name"] == "Fog"


def _shared_rack(town: Town) -> tuple[HostTwin, HostNode, HostNode]:
    """Return a rack with two cards, and two nodes that reach it each on its own side."""
    for switch in "st":
        town.net.switch(switch)
    town.net.join("s", "t")
    for number, (host, switch) in enumerate((("one", "s"), ("two", "t")), start=1):
        town.net.host(host, switch, f"10.0.0.{number}/24")
        town.net.run(host, "ip", "addr", "add", f"10.{number}.0.1/24", "dev", f"e-{switch}")
    town.net.host("rack", "s", "10.1.0.9/24")
    town.net.plug("rack", "t", "10.2.0.9/24")
    twin = town.twin("rack", "smartpdu-36", "AE0000000021", "0.0.0.0")
    one = town.node("one", replace(twin, address="10.1.0.9"))
    two = town.node("two", replace(twin, address="10.2.0.9"))
    town.start(twin, one, two)
    return twin, one, two


def test_names_entered_on_both_sides_of_a_rack_that_both_read_are_brought_together(
    make_town: Callable[[], Town],
) -> None:
    town = make_town()
    twin, *pair = _shared_rack(town)
    rack = twin.rack
    shown(*pair, racks=(rack,))
    owner, second = sorted(pair, key=lambda node: node.id)
    both = (owner, second)
    each(both, lambda node: node.racks()[rack]["node"] == owner.id, "owned once")
    each(both, lambda node: node.racks()[rack]["also_read_by"] == [second.id], "read twice")
    second.rename(rack, "A1", "before")
    named(*both, rack=rack, ways={"A1": "before"})
    each(both, lambda node: _on_disk(node, rack, "before"), "kept by both")
    town.net.part("s", "t")
    each((second,), lambda node: node.racks()[rack]["node"] == second.id, "goes on alone")
    owner.rename(rack, "A1", "owner's")
    owner.rename(rack, "A2", "only the owner's")
    second.rename(rack, "A1", "second's")
    second.rename(rack, "A3", "only the second's")
    town.net.heal("s", "t")
    each(both, lambda node: node.racks()[rack]["node"] == owner.id, "owned once again")
    wanted = {"A1": "owner's", "A2": "only the owner's", "A3": "only the second's"}
    named(*both, rack=rack, ways=wanted)
    each(both, lambda node: node.online(rack), "it answers")
    # What could not be taken in is told, so that a person can decide.
    each(both, lambda node: _told(node, rack, "second's"), "the other name is told")


def _on_disk(node: HostNode, rack: str, name: str) -> bool:
    files = (node.folder / node.name / "racks").glob(f"{rack}.settings.?")
    return any(name in file.read_text() for file in files)


def _told(node: HostNode, rack: str, name: str) -> bool:
    events = node.events("changed", rack)
    return any("did not hear each other" in e["text"] and name in e["text"] for e in events)
