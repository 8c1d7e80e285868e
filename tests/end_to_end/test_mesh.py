"""Three real nodes and two racks: connect to any one and see all, whatever happens to others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from tests.end_to_end.rig import until
from tests.end_to_end.stage import FOUND_S, Node, Stage, Twin, seen

A7 = "A7"
GREETING_S = 6.0


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One stage for the tests of this file; each leaves it as it found it."""
    stage = Stage(tmp_path_factory.mktemp("stage"))
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def left(stage: Stage) -> Twin:
    return stage.twin("smartpdu-36", "AE0000000001")


@pytest.fixture(scope="module")
def right(stage: Stage) -> Twin:
    return stage.twin("c24-soca", "AE0000000002")


@pytest.fixture(scope="module")
def trio(stage: Stage, left: Twin, right: Twin) -> tuple[Node, Node, Node]:
    """The nodes of the left and the right rack, and a viewer."""
    return stage.node("left", left), stage.node("right", right), stage.node("foh")


@pytest.fixture
def nodes(trio: tuple[Node, Node, Node], left: Twin, right: Twin) -> tuple[Node, Node, Node]:
    """All three, each with both racks on its list."""
    seen(*trio, racks=(left.rack, right.rack))
    return trio


def each(nodes: tuple[Node, ...], holds: Callable[[Node], Any], what: str) -> None:
    """Wait until something holds at each of these nodes."""
    for node in nodes:
        until(partial(holds, node), within_s=FOUND_S, what=f"{node.name}: {what}")


def followed(node: Node, rack: str, name: str) -> bool:
    """Tell whether a node has a name of a rack on its own disk."""
    files = (node.folder / node.name / "racks").glob(f"{rack}.settings.?")
    return any(name in file.read_text() for file in files)


def gone(node: Node, rack: str) -> Any:
    """Wait for the alarm that a rack's node does not answer, and return it."""

    def found() -> Any:
        return next((one for one in node.alarms(rack) if one["place"] == "node"), None)

    return until(found, within_s=FOUND_S, what=f"{node.name} misses {rack}")


def test_each_node_shows_all_racks_and_says_who_reads_them(
    nodes: tuple[Node, Node, Node], left: Twin, right: Twin
) -> None:
    one, other, viewer = nodes
    rows = one.racks()
    assert (rows[left.rack]["via"], rows[right.rack]["via"]) == (None, other.id)
    rows = viewer.racks()
    assert (rows[left.rack]["via"], rows[right.rack]["via"]) == (one.id, other.id)
    told = {node["name"]: node["racks"] for node in viewer.api("nodes")["nodes"]}
    assert {name: told[name] for name in ("foh", "left", "right")} == {
        "foh": [],
        "left": [left.rack],
        "right": [right.rack],
    }


def test_the_same_numbers_stand_on_every_screen(nodes: tuple[Node, Node, Node], left: Twin) -> None:
    left.load(A7, 2300.0)

    def measured(node: Node) -> bool:
        way = next(way for way in node.rack(left.rack)["ways"] if way["id"] == A7)
        known = way["i_a"] is not None and way["quality"] == "good" and way["age_s"] < 3
        return bool(known and way["i_a"] == pytest.approx(10, rel=0.05))

    each(nodes, measured, "10 A")


def test_a_rack_is_named_from_a_node_that_does_not_read_it(
    nodes: tuple[Node, Node, Node], right: Twin
) -> None:
    viewer = nodes[2]
    answer = viewer.api(
        f"racks/{right.rack}", {"name": "Delay R", "group": "Field"}, method="PATCH"
    )
    assert (answer["name"], answer["group"]) == ("Delay R", "Field")
    viewer.api(f"racks/{right.rack}/ways/3", {"name": "Fog", "max_a": 12.5}, method="PATCH")

    def named(node: Node) -> bool:
        rack = node.rack(right.rack)
        way = next(way for way in rack["ways"] if way["id"] == "3")
        return (rack["name"], way["name"], way["max_a"]) == ("Delay R", "Fog", 12.5)

    each(nodes, named, "the new names")
    assert viewer.refused(
        f"racks/{right.rack}/ways/3", {"min_a": 20, "max_a": 10}, method="PATCH"
    ) == (422, "invalid")


def test_a_lost_node_is_told_acknowledged_anywhere_and_clears_when_it_returns(
    nodes: tuple[Node, Node, Node], right: Twin
) -> None:
    one, other, viewer = nodes
    other.program.kill()
    try:
        alarm = gone(viewer, right.rack)
        assert (alarm["severity"], "NO ANSWER, TREAT AS LIVE" in alarm["text"]) == (
            "critical",
            True,
        )
        gone(one, right.rack)
        rack = viewer.rack(right.rack)
        assert rack["online"] is False
        assert {way["quality"] for way in rack["ways"]} <= {"stale", "missing", "unmeasured"}
        assert rack["mains"]["quality"] == "stale"
        assert rack["mains"]["v_ln_v"]["l1"] == pytest.approx(230, abs=10)
        assert one.refused(f"racks/{right.rack}", {"name": "x"}, method="PATCH") == (
            503,
            "owner_unreachable",
        )
        viewer.api(f"alarms/{alarm['id']}/ack", {"by": "Kim", "comment": "cable out"})
        until(
            lambda: (gone(one, right.rack)["ack"] or {}).get("by") == "Kim",
            within_s=FOUND_S,
            what="acknowledged on the other node too",
        )
    finally:
        other.start()
    seen(one, viewer, racks=(right.rack,))

    def cleared(node: Node) -> bool:
        raised = [one for one in node.alarms(right.rack) if one["place"] == "node"]
        return not raised and bool(node.events("cleared", right.rack))

    each((one, viewer), cleared, "the alarm is cleared")


def test_an_alarm_of_a_rack_is_listed_and_acknowledged_on_any_node(
    nodes: tuple[Node, Node, Node], left: Twin
) -> None:
    one, _, viewer = nodes
    viewer.api(f"racks/{left.rack}/ways/A1", {"min_a": 1.0}, method="PATCH")
    try:

        def raised(node: Node) -> Any:
            return next((each for each in node.alarms(left.rack) if each["place"] == "A1"), None)

        alarm = until(lambda: raised(viewer), within_s=FOUND_S, what="a way below its limit")
        each((one, viewer), lambda node: node.racks()[left.rack]["warning"], "the triangle")
        viewer.api(f"alarms/{alarm['id']}/ack", {"by": "Kim", "comment": ""})
        each((one, viewer), lambda node: (raised(node)["ack"] or {}).get("by") == "Kim", "noted")
    finally:
        viewer.api(f"racks/{left.rack}/ways/A1", {"min_a": None}, method="PATCH")


def test_a_rack_that_joins_is_announced_and_one_that_is_gone_is_forgotten(
    nodes: tuple[Node, Node, Node], stage: Stage
) -> None:
    # A node that starts announces nothing for what is there already: each must be older than that.
    youngest_s = max(node.started_s for node in nodes)
    until(lambda: time.monotonic() > youngest_s + GREETING_S, within_s=GREETING_S + 1)
    twin = stage.twin("smartpdu-36", "AE0000000003")
    guest = stage.node("guest", twin)
    seen(*nodes, racks=(twin.rack,))
    each(nodes, lambda node: node.events("joined", twin.rack), "joined")
    viewer = nodes[2]
    assert viewer.refused(f"racks/{twin.rack}", {}, method="DELETE") == (409, "still_there")
    guest.program.kill()
    gone(viewer, twin.rack)
    viewer.api(f"racks/{twin.rack}", {}, method="DELETE")
    each(nodes, lambda node: twin.rack not in node.racks(), "forgotten")
    each(nodes, lambda node: not node.alarms(twin.rack), "nothing raised")


def test_a_new_node_is_offered_the_names_that_its_rack_had(
    nodes: tuple[Node, Node, Node], stage: Stage
) -> None:
    twin = stage.twin("smartpdu-36", "AE0000000004")
    first = stage.node("first", twin)
    seen(*nodes, racks=(twin.rack,))
    viewer = nodes[2]
    viewer.api(f"racks/{twin.rack}", {"name": "Monitors"}, method="PATCH")
    until(lambda: nodes[0].racks()[twin.rack]["name"] == "Monitors", within_s=FOUND_S)
    first.program.kill()
    gone(viewer, twin.rack)
    second = stage.node("second", twin)
    seen(second, viewer, racks=(twin.rack,))
    offer = until(
        lambda: viewer.rack(twin.rack)["offer"], within_s=FOUND_S, what="names are offered"
    )
    assert offer["name"] == "Monitors"
    assert second.rack(twin.rack)["name"] is None, "nothing is taken over unasked"
    viewer.api(f"racks/{twin.rack}/adopt", {})
    each((second, *nodes), lambda node: node.racks()[twin.rack]["name"] == "Monitors", "adopted")
    second.program.kill()
    gone(viewer, twin.rack)
    viewer.api(f"racks/{twin.rack}", {}, method="DELETE")


def test_of_two_nodes_that_read_a_rack_one_owns_it_and_the_other_goes_on(
    nodes: tuple[Node, Node, Node], stage: Stage
) -> None:
    twin = stage.twin("smartpdu-36", "AE0000000005")
    pair = stage.node("one", twin), stage.node("two", twin)
    seen(*pair, nodes[2], racks=(twin.rack,))
    ids = {node.id: node for node in pair}
    owner, second = ids[min(ids)], ids[max(ids)]
    three = (*pair, nodes[2])
    each(three, lambda node: node.racks()[twin.rack]["also_read_by"] == [max(ids)], "read twice")
    each(three, lambda node: node.racks()[twin.rack]["node"] == min(ids), "owned once")
    second.api(f"racks/{twin.rack}", {"name": "Twice read"}, method="PATCH")
    each((owner, nodes[2]), lambda node: node.racks()[twin.rack]["name"] == "Twice read", "named")
    each((second,), lambda node: followed(node, twin.rack, "Twice read"), "kept there, too")
    owner.program.kill()
    until(
        lambda: nodes[2].racks()[twin.rack]["node"] == max(ids) and nodes[2].online(twin.rack),
        within_s=FOUND_S,
        what="the second goes on",
    )
    assert nodes[2].racks()[twin.rack]["name"] == "Twice read"
    nodes[2].api(f"racks/{twin.rack}", {"name": "Named meanwhile"}, method="PATCH")
    owner.start()

    def back(node: Node) -> bool:
        row = node.racks().get(twin.rack, {})
        return (row.get("node"), row.get("name")) == (min(ids), "Named meanwhile")

    each(three, back, "back at its owner with the newer name")
    for node in pair:
        node.program.kill()
    gone(nodes[2], twin.rack)
    nodes[2].api(f"racks/{twin.rack}", {}, method="DELETE")


def test_another_site_and_a_wrong_key_see_nothing(
    nodes: tuple[Node, Node, Node], stage: Stage
) -> None:
    stranger = stage.node("stranger", mesh='key = "not the key of any site"')
    own = Stage(stage.folder / "own")
    try:
        far = own.node("far")
        stage_of_its_own = until(lambda: far.api("nodes")["nodes"], what="it answers")
        assert [node["name"] for node in stage_of_its_own] == ["far"]
        assert stranger.api("node")["locked"] is True
        assert [node["name"] for node in stranger.api("nodes")["nodes"]] == ["stranger"]
        assert stranger.racks() == {}
        names = {node["name"] for node in nodes[2].api("nodes")["nodes"]}
        assert names.isdisjoint({"stranger", "far"})
    finally:
        own.close()
        stranger.program.stop()
