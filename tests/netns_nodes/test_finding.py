"""Whole nodes find each other: by multicast, by an address, from memory, through a router."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from tests.netns_nodes.conftest import Trio
from tests.netns_nodes.town import HostNode, HostTwin, Town, named, shown

pytestmark = [pytest.mark.netns, pytest.mark.alone]

UNSEEN_S = 4.0
"""Longer than it takes where nothing is in the way."""


def test_nodes_find_each_other_with_nothing_set_up(trio: Trio) -> None:
    print(f"found within {trio.found_s:.1f} s")  # noqa: T201 - for whoever looks
    left, right, foh = trio.nodes
    rows = foh.racks()
    assert [rows[rack]["via"] for rack in trio.racks] == [left.id, right.id]
    told = {node["name"]: node["racks"] for node in foh.api("nodes")["nodes"]}
    assert told["left"] == [trio.first.rack]
    assert told["right"] == [trio.second.rack]


def _pair(town: Town) -> tuple[HostTwin, HostTwin, HostNode, HostNode]:
    """Start a rack and its node on each of two hosts."""
    one = town.twin("a", "smartpdu-36", "AE0000000011")
    other = town.twin("b", "c24-soca", "AE0000000012")
    a, b = town.node("a", one), town.node("b", other)
    town.start(one, other, a, b)
    return one, other, a, b


def _strangers(one: HostNode, other: HostNode) -> None:
    """See to it that neither has heard of the other, though there was time for it."""
    time.sleep(UNSEEN_S)
    for node in (one, other):
        assert [each["name"] for each in node.api("nodes")["nodes"]] == [node.name]


def _again(node: HostNode, mesh: str) -> None:
    """Start a node again with other lines in its `[mesh]` table."""
    node.program.stop()
    node.mesh = mesh
    node.configure()
    node.start()


@pytest.mark.long
def test_where_multicast_is_dropped_one_address_by_hand_is_enough(
    make_town: Callable[[], Town],
) -> None:
    town = make_town()
    town.street("s", "a", "b")
    town.net.drop_multicast("s")
    one, other, a, b = _pair(town)
    _strangers(a, b)
    _again(b, 'addresses = ["10.0.0.1"]')
    took_s = shown(a, b, racks=(one.rack, other.rack))
    print(f"found within {took_s:.1f} s")  # noqa: T201 - for whoever looks
    a.rename(other.rack, "1", "Fog")
    named(a, b, rack=other.rack, ways={"1": "Fog"})


@pytest.mark.long
def test_where_multicast_is_dropped_later_nodes_find_those_they_remember(
    make_town: Callable[[], Town],
) -> None:
    town = make_town()
    town.street("s", "a", "b")
    one, other, a, b = _pair(town)
    shown(a, b, racks=(one.rack, other.rack))
    for node in (a, b):
        node.program.stop()
    town.net.drop_multicast("s")
    town.start(a, b)
    shown(a, b, racks=(one.rack, other.rack))
    # It was memory: without it there is nothing to go by.
    for node in (a, b):
        node.program.stop()
        for file in (node.folder / node.name).glob("peers*"):
            file.unlink()
    town.start(a, b)
    _strangers(a, b)


@pytest.mark.long
def test_an_address_one_way_leads_through_a_router(make_town: Callable[[], Town]) -> None:
    town = make_town()
    for switch in "st":
        town.net.switch(switch)
    town.net.router("r", {"s": "10.0.1.254/24", "t": "10.0.2.254/24"})
    town.net.host("a", "s", "10.0.1.1/24", gateway="10.0.1.254")
    town.net.host("b", "t", "10.0.2.1/24", gateway="10.0.2.254")
    one, other, a, b = _pair(town)
    _strangers(a, b)
    _again(b, 'addresses = ["10.0.1.1"]')
    shown(a, b, racks=(one.rack, other.rack))
    b.rename(one.rack, "A1", "Par")
    named(a, b, rack=one.rack, ways={"A1": "Par"})
