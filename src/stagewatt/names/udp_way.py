"""A way that speaks plain UDP: hands packets to the rules and sends what these say."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable

from stagewatt.domain.ports import Clock
from stagewatt.names.addresses import LocalAddress
from stagewatt.names.packets import Outgoing, Speaker, Wishes
from stagewatt.names.udp import Ports, received
from stagewatt.names.way import RETRY_S, Wake, WayStatus, why_not

log = logging.getLogger(__name__)

NO_ADDRESS = "this machine has no address in a network"


class UdpWay:
    """NetBIOS or LLMNR; it decides nothing."""

    def __init__(
        self,
        way: str,
        speaker: Speaker,
        opens: Callable[[tuple[LocalAddress, ...]], Ports],
        clock: Clock,
        port: int,
        holder: str,
    ) -> None:
        """Take the rules, what opens the sockets, and who usually holds the port."""
        self._way = way
        self._speaker = speaker
        self._opens = opens
        self._clock = clock
        self._port = port
        self._holder = holder
        self._wishes = Wishes()
        self._open: Ports | None = None
        self._why: str | None = NO_ADDRESS
        self._wake = Wake()

    def wish(self, wishes: Wishes) -> None:
        """Take what the node wants to be found by."""
        if wishes != self._wishes:
            self._wishes = wishes
            self._wake.set()

    def status(self) -> WayStatus:
        """Return how it is."""
        on = self._open is not None
        names = self._speaker.held if on else ()
        return WayStatus(way=self._way, on=on, why=self._why, names=names)

    async def run(self) -> None:
        """Run until cancelled; says goodbye then. What fails is tried again every 30 s."""
        opened_for: tuple[LocalAddress, ...] = ()
        try:
            while True:
                addresses = self._wishes.addresses
                if self._open is None or addresses != opened_for:
                    self._reopen(addresses)
                    opened_for = addresses
                await self._wake.wait(self._step())
        finally:
            self._close(self._speaker.goodbye())

    def _step(self) -> float | None:
        """Do what is due and return the seconds until there is more, None for no such time."""
        if self._open is None:
            return RETRY_S if self._wishes.addresses else None
        names = tuple(name.host for name in self._wishes.names)
        now_ns = self._clock.now_ns()
        self._speaker.wish(names, self._wishes.addresses, now_ns)
        self._send(self._speaker.tick(now_ns), None)
        due_ns = self._speaker.due_ns
        return None if due_ns is None else max(0.0, (due_ns - now_ns) / 1e9)

    def _reopen(self, addresses: tuple[LocalAddress, ...]) -> None:
        self._close(())
        if not addresses:
            self._why = NO_ADDRESS
            return
        try:
            ports = self._opens(addresses)
        except OSError as error:
            why = why_not(error, self._port, self._holder)
            if why != self._why:
                log.warning("%s is off: %s", self._way, why)
            self._why = why
            return
        self._open, self._why = ports, None
        for sock in ports.sockets:
            asyncio.get_running_loop().add_reader(sock, self._readable, sock)

    def _readable(self, sock: socket.socket) -> None:
        for data, asker in received(sock):
            self._send(self._speaker.heard(data, asker, self._clock.now_ns()), sock)
        self._wake.set()

    def _send(self, packets: tuple[Outgoing, ...], heard_on: socket.socket | None) -> None:
        if self._open is not None:
            for each in packets:
                self._open.send(each, heard_on)

    def _close(self, last: tuple[Outgoing, ...]) -> None:
        self._send(last, None)
        if self._open is not None:
            loop = asyncio.get_running_loop()
            for sock in self._open.sockets:
                loop.remove_reader(sock)
                sock.close()
        self._open = None
