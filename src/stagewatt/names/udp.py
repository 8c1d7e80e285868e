"""Sockets of the two ways that speak plain UDP."""

from __future__ import annotations

import contextlib
import errno
import socket
import struct
from collections.abc import Iterable
from typing import Protocol

from stagewatt.names import llmnr, netbios
from stagewatt.names.addresses import Asker, LocalAddress
from stagewatt.names.packets import Call, Outgoing, Reply

AT_ONCE = 32
"""Packets taken from a socket before others get their turn."""
_READ_BYTES = 2048


class Ports(Protocol):
    """The open sockets of one way."""

    sockets: tuple[socket.socket, ...]

    def send(self, outgoing: Outgoing, heard_on: socket.socket | None) -> None:
        """Send a packet; what the network refuses is lost, as any packet may be."""


def received(sock: socket.socket) -> list[tuple[bytes, Asker]]:
    """Return the packets that wait in a socket, at most 32."""
    packets = []
    for _ in range(AT_ONCE):
        try:
            data, where = sock.recvfrom(_READ_BYTES)
        except (BlockingIOError, ConnectionError):
            break
        scope = where[3] if len(where) > 2 else 0
        packets.append((data, Asker(where[0].partition("%")[0], where[1], scope)))
    return packets


class NetbiosPorts:
    """One socket for all interfaces. It is never shared: a program that holds the port needs it."""

    def __init__(self, addresses: tuple[LocalAddress, ...], port: int = netbios.PORT) -> None:
        """Open the port. Raises OSError."""
        del addresses  # broadcasts of every network come to a socket without an address
        self._port = port
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        try:
            sock.bind(("", port))
        except OSError:
            sock.close()
            raise
        self.sockets: tuple[socket.socket, ...] = (sock,)

    def send(self, outgoing: Outgoing, heard_on: socket.socket | None) -> None:
        """Send to the asker, or to all in the network of an address."""
        del heard_on
        if isinstance(outgoing, Reply):
            where = (outgoing.to.ip, outgoing.to.port)
        elif outgoing.by.broadcast is not None:
            where = (outgoing.by.broadcast, self._port)
        else:
            return
        with contextlib.suppress(OSError):
            self.sockets[0].sendto(outgoing.data, where)


class LlmnrPorts:
    """Sockets at the groups' addresses: they hear the groups alone and leave unicast to others.

    The port is shared with a resolver of the system that lets it be shared.
    """

    def __init__(self, addresses: tuple[LocalAddress, ...], port: int = llmnr.PORT) -> None:
        """Open the port on all links of these addresses. Raises OSError."""
        self._port = port
        listening = _groups(addresses, port)
        self._asking = _asking(addresses)
        self.sockets: tuple[socket.socket, ...] = (*listening, *self._asking.values())

    def send(self, outgoing: Outgoing, heard_on: socket.socket | None) -> None:
        """Answer by the socket that heard it; ask by the one that belongs to the address."""
        with contextlib.suppress(OSError):
            if isinstance(outgoing, Reply):
                if heard_on is not None:
                    heard_on.sendto(outgoing.data, _place(heard_on, outgoing.to))
            else:
                self._ask(outgoing)

    def _ask(self, call: Call) -> None:
        sock = self._asking.get(call.by)
        if sock is not None:
            group = llmnr.GROUP_4 if call.by.version == 4 else llmnr.GROUP_6
            sock.sendto(call.data, _place(sock, Asker(group, self._port, call.by.index)))


def _groups(addresses: tuple[LocalAddress, ...], port: int) -> tuple[socket.socket, ...]:
    """Return a socket for the IPv4 group, and one for each link with IPv6.

    An address that has just gone, or is not ready yet, is left out. Raises OSError when somebody
    keeps the port for himself, or when nothing could be opened.
    """
    four = [each for each in addresses if each.version == 4]
    links = sorted({each.index for each in addresses if each.version == 6})
    opened: list[socket.socket] = []
    failed: OSError | None = None
    for group in ([four] if four else []) + links:
        sock = _shared(socket.AF_INET if isinstance(group, list) else socket.AF_INET6)
        try:
            _join(sock, group, port)
            opened.append(sock)
        except OSError as error:
            sock.close()
            failed = error
    if failed is not None and (not opened or failed.errno == errno.EADDRINUSE):
        _close(opened)
        raise failed
    return tuple(opened)


def _join(sock: socket.socket, group: list[LocalAddress] | int, port: int) -> None:
    """Join the IPv4 group at these addresses, or the IPv6 group on a link."""
    if isinstance(group, int):
        sock.bind((llmnr.GROUP_6, port, 0, group))
        member = socket.inet_pton(socket.AF_INET6, llmnr.GROUP_6) + struct.pack("@I", group)
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, member)
        return
    sock.bind((llmnr.GROUP_4, port))
    joined: set[int] = set()
    failed: OSError | None = None
    for each in group:
        if each.index in joined:
            continue
        member = socket.inet_aton(llmnr.GROUP_4) + each.packed
        try:
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
            joined.add(each.index)
        except OSError as error:
            failed = error
    if failed is not None and not joined:
        raise failed


def _asking(addresses: Iterable[LocalAddress]) -> dict[LocalAddress, socket.socket]:
    """Return a socket for each address that can be asked from; the answers come to it."""
    sockets: dict[LocalAddress, socket.socket] = {}
    for each in addresses:
        family = socket.AF_INET if each.version == 4 else socket.AF_INET6
        sock = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            if each.version == 4:
                sock.bind((each.ip, 0))
                sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, each.packed)
            else:
                sock.bind((each.ip, 0, 0, each.index if each.link_local else 0))
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, each.index)
        except OSError:
            sock.close()
        else:
            sockets[each] = sock
    return sockets


def _shared(family: socket.AddressFamily) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return sock


def _close(sockets: Iterable[socket.socket]) -> None:
    for sock in sockets:
        sock.close()


def _place(sock: socket.socket, to: Asker) -> tuple[str, int] | tuple[str, int, int, int]:
    if sock.family == socket.AF_INET:
        return to.ip, to.port
    return to.ip, to.port, 0, to.scope
