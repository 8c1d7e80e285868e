"""Who routes for the others: the same on all nodes, few moves when one vanishes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mesh.world import World

from stagewatt.mesh.core.core import Core
from stagewatt.mesh.core.outputs import Me
from stagewatt.mesh.election import CLIENTS_EACH, ROUTERS_MIN, Role, elect, is_routed
from stagewatt.mesh.messages import Hello

S = 1_000_000_000


def ids(count: int, seed: int = 0) -> list[str]:
    return [f"{seed * 100_003 + number:016x}" for number in range(count)]


def roles(members: list[str], *, routed: bool = False) -> dict[str, Role]:
    return {me: elect(me, members, routed=routed) for me in members}


def test_up_to_fifty_all_link_to_all() -> None:
    assert {role.kind for role in roles(ids(50)).values()} == {"peer"}
    assert {role.kind for role in roles(ids(51)).values()} == {"router", "client"}


def test_between_forty_and_fifty_all_stay_as_they_are() -> None:
    assert not is_routed(45, routed=False)
    assert is_routed(45, routed=True)
    assert is_routed(40, routed=True)
    assert not is_routed(39, routed=True)


@settings(max_examples=20)
@given(st.integers(51, 220), st.integers(0, 50))
def test_all_agree_on_the_routers(count: int, seed: int) -> None:
    found = roles(ids(count, seed))
    routers = {me for me, role in found.items() if role.kind == "router"}
    assert len(routers) == max(ROUTERS_MIN, -(-count // CLIENTS_EACH))
    for role in found.values():
        assert set(role.routers) == routers


@settings(max_examples=25)
@given(st.integers(53, 120), st.integers(0, 50), st.data())
def test_when_one_vanishes_only_its_own_clients_move(
    count: int, seed: int, data: st.DataObject
) -> None:
    members = ids(count, seed)
    before = roles(members)
    gone = data.draw(st.sampled_from(members))
    left = [me for me in members if me != gone]
    after = roles(left, routed=True)
    fewer = len(after[left[0]].routers) < len(before[left[0]].routers)
    for me in left:
        was, now = before[me], after[me]
        if was.kind != "client" or now.kind != "client" or fewer:
            continue
        if was.routers[0] == gone:
            assert now.routers[0] in set(was.routers) | set(now.routers)
        elif now.routers[0] != was.routers[0]:
            # The one that was elected in place of the one that is gone, and nobody else.
            assert before[gone].kind == "router"
            assert now.routers[0] not in was.routers


def test_clients_are_spread_over_the_routers() -> None:
    found = roles(ids(100))
    first = [role.routers[0] for role in found.values() if role.kind == "client"]
    assert len(set(first)) == 3
    assert max(first.count(router) for router in first) < 60


def test_nodes_take_their_roles_and_give_them_back() -> None:
    world = World()
    nodes = [world.start(f"n{number:02}") for number in range(52)]
    world.run(3)
    kinds = [node.core.site.role.kind for node in nodes]
    assert (kinds.count("router"), kinds.count("client")) == (3, 49)
    assert {peer.role for peer in nodes[0].core.nodes(nodes[0].now_ns)} == {"router", "client"}
    for node in nodes[38:]:
        world.kill(node.node)
    world.run(4)
    assert {node.core.site.role.kind for node in nodes[:38]} == {"peer"}
    assert nodes[0].roles[-1] == "peer"


def test_a_client_waits_until_all_its_routers_route() -> None:
    members = ids(52)
    routers = elect("", members, routed=False).routers
    me = next(node for node in members if node not in routers)
    core = Core(Me(node=me, instance="i", name=me, version="1.0"), (), 0)

    def hear(number: int, routing: frozenset[str], now_ns: int) -> str:
        for node in members:
            if node != me:
                role = "router" if node in routing else "peer"
                core.heard(node, Hello("i", number, node, "1.0", (), (), role, ()), now_ns)
        core.tick(now_ns)
        return core.site.role.kind

    assert hear(1, frozenset(), S) == "peer"
    assert hear(2, frozenset(routers[1:]), 2 * S) == "peer"
    assert hear(3, frozenset(routers), 3 * S) == "client"
