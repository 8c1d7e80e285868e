"""The names of a node on the network: mDNS, NetBIOS and LLMNR together, one status for all.

How `app` wires it:

- `NamesService(Switches(...from [names]...), clock, random.random, __version__)`, and its `run`
  under the supervisor like any other task; it ends by being cancelled and says goodbye then.
- `update(...)` at the start and whenever racks, printed names, addresses or the port change, from
  the event loop; the same again costs nothing, so a call every second or two will do.
  `names`: `host_names(...)` of the racks whose boards have answered, and the name in [names].
  `addresses`: those at which others reach the screen, `interfaces.local_addresses(...)`; an empty
  tuple where the screen listens on loopback alone.
  `about`: `{"site", "id", "name", "racks", "ver"}`, never the site's key.
  `instance`: unique, for people: the node's name and the beginning of its id.
- `called()` are the names that a browser may write into `Host`; the HTTP gate must allow them.
- `status()` is for the node's page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from stagewatt.domain.ports import Clock
from stagewatt.names import llmnr, netbios
from stagewatt.names.addresses import LocalAddress
from stagewatt.names.host_names import HostName
from stagewatt.names.llmnr import LlmnrNames
from stagewatt.names.mdns import MdnsWay
from stagewatt.names.netbios_names import NetbiosNames
from stagewatt.names.packets import Wishes
from stagewatt.names.udp import LlmnrPorts, NetbiosPorts
from stagewatt.names.udp_way import UdpWay
from stagewatt.names.way import Way, WayStatus

SWITCHED_OFF = "switched off in the configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """Which ways are used."""

    mdns: bool = True
    netbios: bool = True
    llmnr: bool = True


class NamesService:
    """All ways of one node. Where mDNS works it decides who has a name, and the others follow."""

    def __init__(
        self, switches: Switches, clock: Clock, chance: Callable[[], float], version: str
    ) -> None:
        """Take clock, chance from 0 to 1, and the version that is told."""
        self._wishes = Wishes()
        self._mdns = MdnsWay(clock, chance, version, self._follow) if switches.mdns else None
        self._others: dict[str, UdpWay | None] = {
            "netbios": None,
            "llmnr": None,
        }
        if switches.netbios:
            self._others["netbios"] = UdpWay(
                "netbios", NetbiosNames(chance), NetbiosPorts, clock, netbios.PORT, "Samba?"
            )
        if switches.llmnr:
            self._others["llmnr"] = UdpWay(
                "llmnr", LlmnrNames(chance), LlmnrPorts, clock, llmnr.PORT, "systemd-resolved?"
            )

    def update(
        self,
        *,
        names: tuple[HostName, ...],
        addresses: tuple[LocalAddress, ...],
        http_port: int,
        about: Mapping[str, str],
        instance: str = "",
    ) -> None:
        """Take what the node wants to be found by; what is unchanged is not announced again.

        `instance` is what our own service type is listed as: unique, for people.
        """
        self._wishes = Wishes(
            names=names,
            addresses=addresses,
            http_port=http_port,
            about=tuple(about.items()),
            instance=instance,
        )
        if self._mdns is not None:
            self._mdns.wish(self._wishes)
        self._follow()

    async def run(self) -> None:
        """Run all ways until cancelled."""
        async with asyncio.TaskGroup() as group:
            for way in self._ways():
                group.create_task(way.run())
            if not self._ways():
                await asyncio.Event().wait()

    def status(self) -> tuple[WayStatus, ...]:
        """Return how each way is, mDNS first."""
        off = {
            name: WayStatus(way=name, on=False, why=SWITCHED_OFF)
            for name in ("mdns", "netbios", "llmnr")
        }
        on = {status.way: status for status in (way.status() for way in self._ways())}
        return tuple((off | on).values())

    def called(self) -> tuple[str, ...]:
        """Return every name that leads here now, small, as a browser may write it into `Host`."""
        names: dict[str, None] = {}
        for status in self.status():
            for name in status.names:
                names[name.lower()] = None
                if status.way == "mdns":
                    names[f"{name.lower()}.local"] = None
        return tuple(names)

    def _ways(self) -> tuple[Way, ...]:
        every: tuple[Way | None, ...] = (self._mdns, *self._others.values())
        return tuple(way for way in every if way is not None)

    def _follow(self) -> None:
        """Give the other ways the names that mDNS settled on; those wished for where it is off."""
        decided = self._wishes.names if self._mdns is None else self._mdns.decided
        if decided is None:
            return
        for way in self._others.values():
            if way is not None:
                way.wish(replace(self._wishes, names=decided))
