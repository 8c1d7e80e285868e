"""All devices of one rack, each polled at its own pace, joined into one reading."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from stagewatt.domain.ports import Clock
from stagewatt.domain.reading import BoardIdentity, BoardSample, MainsSample, RackReading
from stagewatt.domain.setup import DeviceSetup, RackSetup
from stagewatt.drivers.board import BoardReader, Expected
from stagewatt.drivers.gates import BoardGate, MainsGate
from stagewatt.drivers.lines import Lines, Seat
from stagewatt.drivers.meter import MeterReader
from stagewatt.drivers.poller import Poller, Taken
from stagewatt.drivers.supervise import keep_alive
from stagewatt.meters.registry import meter

S = TypeVar("S")

TOGETHER_S = 0.003
"""Boards polled in the same beat come in one reading; a late one is waited for so long."""
PACE_MS = 100
"""A board at least this quick carries the meter's values along with its own."""


class RackDriver:
    """Reads one rack for ever; it can only read."""

    def __init__(
        self,
        setup: RackSetup,
        *,
        clock: Clock,
        on_reading: Callable[[RackReading], None],
        on_identity: Callable[[str, BoardIdentity], None],
        lines: Lines | None = None,
        chance: Callable[[], float] = random.random,  # spreads retries, no secret
    ) -> None:
        """Take the rack and who is told.

        `lines` is shared by racks that may have an address in common; `chance` (0 to 1) spreads
        retries. Unknown when the set-up names a meter that is not there.
        """
        self.crashes = 0
        self._setup = setup
        self._clock = clock
        self._on_reading = on_reading
        self._on_identity = on_identity
        self._chance = chance
        self._news, self._all_boards = asyncio.Event(), asyncio.Event()
        self._fresh: set[str] = set()
        self._seats: list[Seat] = []
        lines = Lines(clock) if lines is None else lines
        self._meter = self._meter_poller(lines, setup.meter)
        self._boards = tuple(self._board_poller(lines, board) for board in setup.boards)

    @property
    def reasons(self) -> dict[str, str]:
        """Why devices do not answer, for people, by device; those that answer are absent."""
        return {p.reading.device: p.reason for p in self._pollers if p.reason is not None}

    @property
    def _pollers(self) -> tuple[Poller[MainsSample] | Poller[BoardSample], ...]:
        return (self._meter, *self._boards)

    async def run(self) -> None:
        """Poll until cancelled, then close what is open."""
        for seat in self._seats:
            seat.join()
        try:
            async with asyncio.TaskGroup() as tasks:
                for poller in self._pollers:
                    tasks.create_task(self._kept(poller.name, poller.run, poller.broke))
                tasks.create_task(self._kept("readings", self._publish, lambda _: None))
        finally:
            for seat in self._seats:
                seat.leave()

    async def _kept(
        self, name: str, work: Callable[[], Awaitable[None]], tell: Callable[[Exception], None]
    ) -> None:
        def crashed(error: Exception) -> None:
            self.crashes += 1
            tell(error)

        await keep_alive(name, work, crashed=crashed, chance=self._chance)

    def _meter_poller(self, lines: Lines, device: DeviceSetup) -> Poller[MainsSample]:
        gate = MainsGate.of(self._setup.model)
        reader = MeterReader(self._seat(lines, device), meter(device.table), gate, self._clock)
        return self._poller(device, reader.take, self._meter_done)

    def _board_poller(self, lines: Lines, device: DeviceSetup) -> Poller[BoardSample]:
        model = self._setup.model
        reader = BoardReader(
            self._seat(lines, device),
            Expected(model.id, len(device.ways or model.supervised)),
            BoardGate.of(model),
            clock=self._clock,
            on_identity=partial(self._on_identity, device.id),
        )
        return self._poller(device, reader.take, partial(self._board_done, device.id))

    def _seat(self, lines: Lines, device: DeviceSetup) -> Seat:
        seat = lines.seat(device)
        self._seats.append(seat)
        return seat

    def _poller(
        self,
        device: DeviceSetup,
        take: Callable[[], Awaitable[Taken[S]]],
        done: Callable[[], None],
    ) -> Poller[S]:
        rack = self._setup.id or self._setup.model.id
        return Poller(
            f"{rack} {device.id}", device, take, done=done, clock=self._clock, chance=self._chance
        )

    def _board_done(self, device: str) -> None:
        self._fresh.add(device)
        if len(self._fresh) == len(self._boards):
            self._all_boards.set()
        self._news.set()

    def _meter_done(self) -> None:
        """Tell at once only where no board will carry the meter's values along soon."""
        boards = [board.reading for board in self._boards]
        if not any(each.fault is None and each.period_ms <= PACE_MS for each in boards):
            self._all_boards.set()
            self._news.set()

    async def _publish(self) -> None:
        """Hand over the newest reading after each poll of the boards."""
        while True:
            await self._news.wait()
            if not self._all_boards.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(TOGETHER_S):
                        await self._all_boards.wait()
            self._news.clear()
            self._all_boards.clear()
            self._fresh.clear()
            self._on_reading(self._reading())

    def _reading(self) -> RackReading:
        return RackReading(
            at_ns=self._clock.now_ns(),
            meter=self._meter.reading,
            boards=tuple(board.reading for board in self._boards),
        )
