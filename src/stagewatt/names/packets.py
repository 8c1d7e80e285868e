"""What goes between the decisions on a packet and the sockets that carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stagewatt.names.addresses import Asker, LocalAddress
from stagewatt.names.host_names import HostName


@dataclass(frozen=True, slots=True)
class Reply:
    """A packet to one who asked."""

    data: bytes
    to: Asker


@dataclass(frozen=True, slots=True)
class Call:
    """A packet to everybody on the link of one of our addresses."""

    data: bytes
    by: LocalAddress


Outgoing = Reply | Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a node wants to be found by.

    `about` goes into the text of our own service type, whose instance is called `instance`.
    """

    names: tuple[HostName, ...] = ()
    addresses: tuple[LocalAddress, ...] = ()
    http_port: int = 80
    about: tuple[tuple[str, str], ...] = ()
    instance: str = ""


class Speaker(Protocol):
    """One way of being found, without its sockets; instants are monotonic nanoseconds."""

    def wish(
        self, names: tuple[str, ...], addresses: tuple[LocalAddress, ...], now_ns: int
    ) -> None:
        """Take the names and addresses of this node."""

    def heard(self, data: bytes, asker: Asker, now_ns: int) -> tuple[Outgoing, ...]:
        """Take a packet of any content and return what is to be sent."""

    def tick(self, now_ns: int) -> tuple[Outgoing, ...]:
        """Return what is due."""

    def goodbye(self) -> tuple[Outgoing, ...]:
        """Return what is to be said at the end."""

    @property
    def due_ns(self) -> int | None:
        """When `tick` has something to do."""

    @property
    def held(self) -> tuple[str, ...]:
        """The names that are ours."""
