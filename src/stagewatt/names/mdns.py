"""Names by mDNS and DNS-SD: probes, announces, defends and withdraws them.

The zeroconf library answers and announces; it checks no host names, so that is done here. It shares
port 5353 with Avahi, systemd-resolved and other nodes of this machine. All addresses are told on
all links.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from zeroconf import RecordUpdate, RecordUpdateListener, ServiceInfo, Zeroconf
from zeroconf._dns import DNSAddress
from zeroconf.asyncio import AsyncZeroconf

from stagewatt.domain.ports import Clock
from stagewatt.names import mdns_records
from stagewatt.names.host_names import HostName
from stagewatt.names.mdns_records import host_of
from stagewatt.names.mdns_rule import MdnsNames
from stagewatt.names.packets import Wishes
from stagewatt.names.udp_way import NO_ADDRESS
from stagewatt.names.way import RETRY_S, Wake, WayStatus, why_not

log = logging.getLogger(__name__)

PORT = 5353
_HOLDER = "one that does not share it"


class MdnsWay(RecordUpdateListener):
    """`settled` is told when the held names changed."""

    def __init__(
        self,
        clock: Clock,
        chance: Callable[[], float],
        version: str,
        settled: Callable[[], None] = lambda: None,
    ) -> None:
        """Take clock and chance from 0 to 1; `version` is told as `ver`."""
        self._clock = clock
        self._version = version
        self._settled = settled
        self._names = MdnsNames(chance)
        self._wishes = Wishes()
        self._wake = Wake()
        self._zero: AsyncZeroconf | None = None
        self._why: str | None = NO_ADDRESS
        self._failed = False
        self._told: dict[str, ServiceInfo] = {}
        self._tasks: set[asyncio.Future[object]] = set()

    def wish(self, wishes: Wishes) -> None:
        """Take what the node wants to be found by."""
        if wishes != self._wishes:
            self._wishes = wishes
            self._wake.set()

    def status(self) -> WayStatus:
        """Return how it is."""
        on = self._zero is not None
        names = self._names.held if on else ()
        return WayStatus(way="mdns", on=on, why=self._why, names=names)

    @property
    def decided(self) -> tuple[HostName, ...] | None:
        """The names to go by everywhere, None while that is open; those wished if mDNS fails."""
        wished = self._wishes.names
        if self._failed:
            return wished
        held = [self._names.held_for(name.host) for name in wished]
        pairs = zip(wished, held, strict=True)
        decided = tuple(replace(name, host=host) for name, host in pairs if host is not None)
        return decided if len(decided) == len(wished) else None

    async def run(self) -> None:
        """Run until cancelled; says goodbye then. What fails is tried again every 30 s."""
        spoken_for: object = None
        try:
            while True:
                wishes = self._wishes
                if self._zero is None or wishes.addresses != spoken_for:
                    await self._interfaces(wishes)
                    spoken_for = wishes.addresses
                await self._wake.wait(await self._step(wishes))
        finally:
            await self._end()

    async def _interfaces(self, wishes: Wishes) -> None:
        """Open the sockets, or fit them to other addresses."""
        places = mdns_records.interfaces(wishes.addresses)
        if not places:
            await self._end()
            self._why = NO_ADDRESS
            return
        try:
            if self._zero is None:
                self._zero = AsyncZeroconf(interfaces=places)
                self._zero.zeroconf.async_add_listener(self, None)
                await self._zero.zeroconf.async_wait_for_start()
            else:
                await self._zero.async_update_interfaces(places)
            self._why, self._failed = None, False
        except (OSError, RuntimeError) as error:
            # RuntimeError: an interface went between being listed and being opened.
            await self._end()
            cause = error if isinstance(error, OSError) else OSError(0, str(error))
            why = why_not(cause, PORT, _HOLDER)
            if why != self._why:
                log.warning("mdns is off: %s", why)
            self._why, self._failed = why, True
            self._settled()

    async def _step(self, wishes: Wishes) -> float | None:
        """Do what is due and return the seconds until there is more, None for no such time."""
        if self._zero is None:
            return RETRY_S if wishes.addresses else None
        now_ns = self._clock.now_ns()
        before = self._names.held
        records = mdns_records.records_of(wishes.addresses)
        self._names.wish([name.host for name in wishes.names], records, now_ns)
        step, again = self._names.tick(now_ns)
        for name in step.ask:
            self._zero.zeroconf.async_send(mdns_records.probe(name, records))
        await self._tell(self._zero, wishes, again)
        if self._names.held != before:
            self._settled()
        due_ns = self._names.due_ns
        return None if due_ns is None else max(0.0, (due_ns - now_ns) / 1e9)

    async def _tell(self, zero: AsyncZeroconf, wishes: Wishes, again: tuple[str, ...]) -> None:
        """Announce what is new or different, and what has to be defended; withdraw the rest."""
        wanted = self._services(wishes)
        defended = {host_of(name) for name in again}
        for key in [key for key in self._told if key not in wanted]:
            self._finish(await zero.async_unregister_service(self._told.pop(key)))
        for key, info in wanted.items():
            told = self._told.get(key)
            self._told[key] = info
            if told is None:
                # The name was asked for already: the library need not do so.
                sent = await zero.async_register_service(info, cooperating_responders=True)
                self._finish(sent)
            elif not _same(told, info) or info.server in defended:
                self._finish(await zero.async_update_service(info))

    def _services(self, wishes: Wishes) -> dict[str, ServiceInfo]:
        held = [(self._names.held_for(name.host), name) for name in wishes.names]
        names = [(host, name) for host, name in held if host is not None]
        infos = [mdns_records.screen(*each, wishes, self._version) for each in names]
        if names and wishes.about:
            first = names[0][0]
            infos.append(mdns_records.node(first, wishes.instance or first, wishes))
        return {info.key: info for info in infos}

    def _finish(self, sent: Awaitable[object]) -> None:
        """Let the repeated packets go out while we go on."""
        task = asyncio.ensure_future(sent)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _end(self) -> None:
        """Say goodbye for everything and close."""
        zero, self._zero = self._zero, None
        self._told = {}
        for task in tuple(self._tasks):
            task.cancel()
        if zero is not None:
            zero.zeroconf.async_remove_listener(self)
            await zero.async_close()

    def async_update_records(self, zc: Zeroconf, now: float, records: list[RecordUpdate]) -> None:
        """Hear what is announced (the library calls it, once for each packet)."""
        del now
        heard: dict[str, set[tuple[int, bytes]]] = {}
        for update in records:
            record = update.new
            if isinstance(record, DNSAddress) and record.ttl:
                heard.setdefault(record.name, set()).add((record.type, record.address))
        for name, addresses in heard.items():
            host = name.removesuffix(".").removesuffix(".local")
            if self._names.base_of(host) is not None and self._names.strange(addresses):
                # A packet may hold one family only; both sides must compare all there is.
                for known in zc.cache.entries_with_name(name):
                    if isinstance(known, DNSAddress):
                        addresses.add((known.type, known.address))
                self._names.heard(host, frozenset(addresses), self._clock.now_ns())
                self._wake.set()

    def async_update_records_complete(self) -> None:
        """Nothing: all is done when the records come."""


def _same(one: ServiceInfo, other: ServiceInfo) -> bool:
    return (one.port, one.text, one.server, one.addresses_by_version) == (
        other.port,
        other.text,
        other.server,
        other.addresses_by_version,
    )
