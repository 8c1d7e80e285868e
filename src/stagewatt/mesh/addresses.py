"""This machine's own addresses and those of others: read, compared, checked."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import ifaddr

from stagewatt.domain.errors import Invalid

LOOPBACK = "127.0.0.1"
SETTLE_NS = 1_000_000_000
"""For so long the addresses must stay as they are before the engine starts anew on them."""

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Watch:
    """The addresses the engine speaks on, and a change that has yet to settle."""

    used: frozenset[str]
    seen: frozenset[str] = field(default=frozenset())
    since_ns: int | None = None


def look(before: Watch, now: frozenset[str], now_ns: int) -> tuple[Watch, bool]:
    """Return what is known after a look at the addresses, and whether to start anew on them."""
    if now == before.used:
        return replace(before, seen=now, since_ns=None), False
    if before.since_ns is None or now != before.seen:
        return replace(before, seen=now, since_ns=now_ns), False
    if now_ns - before.since_ns < SETTLE_NS:
        return before, False
    return Watch(used=now), True


def own(interfaces: Iterable[str] = ()) -> frozenset[str]:
    """Return this machine's IPv4 addresses, without loopback.

    `interfaces` are names or addresses that narrow them; one that is not there gives none.
    """
    wanted = set(interfaces)
    found = {
        (adapter.name, ip.ip)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if isinstance(ip.ip, str)
    }
    return frozenset(
        address
        for name, address in found
        if (not wanted or name in wanted or address in wanted)
        and (wanted or not ipaddress.IPv4Address(address).is_loopback)
    )


def endpoint(text: str, port: int) -> str:
    """Return HOST:PORT of what a person wrote as HOST or HOST:PORT. Raises Invalid."""
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        written = f"[{_ipv6(host, text)}]"
        if not closed or (rest and not rest.startswith(":")):
            raise _bad(text)
        number = rest[1:] if rest else str(port)
    elif text.count(":") > 1:
        return f"[{_ipv6(text, text)}]:{port}"
    else:
        written, colon, given = text.partition(":")
        if not _HOST.fullmatch(written):
            raise _bad(text)
        number = given if colon else str(port)
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= 65535):
        raise _bad(text)
    return f"{written}:{int(number)}"


def is_loopback(endpoint: str) -> bool:
    """Tell whether HOST:PORT is this machine for itself."""
    host = endpoint.rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _ipv6(host: str, text: str) -> str:
    try:
        return str(ipaddress.IPv6Address(host))
    except ValueError as error:
        raise _bad(text) from error


def _bad(text: str) -> Invalid:
    return Invalid(f"{text!r} is no address: HOST or HOST:PORT", where="addresses")
