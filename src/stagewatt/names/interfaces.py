"""This machine's addresses by which others may reach it, with interface and hardware address."""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Iterable
from pathlib import Path

import ifaddr

from stagewatt.names.addresses import NO_MAC, LocalAddress

_NET = Path("/sys/class/net")


def local_addresses(only: Iterable[str] = (), *, net: Path = _NET) -> tuple[LocalAddress, ...]:
    """Return the addresses of this machine, sorted, both families, without loopback.

    `only` are names or addresses that narrow them; loopback counts where it is asked for.
    """
    wanted = frozenset(only)
    found = []
    for adapter in ifaddr.get_adapters():
        for each in adapter.ips:
            ip = each.ip if isinstance(each.ip, str) else each.ip[0]
            if wanted.isdisjoint((adapter.name, ip)) if wanted else _loopback(ip):
                continue
            found.append(
                LocalAddress(
                    ip=ip,
                    prefix=each.network_prefix,
                    interface=adapter.name,
                    index=adapter.index or 0,
                    mac=_mac(net / adapter.name / "address"),
                )
            )
    return tuple(sorted(found, key=lambda each: (each.version, each.index, each.packed)))


def _loopback(ip: str) -> bool:
    return ipaddress.ip_address(ip).is_loopback


def _mac(path: Path) -> bytes:
    with contextlib.suppress(OSError, ValueError):
        mac = bytes.fromhex(path.read_text(encoding="ascii").strip().replace(":", ""))
        if len(mac) == len(NO_MAC):
            return mac
    return NO_MAC
