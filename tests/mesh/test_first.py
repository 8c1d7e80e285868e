"""Two nodes: each sees the other's racks, and what changes."""

from __future__ import annotations

from tests.mesh.racks import NAMED
from tests.mesh.world import Rack, World, shown

from stagewatt.domain.settings import RenameRack


def test_a_rack_is_shown_on_another_node_with_every_number() -> None:
    world = World()
    a, b = world.start("node-a"), world.start("node-b")
    a.read(Rack("r1"), NAMED)
    world.run(1.0)
    held = b.held("r1")
    assert held.via == "node-a"
    assert shown(held.view) == shown(a.held("r1").view)
    assert held.view.ways[0].i_a == 5.0
    a.change("r1", RenameRack(name="New"))
    world.run(0.3)
    assert b.held("r1").view.name == "New"
