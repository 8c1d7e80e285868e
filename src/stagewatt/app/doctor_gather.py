"""Gathers what `stagewatt doctor` judges; what a system does not tell is left open."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import time
from pathlib import Path

from stagewatt.app import doctor_probe
from stagewatt.app.clock import RELEASED_S, kernel_synchronised
from stagewatt.app.config import NodeConfig
from stagewatt.app.config_hosts import host_and_port
from stagewatt.app.config_schema import DEFAULT_DATA_DIR, DEFAULT_LISTEN, DEFAULT_MESH_PORT
from stagewatt.app.doctor_facts import (
    ClockFact,
    Facts,
    Interface,
    Machine,
    Port,
    SerialLine,
)
from stagewatt.domain.setup import SerialAddress
from stagewatt.names.interfaces import local_addresses

ROOT = Path("/")
_GET_FLAGS = 0x8913
_UP, _LOOPBACK, _RUNNING, _MULTICAST = 0x1, 0x8, 0x40, 0x1000
_TIME_SERVICES = {
    "run/systemd/timesync": "systemd-timesyncd",
    "run/chrony": "chrony",
    "run/ntpd.pid": "ntpd",
}
_UNITS = ("etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")
_CONTAINERS = {".dockerenv": "Docker", "run/.containerenv": "Podman", "run/systemd/container": ""}


def gather(
    config: NodeConfig | None, name: str | None, wrong: str | None, root: Path = ROOT
) -> Facts:
    """Return the facts; `name` is that of the configuration's file, `wrong` its first error."""
    found = interfaces()
    heard = [
        doctor_probe.multicast(next(a for a in each.addresses if a.version == 4))
        for each in found
        if each.up and each.multicast and any(a.version == 4 for a in each.addresses)
    ]
    return Facts(
        config=name,
        wrong=wrong,
        ports=ports(config),
        interfaces=found,
        routed=routed(root),
        multicast=tuple(heard),
        clock=clock(root),
        disk=doctor_probe.disk(config.data_dir if config else Path(DEFAULT_DATA_DIR)),
        machine=machine(root),
        serial=serial_lines(config),
    )


def ports(config: NodeConfig | None) -> tuple[Port, ...]:
    """Try the ports that the configuration, or a usual one, needs."""
    usual = host_and_port(DEFAULT_LISTEN) or ("", 0)
    host, number = (config.host, config.port) if config else usual
    tried = [doctor_probe.tcp_port("screen", host, number)] if number else []
    if config is None or config.mesh.enabled:
        port = config.mesh.port if config else DEFAULT_MESH_PORT
        tried.append(doctor_probe.tcp_port("mesh", "0.0.0.0", port))  # noqa: S104 - as the mesh does
    ways = ("mdns", "netbios", "llmnr")
    tried += [
        doctor_probe.name_port(way) for way in ways if config is None or getattr(config.names, way)
    ]
    return tuple(tried)


def interfaces() -> tuple[Interface, ...]:
    """Return the interfaces of this network namespace, without loopback."""
    every = local_addresses()
    found = []
    for _, name in socket.if_nameindex():
        flags = _flags(name)
        if not flags & _LOOPBACK:
            found.append(
                Interface(
                    name=name,
                    up=bool(flags & _UP),
                    multicast=bool(flags & _MULTICAST),
                    carrier=bool(flags & _RUNNING) if flags & _UP else None,
                    addresses=tuple(a for a in every if a.interface.partition(":")[0] == name),
                )
            )
    return tuple(found)


def _flags(name: str) -> int:
    """Return an interface's flags, none for one that has just gone."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        asked = struct.pack("16sH14x", name.encode()[:15], 0)
        try:
            return int(struct.unpack_from("H", fcntl.ioctl(sock, _GET_FLAGS, asked), 16)[0])
        except OSError:
            return 0


def routed(root: Path = ROOT) -> bool:
    """Tell whether there is a default route, of either family."""
    four = [line.split() for line in _lines(root / "proc/net/route")[1:]]
    six = [line.split() for line in _lines(root / "proc/net/ipv6_route")]
    return any(len(f) > 7 and f[1] == f[7] == "00000000" for f in four) or any(
        len(f) > 9 and f[0] == "0" * 32 and f[1] == "00" and f[9] != "lo" for f in six
    )


def clock(root: Path = ROOT) -> ClockFact:
    """Return what is known of the wall clock."""
    services = (name for path, name in _TIME_SERVICES.items() if (root / path).exists())
    return ClockFact(
        year=time.gmtime().tm_year,
        before_release=time.time() < RELEASED_S,
        synchronised=kernel_synchronised(),
        battery=(root / "sys/class/rtc/rtc0").exists(),
        service=next(services, None),
    )


def machine(root: Path = ROOT) -> Machine:
    """Return what is known of memory, cores, systemd, containers and firewalls."""
    memory = [line.split() for line in _lines(root / "proc/meminfo")]
    available = [int(f[1]) * 1024 for f in memory if f[:1] == ["MemAvailable:"]]
    names = (
        name or " ".join(_lines(root / path)) or "of an unknown kind"
        for path, name in _CONTAINERS.items()
        if (root / path).exists()
    )
    return Machine(
        available_bytes=available[0] if available else None,
        cores=len(os.sched_getaffinity(0)),
        systemd=(root / "run/systemd/system").exists(),
        unit=any((root / place / "stagewatt.service").exists() for place in _UNITS),
        container=next(names, None),
        walls=walls(root),
    )


def walls(root: Path = ROOT) -> tuple[str, ...]:
    """Return the firewalls that are seen; without root the packet filter itself is not."""
    found = []
    if any("ENABLED=yes" in line for line in _lines(root / "etc/ufw/ufw.conf")):
        found.append("ufw")
    if (root / "run/firewalld.pid").exists():
        found.append("firewalld")
    rules = _nft_rules()
    if " drop" in rules or " reject" in rules:
        found.append("nftables")
    if "filter" in _lines(root / "proc/net/ip_tables_names"):
        found.append("iptables")
    return tuple(found)


def _nft_rules() -> str:
    program = shutil.which("nft", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        return ""
    try:
        asked = subprocess.run(  # noqa: S603 - a fixed question to the system's own program
            [program, "list", "ruleset"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout


def serial_lines(config: NodeConfig | None) -> tuple[SerialLine, ...]:
    """Look at the serial lines of a configuration."""
    devices = [
        device for rack in (config.racks if config else ()) for device in (rack.meter, *rack.boards)
    ]
    paths = dict.fromkeys(
        device.address.port for device in devices if isinstance(device.address, SerialAddress)
    )
    return tuple(
        SerialLine(path, Path(path).exists(), os.access(path, os.R_OK | os.W_OK)) for path in paths
    )


def _lines(path: Path) -> list[str]:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8").splitlines()
    return []
