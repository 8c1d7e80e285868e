"""A whole node whose address changes, whose cable is pulled, that is frozen, that is killed."""

from __future__ import annotations

import time
from functools import partial

import pytest
from tests.end_to_end.rig import until
from tests.netns_nodes.conftest import Trio
from tests.netns_nodes.town import (
    NO_ANSWER,
    WAIT_S,
    HostNode,
    ask,
    each,
    missed,
    named,
    shown,
)

pytestmark = [pytest.mark.netns, pytest.mark.alone]

STILL_S = 3.0
"""No number of a rack stays good for so long once nobody hears of it."""


def _joins(nodes: tuple[HostNode, ...]) -> list[int]:
    """Return how many racks each of these nodes announced so far."""
    events = (node.api("events?limit=1000")["events"] for node in nodes)
    return [sum(event["kind"] == "joined" for event in told) for told in events]


def _silences(nodes: tuple[HostNode, ...], rack: str) -> list[tuple[int, int]]:
    """Return how often each of these nodes missed a rack's node, and how often it came back."""
    return [(node.silences("raised", rack), node.silences("cleared", rack)) for node in nodes]


def _cleared(node: HostNode, rack: str, times: int) -> bool:
    return node.silences("cleared", rack) >= times


def _once_more(nodes: tuple[HostNode, ...], rack: str, before: list[tuple[int, int]]) -> None:
    """See to it that each of these nodes missed a rack's node once since then, and no more."""
    wanted = [(raised + 1, cleared + 1) for raised, cleared in before]
    for node, (_, cleared) in zip(nodes, wanted, strict=True):
        until(
            partial(_cleared, node, rack, cleared),
            within_s=WAIT_S,
            what=f"{node.name} misses {rack} no more",
        )
    assert _silences(nodes, rack) == wanted


def _told_everywhere(trio: Trio, url: str) -> None:
    """Wait until all know where the right node's screen is now."""
    right = trio.right
    each((right,), lambda node: node.api("node")["addresses"] == [url], f"it is at {url}")
    each(trio.nodes, lambda node: node.peer(right.id)["addresses"] == [url], f"right is at {url}")


def test_an_address_that_changes_while_it_runs(trio: Trio) -> None:
    """DHCP, then an address of its own making because the server is gone, then DHCP again."""
    left, right, foh = trio.nodes
    net, rack = trio.town.net, trio.second.rack
    before = _joins(trio.nodes), foh.peer(right.id)["name"], right.racks()[rack]["printed_name"]
    for address in ("169.254.7.7/16", "10.0.0.3/24"):
        net.readdress("right", "t", address)
        url = f"http://{address.partition('/')[0]}:{right.port}/"
        _told_everywhere(trio, url)
        trio.settled()
        assert b"<html" in ask(net, "foh", url)
        foh.rename(rack, "1", f"named at {address}")
        named(left, right, foh, rack=rack, ways={"1": f"named at {address}"})
    after = _joins(trio.nodes), foh.peer(right.id)["name"], right.racks()[rack]["printed_name"]
    assert after == before


def test_a_cable_pulled_and_put_back(trio: Trio) -> None:
    left, right, foh = trio.nodes
    net, rack = trio.town.net, trio.second.rack
    trio.second.load("2", 2300.0)
    each(trio.nodes, lambda node: (node.way(rack, "2")["i_a"] or 0) > 9, "10 A")
    others = (left, foh)
    before, at_home = _silences(others, rack), _silences((right,), trio.first.rack)
    net.pull("right", "t")
    try:
        missed(*others, rack=rack)
        missed(right, rack=trio.first.rack)
        for node in others:
            alarm = node.silence(rack)
            assert alarm["severity"] == "critical"
            assert NO_ANSWER in alarm["text"]
            picture = node.rack(rack)
            assert not picture["online"]
            assert picture["mains"]["v_ln_v"]["l1"] == pytest.approx(230, abs=10)
        until(lambda: foh.way(rack, "2")["age_s"] > STILL_S, within_s=WAIT_S)
        way = foh.way(rack, "2")
        assert way["i_a"] == pytest.approx(10, rel=0.05)
        assert way["quality"] == "stale"
        # Its own rack it reads all the same.
        assert right.way(rack, "2")["quality"] == "good"
    finally:
        net.put_back("right", "t")
        trio.settled()
    each(others, lambda node: node.way(rack, "2")["quality"] == "good", "good again")
    _once_more(others, rack, before)
    _once_more((right,), trio.first.rack, at_home)


def test_a_node_that_is_frozen_goes_on_where_it_was(trio: Trio) -> None:
    left, right, foh = trio.nodes
    rack, others = trio.second.rack, (left, foh)
    before, joins = _silences(others, rack), _joins(trio.nodes)
    ((accused, _),) = _silences((right,), trio.first.rack)
    right.program.freeze()
    try:
        missed(*others, rack=rack)
        time.sleep(STILL_S)
        left.rename(trio.first.rack, "A2", "named meanwhile")
    finally:
        right.program.thaw()
    trio.settled()
    named(*trio.nodes, rack=trio.first.rack, ways={"A2": "named meanwhile"})
    _once_more(others, rack, before)
    assert _joins(trio.nodes) == joins
    # It was asleep, not the others; only until their connections stand again does it miss them.
    ((raised, cleared),) = _silences((right,), trio.first.rack)
    assert raised == cleared <= accused + 1


@pytest.mark.long
def test_a_node_that_is_killed_comes_back_with_its_names(trio: Trio) -> None:
    left, right, foh = trio.nodes
    rack, others, who = trio.second.rack, (left, foh), right.id
    foh.rename(rack, "3", "Haze")
    named(*trio.nodes, rack=rack, ways={"3": "Haze"})
    before, joins = _silences(others, rack), _joins(others)
    right.program.kill()
    try:
        missed(*others, rack=rack)
        assert foh.refused(f"racks/{rack}/ways/3", {"name": "x"}, method="PATCH") == (
            503,
            "owner_unreachable",
        )
    finally:
        right.start()
    shown(*trio.nodes, racks=trio.racks)
    named(*trio.nodes, rack=rack, ways={"3": "Haze"})
    assert right.id == who
    _once_more(others, rack, before)
    assert _joins(others) == joins
