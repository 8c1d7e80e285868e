"""Whatever is lost, doubled or late: after a quiet time all stores hold the owners' truth."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.mesh.racks import an_event
from tests.mesh.world import Node, Rack, Weather, World, shown

from stagewatt.domain.settings import Change, ColorConnector, EditWay, GroupRack, RenameRack
from stagewatt.domain.view import EStop
from stagewatt.mesh.core.silence import RULE

NODES = ("node-a", "node-b", "node-c", "node-d", "node-e")
SHARED = "both"
"""A rack that the first two nodes read."""

ACTS = (
    "name",
    "limit",
    "color",
    "group",
    "event",
    "trip",
    "split",
    "heal",
    "kill",
    "sleep",
    "wait",
)

acts = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 4), st.integers(0, 4), st.floats(0.05, 3.0)),
    min_size=3,
    max_size=14,
)
weathers = st.builds(
    Weather,
    lost=st.sampled_from((0.0, 0.1, 0.4)),
    doubled=st.sampled_from((0.0, 0.3)),
    delay_ms=st.sampled_from((1, 30, 400)),
    seed=st.integers(0, 2**16),
)


class Story:
    """One random show: who is there, what happens, and what must be true in the end."""

    def __init__(self, nodes: int, weather: Weather) -> None:
        self.world = World(weather)
        self.names = NODES[:nodes]
        self.racks = {name: Rack(f"rack-{name[-1]}") for name in self.names}
        self.shared = Rack(SHARED)
        self.kept: dict[str, dict[str, object]] = {}
        self.settings: dict[str, dict[str, object]] = {}
        self.number = 0
        self.events: dict[str, list[str]] = {}
        for name in self.names:
            self.start(name)
        self.world.run(3.0)

    def start(self, name: str) -> None:
        before = self.settings.get(name, {})
        node = self.world.start(name, self.kept.setdefault(name, {}))  # type: ignore[arg-type]
        self.settings[name] = node.settings = before  # type: ignore[assignment]
        node.read(self.racks[name])
        if name in self.names[:2]:
            node.read(self.shared)
        self.events[name] = []

    def owner(self, rack: str) -> Node | None:
        """Return who owns a rack and would take a change; None where nobody does now."""
        owners = [n for n in self.world.nodes.values() if n.up and n.core.site.owns(rack)]
        return owners[0] if owners else None

    def act(self, what: str, who: int, detail: int) -> None:
        name = self.names[who % len(self.names)]
        node = self.world.nodes.get(name)
        rack = SHARED if detail % 2 else self.racks[name].rack
        self.number += 1
        text = f"n{self.number}"
        if what == "split":
            cut = who % (len(self.names) - 1) + 1
            self.world.split(self.names[:cut], self.names[cut:])
        elif what == "heal":
            self.world.heal()
        elif what == "kill" and node is not None:
            self.world.kill(name, told=detail % 2 == 0)
            self.world.run(detail)
            self.start(name)
        elif what == "sleep" and node is not None:
            node.asleep = True
            self.world.run(detail)
            node.asleep = False
        elif what == "event" and node is not None:
            event = an_event(self.racks[name].rack, self.number, node.now_ns)
            self.events[name].append(event.text)
            node.events(event)
        elif what == "trip":
            stop = (EStop.PRESSED, EStop.RELEASED)[detail % 2]
            self.racks[name].amps = float(detail)
            self.world.nodes[name].judge(self.racks[name].rack)
            self.press(name, stop)
        else:
            self.change(what, rack, text)

    def press(self, name: str, stop: EStop) -> None:
        view = self.world.nodes[name].held(self.racks[name].rack).view
        contacts = view.contacts
        self.racks[name].changes["contacts"] = type(contacts)(
            mark=contacts.mark, e_stop=stop, neutral_relay=contacts.neutral_relay
        )

    def change(self, what: str, rack: str, text: str) -> None:
        owner = self.owner(rack)
        if owner is None:
            return
        changes: dict[str, Change] = {
            "name": RenameRack(name=text),
            "group": GroupRack(group=text),
            "limit": EditWay(way="A2", name=text, max_a=float(self.number)),
            "color": ColorConnector(connector="C1", color="RD"),
        }
        change = changes.get(what)
        if change is not None:
            owner.change(rack, change)


def check(story: Story) -> None:
    """Assert that every node shows the owners' truth, and every event once."""
    nodes = story.world.nodes
    for rack in [*(r.rack for r in story.racks.values()), SHARED]:
        owners = [node for node in nodes.values() if node.core.site.owns(rack)]
        assert len(owners) == 1, (rack, [owner.node for owner in owners])
        truth = owners[0].held(rack)
        assert truth.via is None
        for node in nodes.values():
            held = node.held(rack)
            assert shown(held.view) == shown(truth.view), (rack, node.node)
            assert held.via == (None if node is owners[0] else owners[0].node)
            assert node.owners[rack] == held.via
            if rack in node.racks:
                assert node.settings[rack] == owners[0].settings[rack]
            assert all(alarm.id.rule != RULE for alarm in held.view.alarms)
    check_events(story)


def check_events(story: Story) -> None:
    for name, texts in story.events.items():
        for node in story.world.nodes.values():
            rack = story.racks[name].rack
            seen = Counter(
                event.text
                for event in node.recorded()
                if event.id.rack == rack and event.id.rule == "supervision"
            )
            for text in texts:
                assert seen[text] == 1, (name, node.node, text, seen)


def tell(story: Story, script: list[tuple[str, int, int, float]]) -> None:
    for what, who, detail, seconds in script:
        story.act(what, who, detail)
        story.world.run(seconds)
    for node in story.world.nodes.values():
        node.asleep = False
    story.world.heal()
    story.world.weather = Weather()
    story.world.run(9.0)
    check(story)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(3, 5), weathers, acts)
def test_all_nodes_converge_to_the_owners_truth(
    nodes: int, weather: Weather, script: list[tuple[str, int, int, float]]
) -> None:
    tell(Story(nodes, weather), script)


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(3, 5), weathers, acts)
def test_all_nodes_converge_many_times(
    nodes: int, weather: Weather, script: list[tuple[str, int, int, float]]
) -> None:
    tell(Story(nodes, weather), script)
