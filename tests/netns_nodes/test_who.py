"""Who is who: racks with the same printed name, a copied disk, nodes of other minor versions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from tests.end_to_end.rig import until
from tests.netns.stage import Speaker
from tests.netns_nodes.conftest import Trio
from tests.netns_nodes.town import WAIT_S, HostNode, HostTwin, each, missed, named, shown

pytestmark = [pytest.mark.netns, pytest.mark.alone]

GOLDEN = Path(__file__).parents[1] / "golden" / "mesh"


@contextmanager
def _guests(trio: Trio, *twins: HostTwin) -> Iterator[list[HostNode]]:
    """Let guests be there for a while; then they are gone and their racks forgotten."""
    guests: list[HostNode] = []
    try:
        yield guests
        for guest in guests:
            guest.program.kill()
        for twin in twins:
            _forgotten(trio, twin.rack)
    finally:
        for program in [*(one.program for one in guests), *(one.program for one in twins)]:
            program.stop()
        for guest in guests:
            shutil.rmtree(guest.folder / guest.name)


def _forgotten(trio: Trio, rack: str) -> None:
    """Have a rack forgotten that is gone."""
    missed(*trio.nodes, rack=rack)
    trio.foh.api(f"racks/{rack}", {}, method="DELETE")


def test_two_racks_with_the_same_printed_name_stay_two(trio: Trio) -> None:
    town = trio.town
    one = town.twin("near", "smartpdu-36", "AE1000ABC123")
    other = town.twin("far", "smartpdu-36", "AE2000ABC123")
    with _guests(trio, one, other) as guests:
        near, far = town.node("near", one), town.node("far", other)
        guests += [near, far]
        town.start(one, other, near, far)
        everybody = (*trio.nodes, near, far)
        shown(*everybody, racks=(one.rack, other.rack))
        rows = trio.foh.racks()
        assert rows[one.rack]["printed_name"] == rows[other.rack]["printed_name"]
        assert (rows[one.rack]["via"], rows[other.rack]["via"]) == (near.id, far.id)
        trio.foh.api(f"racks/{one.rack}", {"name": "Stage left"}, method="PATCH")
        trio.left.rename(one.rack, "A1", "Par")
        far.rename(other.rack, "A1", "Fog")
        one.load("A2", 2300.0)
        named(*everybody, rack=one.rack, ways={"A1": "Par"})
        named(*everybody, rack=other.rack, ways={"A1": "Fog"})
        each(everybody, lambda node: node.racks()[one.rack]["name"] == "Stage left", "named")
        each(everybody, lambda node: (node.way(one.rack, "A2")["i_a"] or 0) > 9, "10 A")
        for node in everybody:
            assert node.racks()[other.rack]["name"] is None
            assert node.way(other.rack, "A2")["i_a"] < 1


def test_a_copied_disk_is_noticed_and_both_go_on(trio: Trio) -> None:
    town = trio.town
    one = town.twin("near", "smartpdu-36", "AE0000000031")
    other = town.twin("far", "c24-soca", "AE0000000032")
    with _guests(trio, one, other) as guests:
        near = town.node("near", one)
        guests.append(near)
        town.start(one, other, near)
        shown(near, *trio.nodes, racks=(one.rack,))
        near.api(f"racks/{one.rack}", {"name": "Monitors"}, method="PATCH")
        near.api(f"racks/{one.rack}/ways/A1", {"name": "Wedge", "max_a": 12.5}, method="PATCH")
        before = near.id
        near.program.stop()
        shutil.copytree(near.folder / "near", near.folder / "far")
        far = town.node("far", other)
        guests.append(far)
        town.start(near, far)
        until(lambda: _ids(near, far) == 2, within_s=WAIT_S, what="two ids")
        everybody = (*trio.nodes, near, far)
        shown(*everybody, racks=(one.rack, other.rack))
        assert before in {near.id, far.id}
        trio.foh.rename(other.rack, "1", "Strobe")
        named(*everybody, rack=other.rack, ways={"1": "Strobe"})
        named(*everybody, rack=one.rack, ways={"A1": "Wedge"})
        for node in everybody:
            rows = node.racks()
            assert (rows[one.rack]["name"], rows[other.rack]["name"]) == ("Monitors", None)
            assert node.way(one.rack, "A1")["max_a"] == 12.5
            present = [each for each in node.api("nodes")["nodes"] if each["present"]]
            assert {near.id, far.id} <= {each["id"] for each in present}


def _ids(*nodes: HostNode) -> int:
    """Return how many ids these nodes have; 0 while one of them cannot be asked."""
    ids = [node.is_so(partial(getattr, node, "id")) for node in nodes]
    return len(set(ids)) if all(ids) else 0


@pytest.mark.parametrize(("minor", "recording"), [(0, "1.0.jsonl"), (9, "1.9.jsonl")])
def test_a_node_of_another_minor_version_is_one_of_us(
    trio: Trio, minor: int, recording: str
) -> None:
    script, recorded = Path(__file__).with_name("older.py"), GOLDEN / recording
    net = trio.town.net
    other = Speaker(net, "near", "town", str(minor), str(recorded), script=str(script))
    try:
        _speak_together(trio, other, f"named by 1.{minor}")
    finally:
        other.close()
    _forgotten(trio, "r1")


def _speak_together(trio: Trio, other: Speaker, name: str) -> None:
    left, here = trio.left, trio.first.rack
    each(trio.nodes, lambda node: node.online("r1"), "its rack answers")
    for node in trio.nodes:
        row = node.racks()["r1"]
        assert (row["name"], row["group"], row["via"]) == ("Stage left", "Stage L", other.node)
        way = node.rack("r1")["ways"][0]
        assert (way["name"], way["max_a"], way["i_a"]) == ("Par 1", 15.0, 5.0)
    # What it refuses is told as such.
    refused = trio.foh.refused("racks/r1/ways/A1", {"name": "x"}, method="PATCH")
    assert refused == (412, "conflict")
    # It hears of our racks, and is answered.
    left.rename(here, "A4", f"not yet {name}")
    other.wait("card", rack=here, version=[1, 0])
    asked = other.answer("ask", node=left.id, question=[20, [here]])["said"]
    assert (asked[0], asked[2][0][2]) == (40, here)
    command = [30, name.replace(" ", "-"), here, [[3, "A4", 1, name, None, None]], None]
    assert other.answer("ask", node=left.id, question=command)["said"][0] == 42
    named(*trio.nodes, rack=here, ways={"A4": name})
