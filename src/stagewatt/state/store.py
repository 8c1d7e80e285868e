"""The one store: pictures of racks in, snapshots, changes and events out; who owns which rack."""

from __future__ import annotations

from collections.abc import Iterable

from stagewatt.domain.alarm import Event
from stagewatt.domain.errors import Unreachable
from stagewatt.domain.ports import Clock, RackOwner
from stagewatt.domain.view import RackView
from stagewatt.state.events import KEPT, EventRing, Page
from stagewatt.state.held import Held
from stagewatt.state.listener import EVENTS_WAITING, Listener


class Store:
    """Keeps the last known picture of every rack; lives on one event loop."""

    def __init__(self, clock: Clock, *, boot_id: str, events_kept: int = KEPT) -> None:
        """Start empty; `boot_id` stands in the ids of this node's events."""
        self._clock = clock
        self._held: dict[str, Held] = {}
        self._owners: dict[str, RackOwner] = {}
        self._listeners: set[Listener] = set()
        self._events = EventRing(boot_id, events_kept)

    def publish(self, view: RackView, *, via: str | None = None) -> bool:
        """Keep a picture and tell everybody; return False for one older than what is kept."""
        before = self._held.get(view.rack)
        if before is not None and _is_older(view, before.view):
            return False
        held = Held(view, via, self._clock.now_ns())
        self._held[view.rack] = held
        changed = before is not None and _facts(before) != _facts(held)
        for listener in self._listeners:
            listener.published(held, changed=changed, list_changed=before is None)
        return True

    def rack(self, rack: str) -> Held | None:
        """Return the newest picture of a rack, None for one that nobody knows."""
        return self._held.get(rack)

    def racks(self) -> tuple[Held, ...]:
        """Return all racks, in the order in which they were first seen."""
        return tuple(self._held.values())

    def forget(self, rack: str) -> bool:
        """Take a rack off the list; it comes back by itself if it is published again."""
        self._owners.pop(rack, None)
        if self._held.pop(rack, None) is None:
            return False
        for listener in self._listeners:
            listener.forgotten(rack)
        return True

    def record(self, events: Iterable[Event]) -> None:
        """Keep events and tell everybody."""
        recorded = tuple(self._events.add(event) for event in events)
        if recorded:
            for listener in self._listeners:
                listener.recorded(recorded)

    def events(self, since: str | None = None, limit: int = 100) -> Page:
        """Return events after a place; without one the newest."""
        return self._events.page(since, limit)

    def listen(self, *, waiting: int = EVENTS_WAITING) -> Listener:
        """Return one who hears everything from now on; close it in the end."""
        listener = Listener(self._listeners.discard, waiting=waiting)
        self._listeners.add(listener)
        return listener

    def register_owner(self, rack: str, owner: RackOwner) -> None:
        """Say who may change a rack's names, limits and colours."""
        self._owners[rack] = owner

    def owner(self, rack: str) -> RackOwner:
        """Return who may change a rack. Raises Unreachable when nobody can be asked."""
        owner = self._owners.get(rack)
        if owner is None:
            raise Unreachable(f"the node that reads {rack} cannot be asked now")
        return owner


def _is_older(view: RackView, kept: RackView) -> bool:
    """Return whether a picture of the same boot was overtaken on its way."""
    return view.boot_id == kept.boot_id and view.seq < kept.seq


def _facts(held: Held) -> tuple[object, ...]:
    """Return what does not stand in the frames of the stream: a change of it is told."""
    view = held.view
    return (
        held.via,
        view.settings_revision,
        view.name,
        view.printed_name,
        view.model,
        view.node,
        view.boot_id,
        view.online,
        view.group,
        view.also_read_by,
        tuple((alarm.id, alarm.severity, alarm.state, alarm.ack is None) for alarm in view.alarms),
    )
