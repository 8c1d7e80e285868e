"""What `stagewatt doctor` tries out: opening ports, hearing itself by multicast, keeping a file."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import socket
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from stagewatt.app.doctor_facts import Disk, Holder, Multicast, Port
from stagewatt.app.doctor_sockets import holder
from stagewatt.mesh.site import MULTICAST_PORT
from stagewatt.names import llmnr, mdns, netbios
from stagewatt.names.addresses import LocalAddress

GROUP = "239.255.63.1"
"""Beside the groups of all sites: nobody else hears the probe."""
PATIENCE_S = 0.4
TRIES = 2
_PROBE_BYTES = 64 * 1024

Finds = Callable[[str, int], Holder]


def tcp_port(use: str, host: str, number: int, find: Finds = holder) -> Port:
    """Try to listen as a node does; the port is given back at once."""
    error = None
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, number), family=family).close()
    except OSError as refused:
        # Below 0: a name that leads nowhere.
        error = refused.errno if (refused.errno or -1) > 0 else errno.EADDRNOTAVAIL
    who = Holder() if error is None else find("tcp", number)
    return Port(use=use, kind="tcp", host=host, number=number, error=error, holder=who)


def name_port(use: str, find: Finds = holder) -> Port:
    """Try to open the port of "mdns", "netbios" or "llmnr" as that way does."""
    number = {"mdns": mdns.PORT, "netbios": netbios.PORT, "llmnr": llmnr.PORT}[use]
    host = llmnr.GROUP_4 if use == "llmnr" else ""
    who = find("udp", number)
    error = None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        if use != "netbios":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if use == "mdns":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            sock.bind((host, number))
        except OSError as refused:
            error = refused.errno
    return Port(use=use, kind="udp", host=host, number=number, error=error, holder=who)


def multicast(address: LocalAddress, port: int = MULTICAST_PORT) -> Multicast:
    """Send a packet to a group by one interface and listen for it there."""
    token = secrets.token_bytes(16)
    at = struct.pack("4s4si", socket.inet_aton(GROUP), address.packed, address.index)
    try:
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hears,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as says,
        ):
            hears.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            hears.bind((GROUP, port))
            hears.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, at)
            says.bind((address.ip, 0))
            says.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, at)
            for _ in range(TRIES):
                says.sendto(token, (GROUP, port))
                if _heard(hears, token):
                    return Multicast(address.interface, heard=True)
    except OSError as refused:
        return Multicast(address.interface, heard=False, error=refused.strerror or str(refused))
    return Multicast(address.interface, heard=False)


def _heard(sock: socket.socket, token: bytes) -> bool:
    until_s = time.monotonic() + PATIENCE_S
    while (left_s := until_s - time.monotonic()) > 0:
        sock.settimeout(left_s)
        try:
            if sock.recv(64) == token:
                return True
        except TimeoutError:
            break
    return False


def disk(folder: Path) -> Disk:
    """Write a file into a folder, or into the nearest one above it that is there; remove it."""
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    free = None
    with contextlib.suppress(OSError):
        stats = os.statvfs(place)
        free = stats.f_bavail * stats.f_frsize
    try:
        took_s = _written_s(place)
    except OSError as refused:
        return Disk(path=str(folder), free_bytes=free, error=refused.errno)
    return Disk(path=str(folder), free_bytes=free, fsync_s=took_s)


def _written_s(place: Path) -> float:
    descriptor, name = tempfile.mkstemp(dir=place, prefix=".doctor-")
    try:
        left = _PROBE_BYTES
        while left:  # a disk that is nearly full takes a part first
            left -= os.write(descriptor, bytes(left))
        began_s = time.monotonic()
        os.fsync(descriptor)
        return time.monotonic() - began_s
    finally:
        os.close(descriptor)
        Path(name).unlink(missing_ok=True)
