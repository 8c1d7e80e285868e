"""Names and addresses of machines, as they may be written in a configuration."""

from __future__ import annotations

import ipaddress
import re

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_LONGEST_NAME = 253
_LISTEN = re.compile(r"(?:\[(?P<ip6>[^\]]+)\]|(?P<host>[^:\[\]]+)):(?P<port>[0-9]{1,5})")
_LARGEST_PORT = 65535


def is_host(text: str) -> bool:
    """Return whether a text is an IP address or a host name (RFC 1123, underscores allowed)."""
    if _is_address(text):
        return True
    labels = text.removesuffix(".").split(".")
    if len(text) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        return False
    # All digits at the end is an address with a mistake in it, never a name (RFC 3696, 2).
    return not labels[-1].isdigit()


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach what listens at a host."""
    if _is_address(host):
        return ipaddress.ip_address(host).is_loopback
    return host.lower() == "localhost"


def host_and_port(listen: str) -> tuple[str, int] | None:
    """Return the two halves of `HOST:PORT` or `[IPv6]:PORT`, None when it is neither.

    Port 0 is allowed: the system chooses a free one.
    """
    match = _LISTEN.fullmatch(listen)
    if match is None:
        return None
    host, port = match["ip6"] or match["host"], int(match["port"])
    fits = _is_address(host) if match["ip6"] else is_host(host)
    return (host, port) if fits and port <= _LARGEST_PORT else None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
