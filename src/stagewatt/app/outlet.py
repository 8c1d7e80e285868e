"""Where the pictures and events of this node's racks go: into the store, or through the mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from stagewatt.domain.alarm import Event
    from stagewatt.domain.view import RackView
    from stagewatt.mesh.service import MeshService
    from stagewatt.state.owner import LocalRack
    from stagewatt.state.store import Store


class Outlet(Protocol):
    """Who takes what this node reads and judges."""

    def owned(self, rack: str, owner: LocalRack) -> None:
        """Take who keeps the settings of a rack of this node."""

    def show(self, view: RackView) -> None:
        """Take a new picture."""

    def happened(self, events: tuple[Event, ...]) -> None:
        """Take what happened at a rack."""

    def gone(self, rack: str) -> None:
        """Take that this node no longer reads a rack."""


class ToStore:
    """The outlet of a node that has no neighbours."""

    def __init__(self, store: Store) -> None:
        """Take the store."""
        self._store = store

    def owned(self, rack: str, owner: LocalRack) -> None:
        """Let the owner be found by those who change something."""
        self._store.register_owner(rack, owner)

    def show(self, view: RackView) -> None:
        """Publish."""
        self._store.publish(view)

    def happened(self, events: tuple[Event, ...]) -> None:
        """Record."""
        self._store.record(events)

    def gone(self, rack: str) -> None:
        """Take the rack off the list."""
        self._store.forget(rack)


class ThroughMesh:
    """The outlet of a node with neighbours: of two that read a rack one owns it."""

    def __init__(self, service: MeshService, store: Store, owners: dict[str, LocalRack]) -> None:
        """Take the mesh, and where to note who keeps which rack's settings."""
        self._service = service
        self._store = store
        self._owners = owners

    def owned(self, rack: str, owner: LocalRack) -> None:
        """Let the owner be found, from here and from other nodes."""
        self._owners[rack] = owner
        self._service.reads(rack, owner)

    def show(self, view: RackView) -> None:
        """Show it here and elsewhere."""
        self._service.local(view)

    def happened(self, events: tuple[Event, ...]) -> None:
        """Tell it here and elsewhere."""
        self._service.local_events(events)

    def gone(self, rack: str) -> None:
        """Take the rack off the list."""
        self._owners.pop(rack, None)
        self._service.reads_no_more(rack)
        self._store.forget(rack)
