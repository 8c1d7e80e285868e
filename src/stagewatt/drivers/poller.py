"""One device, asked for ever at its own pace; whatever goes wrong becomes part of its reading."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from stagewatt.domain.ports import Clock
from stagewatt.domain.reading import DeviceReading, Fault
from stagewatt.domain.setup import DeviceSetup
from stagewatt.drivers.backoff import Backoff
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.schedule import Grid

log = logging.getLogger(__name__)

S = TypeVar("S")

TELL_AFTER = 3
"""So many failures in a row are worth a line in the log; one lost answer is not."""

_PROMPT = frozenset({Fault.TORN, Fault.IMPLAUSIBLE})
"""The device is there and answers at once: it is asked again at its next turn."""
_MS = 1_000_000


@dataclass(frozen=True, slots=True)
class Taken(Generic[S]):
    """What one poll brought, and when its question went out (monotonic)."""

    sample: S
    at_ns: int


class Poller(Generic[S]):
    """Polls one device. `reading` is the newest, `reason` why the newest poll failed, if it did."""

    def __init__(
        self,
        name: str,
        device: DeviceSetup,
        take: Callable[[], Awaitable[Taken[S]]],
        *,
        done: Callable[[], None],
        clock: Clock,
        chance: Callable[[], float],
    ) -> None:
        """Take the way to read it and who is told after each poll; `chance` gives 0 to 1."""
        self.reading: DeviceReading[S] = DeviceReading(device=device.id, period_ms=device.period_ms)
        self.reason: str | None = None
        self.name = name
        self._take = take
        self._done = done
        self._clock = clock
        self._chance = chance
        self._period_ns = device.period_ms * _MS
        self._backoff = Backoff()
        self._told: set[Fault] = set()

    async def run(self) -> None:
        """Poll until cancelled; what is not a `ReadFailed` passes through."""
        due_ns = self._clock.now_ns()
        grid = Grid(due_ns, self._period_ns)
        while True:
            delay_s = await self.poll()
            # A sleep may end a little early (uvloop counts in milliseconds): a slot that was polled
            # is over, whatever the clock says.
            now_ns = max(self._clock.now_ns(), due_ns)
            due_ns = grid.due_ns(now_ns, earliest_ns=now_ns + int(delay_s * 1e9))
            await asyncio.sleep((due_ns - self._clock.now_ns()) / 1e9)

    async def poll(self) -> float:
        """Poll once and return the seconds to leave the device alone."""
        try:
            taken = await self._take()
        except ReadFailed as failed:
            return self._failed(failed.fault, failed.reason)
        self._answered(taken)
        return 0.0

    def broke(self, error: Exception) -> None:
        """Count an error of our own as a poll that brought nothing usable."""
        self._failed(Fault.GARBAGE, f"unexpected {type(error).__name__}: {error}")

    def _answered(self, taken: Taken[S]) -> None:
        if self._told:
            log.info("%s answers again after %d failed polls", self.name, self.reading.missed)
            self._told.clear()
        self.reason = None
        self._backoff = Backoff()
        self.reading = replace(
            self.reading, sample=taken.sample, at_ns=taken.at_ns, missed=0, fault=None
        )
        self._done()

    def _failed(self, fault: Fault, reason: str) -> float:
        self.reason = reason
        self.reading = replace(self.reading, missed=self.reading.missed + 1, fault=fault)
        if fault not in self._told and (
            self.reading.missed >= TELL_AFTER or fault is Fault.WRONG_DEVICE
        ):
            self._told.add(fault)
            log.warning("%s: %s (%s)", self.name, reason, fault.value)
        self._done()
        if fault in _PROMPT:
            return 0.0
        self._backoff = self._backoff.failed()
        return self._backoff.delay_s(self._chance())
