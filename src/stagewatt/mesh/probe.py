"""Says in words why an address gives no connection: the engine only says that time ran out."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable

from stagewatt.mesh.papers import Papers

_PATIENCE_S = 1.0
_GREETING_S = 3.0
"""Longer than a node waits for a greeting that it understands (two seconds) before it hangs up."""
EVERY_NS = 60_000_000_000
"""An address that gives no connection is looked into once a minute, one address at a time."""
FIRST_NS = 3_000_000_000


class Doubts:
    """Which addresses give no connection, since when, and what was found out about them."""

    def __init__(self, now_ns: int, called: Iterable[str]) -> None:
        """Take the addresses that a session calls."""
        self._due = dict.fromkeys(called, now_ns + FIRST_NS)
        self._found: dict[str, str] = {}

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was found out, for people."""
        return tuple(self._found.values())

    def next(self, reached: frozenset[str], now_ns: int) -> str | None:
        """Return the address to look into now, if any; `reached` are those that are connected."""
        for address in reached & self._found.keys():
            del self._found[address]
        for address, due_ns in self._due.items():
            if address not in reached and now_ns >= due_ns:
                self._due[address] = now_ns + EVERY_NS
                return address
        return None

    def learned(self, address: str, sentence: str | None) -> None:
        """Take what was found out, None for nothing."""
        if sentence is None:
            self._found.pop(address, None)
        else:
            self._found[address] = sentence


def why_not(address: str, papers: Papers | None) -> str | None:
    """Return why HOST:PORT does not connect, None where nothing is wrong; blocks four seconds."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), _PATIENCE_S) as link:
            return _greet(link, address, papers)
    except OSError as error:
        return f"{address} does not answer: {error.strerror or error}"


def _greet(link: socket.socket, address: str, papers: Papers | None) -> str | None:
    """Speak TLS to it; who is not locked does not understand."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    if papers is None:
        context.verify_mode = ssl.CERT_NONE
    else:
        context.load_verify_locations(cadata=papers.authority.decode())
    link.settimeout(_GREETING_S)
    try:
        context.wrap_socket(link).close()
    except ssl.SSLCertVerificationError:
        return f"{address} has another key or belongs to another site"
    except TimeoutError:
        return f"{address} does not answer: it accepts connections and says nothing"
    except OSError:  # what is no TLS
        if papers is None:
            return f"{address} lets nobody of this site in: it belongs to another one"
        return f"{address} is not locked, this node is"
    return None if papers is not None else f"{address} is locked, this node has no key"
