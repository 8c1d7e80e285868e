"""What the facts about a machine mean: pure, so that every case can be tried."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator

from stagewatt.app.config_hosts import is_loopback
from stagewatt.app.doctor_facts import ClockFact, Disk, Facts, Machine, Port, SerialLine
from stagewatt.app.doctor_judge_network import network
from stagewatt.app.doctor_kinds import Diagnosis, Level, found

FULL_BYTES = 16 << 20
LOW_BYTES = 200 << 20
SLOW_FSYNC_S = 0.5
LOW_MEMORY_BYTES = 150 << 20
ORDER: dict[Level, int] = {"bad": 0, "watch": 1, "ok": 2}

_WAYS = {
    "mdns": "names by mDNS",
    "netbios": "names by NetBIOS",
    "llmnr": "names by LLMNR",
    "mesh": "other nodes",
    "screen": "the screen",
}


def judge(facts: Facts) -> tuple[Diagnosis, ...]:
    """Return all findings, the bad ones first."""
    findings = [
        *_config(facts),
        *_ports(facts.ports),
        *_here_only(facts),
        *network(facts.interfaces, facts.multicast, routed=facts.routed),
        _clock(facts.clock),
        *_disk(facts.disk),
        *_machine(facts.machine),
        *_serial(facts.serial),
    ]
    return tuple(sorted(findings, key=lambda each: ORDER[each.kind.level]))


def _config(facts: Facts) -> Iterator[Diagnosis]:
    if facts.wrong is not None:
        yield found("config-wrong", facts.wrong)
    elif facts.config is None:
        yield found("config-none", "no configuration was given")
    else:
        yield found("config-fine", f"{facts.config} is fine")


def _ports(ports: Iterable[Port]) -> Iterator[Diagnosis]:
    for port in ports:
        words = f"port {port.number}/{port.kind} ({_WAYS[port.use]})"
        yield found(_port_code(port), words + _port_state(port))


def _here_only(facts: Facts) -> Iterator[Diagnosis]:
    """Without a configuration the usual address is loopback: that is no choice of a person."""
    for port in facts.ports:
        if facts.config is not None and port.use == "screen" and is_loopback(port.host):
            yield found("screen-here-only", f"the screen listens on {port.host}")


def _port_code(port: Port) -> str:
    names = port.use in {"mdns", "netbios", "llmnr"}
    if port.error is None:
        return "names-free" if names else "port-free"
    if port.holder.ours:
        return "port-node"
    if names:
        return "names-not-permitted" if port.error in _FORBIDDEN else "names-taken"
    if port.use == "mesh":
        return "mesh-port-taken"
    if port.error in _FORBIDDEN:
        return "port-not-permitted"
    return "port-not-here" if port.error == errno.EADDRNOTAVAIL else "port-taken"


_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM})


def _port_state(port: Port) -> str:
    if port.error is None:
        who = port.holder.program
        return " is free" if who is None else f" is shared with {who}"
    if port.error in _FORBIDDEN:
        return " is not permitted to this user"
    if port.error == errno.EADDRNOTAVAIL:
        return f" cannot be opened at {port.host}"
    if port.holder.program is None:
        return " is held by a program this user may not see (run as root to learn which)"
    return f" is held by {port.holder.program} (process {port.holder.pid})"


def _clock(clock: ClockFact) -> Diagnosis:
    if clock.before_release or not (clock.synchronised or clock.battery):
        return found("clock-unset", f"the clock says {clock.year} and nothing vouches for it")
    if clock.synchronised:
        return found("clock-set", f"the clock is kept by {clock.service or 'a time service'}")
    known = f"; {clock.service} is there but has not set it" if clock.service else ""
    return found("clock-free", f"the clock says {clock.year}, from a battery clock{known}")


def _disk(disk: Disk) -> Iterator[Diagnosis]:
    room = "unknown room" if disk.free_bytes is None else f"{_mb(disk.free_bytes)} free"
    if disk.error is not None:
        code = _DISK.get(disk.error, "disk-wrong")
        yield found(code, f"{disk.path} cannot be written to ({room})")
        return
    if disk.free_bytes is not None and disk.free_bytes < FULL_BYTES:
        yield found("disk-full", f"{disk.path} has {room}")
        return
    if disk.free_bytes is not None and disk.free_bytes < LOW_BYTES:
        yield found("disk-low", f"{disk.path} has {room}")
    if disk.fsync_s is not None and disk.fsync_s > SLOW_FSYNC_S:
        yield found("disk-slow", f"{disk.path} takes {disk.fsync_s:.1f} s to keep one change")
        return
    took = "" if disk.fsync_s is None else f", {disk.fsync_s * 1000:.0f} ms for a change"
    yield found("disk-fine", f"{disk.path} can be written to ({room}{took})")


_DISK = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EROFS: "disk-read-only",
    errno.EACCES: "disk-not-permitted",
    errno.EPERM: "disk-not-permitted",
}


def _machine(machine: Machine) -> Iterator[Diagnosis]:
    if machine.available_bytes is not None:
        low = machine.available_bytes < LOW_MEMORY_BYTES
        what = f"{_mb(machine.available_bytes)} of memory are available"
        yield found("memory-low" if low else "memory-fine", what)
    yield found("cores", "1 core" if machine.cores == 1 else f"{machine.cores} cores")
    if machine.systemd and machine.unit:
        yield found("watchdog-there", "the unit stagewatt.service is installed")
    else:
        lacking = "there is no unit stagewatt.service" if machine.systemd else "there is no systemd"
        yield found("watchdog-none", lacking)
    if machine.container is None:
        yield found("container-none", "this is no container")
    else:
        yield found("container-there", f"this is a container ({machine.container})")
    if machine.walls:
        yield found("firewall-there", f"packets are filtered by {', '.join(machine.walls)}")
    else:
        yield found("firewall-none", "no firewall was seen")


def _serial(lines: Iterable[SerialLine]) -> Iterator[Diagnosis]:
    for line in lines:
        if not line.there:
            yield found("serial-missing", f"{line.path} is not there")
        elif not line.permitted:
            yield found("serial-not-permitted", f"{line.path} is not permitted to this user")
        else:
            yield found("serial-fine", f"{line.path} is there")


def _mb(count: int) -> str:
    return f"{count / (1 << 20):.0f} MB"
