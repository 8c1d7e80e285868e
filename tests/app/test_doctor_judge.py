"""Every kind of finding, each from the facts that lead to it and from no others."""

from __future__ import annotations

import errno
from dataclasses import replace

import pytest

from stagewatt.app.doctor_facts import (
    ClockFact,
    Disk,
    Facts,
    Holder,
    Interface,
    Machine,
    Multicast,
    Port,
    SerialLine,
)
from stagewatt.app.doctor_judge import FULL_BYTES, LOW_BYTES, LOW_MEMORY_BYTES, SLOW_FSYNC_S, judge
from stagewatt.app.doctor_kinds import KINDS, Diagnosis
from stagewatt.names.addresses import LocalAddress

FOUR = LocalAddress(ip="10.0.0.5", prefix=24, interface="eth0", index=2)
SIX = LocalAddress(ip="fe80::5", prefix=64, interface="eth0", index=2)
WIDE_SIX = LocalAddress(ip="2001:db8::5", prefix=64, interface="eth0", index=2)
LINK = LocalAddress(ip="169.254.7.7", prefix=16, interface="eth0", index=2)
ETH = Interface(name="eth0", up=True, multicast=True, carrier=True, addresses=(FOUR, SIX))
SCREEN = Port(use="screen", kind="tcp", host="0.0.0.0", number=8080)
CLOCK = ClockFact(year=2027, before_release=False, synchronised=True, battery=True, service=None)
DISK = Disk(path="/data", free_bytes=LOW_BYTES, fsync_s=SLOW_FSYNC_S)
MACHINE = Machine(
    available_bytes=LOW_MEMORY_BYTES, cores=4, systemd=True, unit=True, container=None, walls=()
)
FINE = Facts(
    config="n.toml",
    wrong=None,
    ports=(SCREEN,),
    interfaces=(ETH,),
    routed=True,
    multicast=(Multicast("eth0", heard=True),),
    clock=CLOCK,
    disk=DISK,
    machine=MACHINE,
    serial=(SerialLine("/dev/ttyS0", there=True, permitted=True),),
)


def _port(use: str, error: int | None = None, holder: Holder = Holder()) -> Facts:  # noqa: B008 - frozen
    kind = "tcp" if use in {"screen", "mesh"} else "udp"
    port = Port(use=use, kind=kind, host="0.0.0.0", number=137, error=error, holder=holder)
    return replace(FINE, ports=(port,))


def _net(*interfaces: Interface) -> Facts:
    return replace(FINE, interfaces=interfaces)


def _on(interface: Interface, *addresses: LocalAddress) -> Interface:
    return replace(interface, addresses=addresses)


def _clock(**changes: bool | str) -> Facts:
    return replace(FINE, clock=replace(CLOCK, synchronised=False, **changes))  # type: ignore[arg-type]


def _disk(**changes: float | None) -> Facts:
    return replace(FINE, disk=replace(DISK, **changes))  # type: ignore[arg-type]


def _machine(**changes: object) -> Facts:
    return replace(FINE, machine=replace(MACHINE, **changes))  # type: ignore[arg-type]


NGINX, NODE = Holder("nginx", 7), Holder("a node of stagewatt", 8, ours=True)
WLAN = Interface(name="wlan0", up=True, multicast=True, carrier=True)
OTHER = LocalAddress(ip="10.0.0.6", prefix=24, interface="wlan0", index=3)
APART = LocalAddress(ip="192.168.0.6", prefix=24, interface="wlan0", index=3)
TAKEN, MAY_NOT = errno.EADDRINUSE, errno.EACCES

CASES = {
    "config-none": (replace(FINE, config=None), "no configuration was given"),
    "config-fine": (FINE, "n.toml is fine"),
    "config-wrong": (replace(FINE, wrong="n.toml:1: schema: is missing"), "schema: is missing"),
    "port-free": (FINE, "port 8080/tcp (the screen) is free"),
    "port-node": (_port("netbios", TAKEN, NODE), "held by a node of stagewatt (process 8)"),
    "port-taken": (_port("screen", TAKEN, NGINX), "(the screen) is held by nginx (process 7)"),
    "port-not-permitted": (_port("screen", MAY_NOT), "is not permitted to this user"),
    "port-not-here": (_port("screen", errno.EADDRNOTAVAIL), "cannot be opened at 0.0.0.0"),
    "screen-here-only": (
        replace(FINE, ports=(replace(SCREEN, host="127.0.0.1"),)),
        "the screen listens on 127.0.0.1",
    ),
    "mesh-port-taken": (_port("mesh", TAKEN), "a program this user may not see"),
    "names-free": (_port("mdns", holder=Holder("avahi-daemon", 9)), "is shared with avahi-daemon"),
    "names-taken": (_port("netbios", TAKEN, Holder("nmbd", 9)), "is held by nmbd (process 9)"),
    "names-not-permitted": (_port("netbios", errno.EPERM), "is not permitted to this user"),
    "address-global": (FINE, "eth0 has 10.0.0.5"),
    "address-link-local": (_net(_on(ETH, LINK)), "eth0 has 169.254.7.7"),
    "address-none": (_net(_on(ETH)), "eth0: no address"),
    "ipv6-there": (FINE, "there are IPv6 addresses"),
    "ipv6-none": (_net(_on(ETH, FOUR)), "there is no IPv6 address"),
    "cable-out": (_net(replace(ETH, carrier=False)), "eth0 has no link"),
    "network-twice": (
        _net(ETH, _on(WLAN, OTHER)),
        "eth0 and wlan0 are both in 10.0.0.0/24",
    ),
    "interfaces-several": (_net(ETH, _on(WLAN, APART)), "eth0, wlan0"),
    "route-there": (FINE, "there is a default route"),
    "route-none": (replace(FINE, routed=False), "there is no default route"),
    "multicast-works": (FINE, "eth0 sends and hears multicast"),
    "multicast-lost": (
        replace(FINE, multicast=(Multicast("eth0", heard=False),)),
        "eth0 loses multicast: a packet sent to a group did not come back",
    ),
    "multicast-off": (_net(replace(ETH, multicast=False)), "eth0 carries no multicast"),
    "clock-set": (FINE, "the clock is kept by a time service"),
    "clock-free": (_clock(battery=True), "the clock says 2027, from a battery clock"),
    "clock-unset": (_clock(battery=False), "the clock says 2027 and nothing vouches for it"),
    "disk-fine": (FINE, "/data can be written to (200 MB free, 500 ms for a change)"),
    "disk-full": (_disk(free_bytes=FULL_BYTES - 1), "/data has 16 MB free"),
    "disk-low": (_disk(free_bytes=LOW_BYTES - 1), "/data has 200 MB free"),
    "disk-read-only": (_disk(error=errno.EROFS), "/data cannot be written to"),
    "disk-not-permitted": (_disk(error=errno.EACCES), "/data cannot be written to"),
    "disk-wrong": (_disk(error=errno.EIO, free_bytes=None), "written to (unknown room)"),
    "disk-slow": (_disk(fsync_s=0.7), "takes 0.7 s to keep one change"),
    "memory-fine": (FINE, "150 MB of memory are available"),
    "memory-low": (_machine(available_bytes=LOW_MEMORY_BYTES - 1), "150 MB of memory"),
    "cores": (_machine(cores=1), "1 core"),
    "watchdog-there": (FINE, "the unit stagewatt.service is installed"),
    "watchdog-none": (_machine(unit=False), "there is no unit stagewatt.service"),
    "container-none": (FINE, "this is no container"),
    "container-there": (_machine(container="Docker"), "this is a container (Docker)"),
    "firewall-none": (FINE, "no firewall was seen"),
    "firewall-there": (_machine(walls=("ufw", "nftables")), "filtered by ufw, nftables"),
    "serial-fine": (FINE, "/dev/ttyS0 is there"),
    "serial-missing": (
        replace(FINE, serial=(SerialLine("/dev/x", there=False, permitted=False),)),
        "/dev/x is not there",
    ),
    "serial-not-permitted": (
        replace(FINE, serial=(SerialLine("/dev/x", there=True, permitted=False),)),
        "/dev/x is not permitted to this user",
    ),
}


def _codes(facts: Facts) -> list[str]:
    return [each.kind.code for each in judge(facts)]


def _one(facts: Facts, code: str) -> Diagnosis:
    (found,) = (each for each in judge(facts) if each.kind.code == code)
    return found


def test_there_is_a_case_for_every_kind() -> None:
    assert [*CASES] == [kind.code for kind in KINDS] or set(CASES) == {k.code for k in KINDS}


@pytest.mark.parametrize("code", CASES)
def test_the_facts_lead_to_the_finding(code: str) -> None:
    facts, words = CASES[code]
    assert words in _one(facts, code).what


def test_a_fine_machine_has_nothing_to_watch() -> None:
    assert {each.kind.level for each in judge(FINE)} == {"ok"}


@pytest.mark.parametrize("code", [kind.code for kind in KINDS if kind.level != "ok"])
def test_one_thing_wrong_is_one_finding(code: str) -> None:
    facts, _ = CASES[code]
    assert [each.kind.code for each in judge(facts) if each.kind.level != "ok"] == [code]


def test_bad_findings_come_first() -> None:
    facts = replace(_disk(error=errno.ENOSPC), config="n.toml", interfaces=(_on(ETH, LINK, SIX),))
    levels = [each.kind.level for each in judge(facts)]
    assert levels[:3] == ["bad", "watch", "ok"]


@pytest.mark.parametrize(
    ("facts", "code", "words"),
    [
        (_disk(error=errno.ENOSPC), "disk-full", "200 MB free"),
        (_disk(error=errno.EDQUOT), "disk-full", "cannot be written"),
        (_disk(fsync_s=None, free_bytes=None), "disk-fine", "(unknown room)"),
        (_machine(systemd=False), "watchdog-none", "there is no systemd"),
        (_clock(before_release=True), "clock-unset", "nothing vouches"),
        (
            _clock(service="chrony"),
            "clock-free",
            "from a battery clock; chrony is there but has not set it",
        ),
        (replace(FINE, clock=replace(CLOCK, service="chrony")), "clock-set", "kept by chrony"),
        (_net(_on(ETH, SIX)), "address-none", "eth0 has only an address of its own link"),
        (_net(), "address-none", "no network interface besides loopback"),
        (_net(_on(ETH, WIDE_SIX)), "address-global", "eth0 has 2001:db8::5"),
        (
            replace(FINE, multicast=(Multicast("eth0", heard=False, error="not permitted"),)),
            "multicast-lost",
            "eth0 loses multicast: not permitted",
        ),
        (_port("llmnr", TAKEN), "names-taken", "run as root to learn which"),
    ],
)
def test_further_ways_to_a_finding(facts: Facts, code: str, words: str) -> None:
    assert words in _one(facts, code).what


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (_net(replace(ETH, up=False, carrier=None)), "cable-out"),
        (_net(replace(ETH, multicast=False, addresses=())), "multicast-off"),
        (_machine(available_bytes=None), "memory-fine"),
        (_net(_on(ETH, FOUR, OTHER)), "network-twice"),
        (_disk(free_bytes=LOW_BYTES - 1, fsync_s=0.7), "disk-fine"),
        (replace(FINE, config=None, ports=(replace(SCREEN, host="::1"),)), "screen-here-only"),
    ],
)
def test_what_is_no_finding(facts: Facts, code: str) -> None:
    assert code not in _codes(facts)


def test_whatever_is_not_fine_has_its_cure_in_one_sentence() -> None:
    for kind in KINDS:
        assert bool(kind.cure) == (kind.level != "ok"), kind.code
        assert kind.cure == "" or kind.cure.endswith(".")
        assert ". " not in kind.cure.replace("... ", ""), kind.code
