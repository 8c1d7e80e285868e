"""By which names a node may be called: its own ones and those that a person allowed.

A page of a stranger can make its own name point at a node's address (DNS rebinding) and would then
be read as if it were the node's own. It cannot hide the name: that stands in `Host`.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable

_HOST = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_.-]{1,253})(?::(?P<port>\d{1,5}))?"
)


def host_and_port(header: str) -> tuple[str, int | None] | None:
    """Return name and port of a `Host` header, the name in small letters; None if malformed."""
    match = _HOST.fullmatch(header)
    if match is None:
        return None
    port = match["port"]
    return _plain(match["host"]), None if port is None else int(port)


def _plain(host: str) -> str:
    """Return a name as it is compared: small letters, no brackets, no dot at the end."""
    bare = host.strip("[]").lower().removesuffix(".")
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return bare


def _machine_name() -> str:
    return socket.gethostname()


class Hosts:
    """The names of this machine, loopback, the address that was reached, and allowed ones."""

    def __init__(
        self,
        allowed: Iterable[str] = (),
        *,
        machine_name: Callable[[], str] = _machine_name,
        called: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        """Take the further names; the machine's own is asked for each time, it may change.

        `called` gives the names under which the network finds this program now, in small letters.
        """
        self._allowed = frozenset(_plain(host) for host in allowed)
        self._machine_name = machine_name
        self._called = called

    def allows(self, host: str, reached: str | None) -> bool:
        """Return whether `host` (without port) may stand in a request.

        `reached` is the local address of the connection. An address as `Host` must be that one,
        or loopback: a literal address cannot be rebound, but no other one is ours.
        """
        name = _plain(host)
        if name in self._allowed:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return name == "localhost" or name in self._own_names() or name in self._called()
        return address.is_loopback or (reached is not None and name == _unmapped(reached))

    def _own_names(self) -> set[str]:
        full = _plain(self._machine_name())
        short = full.partition(".")[0]
        return {full, short, f"{short}.local"} - {""}


def _unmapped(address: str) -> str:
    """Return an address as it is compared; IPv4 inside IPv6 as plain IPv4, without a zone."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)
