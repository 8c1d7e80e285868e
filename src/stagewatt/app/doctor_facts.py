"""What `stagewatt doctor` knows of a machine: gathered in one place, judged in another."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.names.addresses import LocalAddress


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a port: a program's name and number, both None where we may not look."""

    program: str | None = None
    pid: int | None = None
    ours: bool = False
    """True for another node of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """The attempt to open a port: `error` is its errno, None when it opened."""

    use: str
    """"screen", "mesh", "mdns", "netbios" or "llmnr"."""
    kind: str
    """"tcp" or "udp"."""
    host: str
    number: int
    error: int | None = None
    holder: Holder = Holder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One interface besides loopback; `carrier` None where the system does not tell."""

    name: str
    up: bool
    multicast: bool
    carrier: bool | None
    addresses: tuple[LocalAddress, ...] = ()


@dataclass(frozen=True, slots=True)
class Multicast:
    """The attempt to hear our own packet on an interface; `error` in words where it failed."""

    interface: str
    heard: bool
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFact:
    """`year` of the wall clock, whether it is earlier than this program, and who keeps it."""

    year: int
    before_release: bool
    synchronised: bool
    battery: bool
    service: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """The attempt to write into the data folder or, where it is not yet, its nearest parent.

    `error` is its errno and `fsync_s` how long the disk took, each None in the other case.
    """

    path: str
    free_bytes: int | None
    error: int | None = None
    fsync_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """`available_bytes` is None where the system does not tell; `walls` are firewalls seen."""

    available_bytes: int | None
    cores: int
    systemd: bool
    unit: bool
    container: str | None
    walls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SerialLine:
    """A serial line of the configuration."""

    path: str
    there: bool
    permitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of it; `config` names the file, `wrong` its first error."""

    config: str | None
    wrong: str | None
    ports: tuple[Port, ...]
    interfaces: tuple[Interface, ...]
    routed: bool
    multicast: tuple[Multicast, ...]
    clock: ClockFact
    disk: Disk
    machine: Machine
    serial: tuple[SerialLine, ...]
