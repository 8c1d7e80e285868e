"""A node among others, or alone: who its neighbours are, and where its pictures go."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagewatt import __version__
from stagewatt.app.config_hosts import is_loopback
from stagewatt.app.outlet import Outlet, ThroughMesh, ToStore
from stagewatt.domain.peer import Peer
from stagewatt.durable.peers import PeerFile
from stagewatt.durable.remembered import RememberedFile
from stagewatt.mesh.core.outputs import Me
from stagewatt.mesh.hooks import Hooks
from stagewatt.mesh.service import MeshService
from stagewatt.mesh.zenoh_bus import ZenohBus
from stagewatt.state.alone import Alone

if TYPE_CHECKING:
    from stagewatt.app.called import Called
    from stagewatt.app.config import NodeConfig
    from stagewatt.app.who import Who
    from stagewatt.domain.ports import Clock, Neighbours
    from stagewatt.domain.settings import RackSettings
    from stagewatt.mesh.core.outputs import Cloned
    from stagewatt.mesh.election import Role
    from stagewatt.state.owner import LocalRack
    from stagewatt.state.store import Store

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Company:
    """What a node has of its neighbours; `works` must run."""

    neighbours: Neighbours
    outlet: Outlet
    works: dict[str, Callable[[], Awaitable[None]]]


def alone(config: NodeConfig, who: Who, store: Store, clock: Clock, called: Called) -> Company:
    """Return the company of a node that neither seeks others nor is found by them."""
    me = Peer(
        id=who.node,
        instance=who.boot_id,
        name=config.name,
        version=__version__,
        addresses=(),
        racks=(),
        present=True,
        heard_ns=clock.now_ns(),
        local=True,
    )
    return Company(Alone(store, clock, me, addresses=called.addresses), ToStore(store), {})


def together(
    config: NodeConfig,
    who: Who,
    store: Store,
    clock: Clock,
    called: Called,
    cloned: Callable[[], None],
) -> Company:
    """Return the company of a node that shares its site with others.

    `cloned` is called when another node has this one's key and this one is to take a new one.
    """
    peers, kept = PeerFile(config.data_dir), RememberedFile(config.data_dir)
    bus = _bus(config, peers)
    owners: dict[str, LocalRack] = {}

    async def follow(rack: str, settings: RackSettings) -> None:
        await owners[rack].follow(settings)

    hooks = Hooks(
        remember=kept.save,
        erase=kept.forget,
        follow=follow,
        cloned=lambda found: _cloned(found, cloned),
        elected=lambda role: _elected(role, bus, peers),
    )
    me = Me(node=who.node, instance=who.boot_id, name=config.name, version=__version__)
    service = MeshService(bus, store, clock, me=me, remembered=kept.load(), hooks=hooks)
    called.tell(service.addresses)
    outlet = ThroughMesh(service, store, owners)
    return Company(service, outlet, {"mesh": service.run, "time without mesh": service.meanwhile})


def _bus(config: NodeConfig, peers: PeerFile) -> ZenohBus:
    mesh = config.mesh
    # A node that only this machine can open speaks to nodes of this machine alone.
    here = (LOOPBACK,) if is_loopback(config.host) else ()
    return ZenohBus(
        mesh.site,
        key=mesh.key,
        port=mesh.port,
        multicast=mesh.multicast,
        addresses=tuple(
            f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in mesh.addresses
        ),
        interfaces=mesh.interfaces or here,
        remembered=peers,
    )


def _cloned(found: Cloned, take_new_key: Callable[[], None]) -> None:
    where = ", ".join(found.addresses) or "an unknown address"
    log.error("the node at %s has the same key: one disk is a copy of the other", where)
    if found.mine_moves:
        take_new_key()


def _elected(role: Role, bus: ZenohBus, peers: PeerFile) -> None:
    """Take part as a large site needs it: routers are called where they listen."""
    listening = {link.node: link.listens for link in bus.links()}
    reached = [listening.get(node) or peers.last(node) for node in role.routers]
    routers = [address for address in reached if address is not None]
    if role.kind == "client" and routers:
        bus.set_role("client", routers)
    elif role.kind == "router":
        bus.set_role("router", routers)
    else:
        bus.set_role("peer")
