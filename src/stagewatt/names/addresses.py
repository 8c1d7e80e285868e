"""This machine's addresses, and who is on the same link as one of them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

NO_MAC = bytes(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAddress:
    """One address: without a zone, with its prefix length, interface, its index and its MAC."""

    ip: str
    prefix: int
    interface: str
    index: int
    mac: bytes = NO_MAC

    @property
    def version(self) -> int:
        """4 or 6."""
        return ipaddress.ip_address(self.ip).version

    @property
    def packed(self) -> bytes:
        """The address in network order: 4 or 16 bytes."""
        return ipaddress.ip_address(self.ip).packed

    @property
    def broadcast(self) -> str | None:
        """The directed broadcast address of its network, None where there is none."""
        network = ipaddress.ip_network((self.ip, self.prefix), strict=False)
        plain = isinstance(network, ipaddress.IPv4Network) and network.prefixlen < 31
        return str(network.broadcast_address) if plain else None

    @property
    def link_local(self) -> bool:
        """Tell whether it is valid on its own link only (169.254.0.0/16, fe80::/10)."""
        return ipaddress.ip_address(self.ip).is_link_local


@dataclass(frozen=True, slots=True)
class Asker:
    """Where a packet came from; `scope` is the interface's index for a link-local IPv6 address."""

    ip: str
    port: int
    scope: int = 0


def reached_by(asker: Asker, own: Iterable[LocalAddress]) -> tuple[LocalAddress, ...]:
    """Return our addresses on the link that an asker is on; none for one from beyond a router."""
    addresses = tuple(own)
    try:
        far = ipaddress.ip_address(asker.ip)
    except ValueError:
        return ()
    links = {each.index for each in addresses if _on_link(far, asker.scope, each)}
    return tuple(each for each in addresses if each.index in links)


def is_own(asker: Asker, own: Iterable[LocalAddress]) -> bool:
    """Tell whether a packet came from this machine itself."""
    return any(each.ip == asker.ip for each in own)


def _on_link(
    far: ipaddress.IPv4Address | ipaddress.IPv6Address, scope: int, near: LocalAddress
) -> bool:
    if far.version != near.version:
        return False
    if far.version == 6 and far.is_link_local and scope:
        return scope == near.index
    return far in ipaddress.ip_network((near.ip, near.prefix), strict=False)
