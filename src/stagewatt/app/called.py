"""By which names and at which addresses the network finds this node; kept up to date."""

from __future__ import annotations

import asyncio
import ipaddress
import random
from typing import TYPE_CHECKING

from stagewatt import __version__
from stagewatt.app.config_hosts import is_loopback
from stagewatt.app.naming import NOT_READ
from stagewatt.names.host_names import RackLabel, host_names
from stagewatt.names.interfaces import local_addresses
from stagewatt.names.service import NamesService, Switches

if TYPE_CHECKING:
    from collections.abc import Callable

    from stagewatt.app.config import NodeConfig
    from stagewatt.domain.ports import Clock
    from stagewatt.names.addresses import LocalAddress
    from stagewatt.state.store import Store

EVERY_S = 1.0
"""How often racks and addresses are looked at."""


class Called:
    """What this node is called: names for its racks, and its addresses as people type them."""

    def __init__(self, config: NodeConfig, node: str, store: Store, clock: Clock) -> None:
        """Take the configuration, the node's id and where its racks are shown."""
        self._config = config
        self._node = node
        self._store = store
        names = config.names
        self._service = NamesService(
            Switches(mdns=names.mdns, netbios=names.netbios, llmnr=names.llmnr),
            clock,
            random.random,
            __version__,
        )
        self._addresses: tuple[LocalAddress, ...] = ()
        self._tell: Callable[[tuple[str, ...]], None] = lambda _: None
        self.port = config.port

    def tell(self, who: Callable[[tuple[str, ...]], None]) -> None:
        """Tell somebody where the screen is found, now and whenever that changes."""
        self._tell = who

    def names(self) -> tuple[str, ...]:
        """Return the names that lead here now, in small letters."""
        return self._service.called()

    def addresses(self) -> tuple[str, ...]:
        """Return where the screen is found, as addresses that a browser takes."""
        everywhere = ipaddress_of(self._config.host)
        if everywhere is None or not everywhere.is_unspecified:
            return (_url(self._config.host, self.port),)
        return tuple(
            _url(each.ip, self.port)
            for each in self._addresses
            # A link-local IPv6 address needs a zone, which no browser takes.
            if not (each.version == 6 and (each.link_local or everywhere.version == 4))
        )

    async def keep(self) -> None:
        """Look for new addresses and racks for ever; names are told where others can reach us."""
        told: tuple[str, ...] = ()
        while True:
            self._addresses = await asyncio.to_thread(self._reached_at)
            self._update()
            if self.addresses() != told:
                told = self.addresses()
                self._tell(told)
            await asyncio.sleep(EVERY_S)

    async def announce(self) -> None:
        """Answer to the names until cancelled."""
        await self._service.run()

    def _reached_at(self) -> tuple[LocalAddress, ...]:
        host = self._config.host
        if is_loopback(host):
            return ()
        only = ipaddress_of(host)
        return local_addresses(() if only is None or only.is_unspecified else (host,))

    def _update(self) -> None:
        own = [held.view for held in self._store.racks() if held.via is None]
        labels = [
            RackLabel(rack=view.rack, model=view.model, printed_name=view.printed_name)
            for view in own
            if view.printed_name != NOT_READ
        ]
        config = self._config
        self._service.update(
            names=host_names(labels, self._node, config.name, config.names.name),
            addresses=self._addresses,
            http_port=self.port,
            about={
                "site": config.mesh.site,
                "id": self._node,
                "name": config.name,
                "racks": str(len(own)),
                "ver": __version__,
            },
            instance=f"{config.name} {self._node[-4:]}",
        )


def ipaddress_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return a host as an address, None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
