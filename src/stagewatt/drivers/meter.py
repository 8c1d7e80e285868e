"""Reads a mains meter: few large blocks; those beyond voltages and currents may be missing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from stagewatt.domain.ports import Clock
from stagewatt.domain.reading import Fault, MainsSample
from stagewatt.drivers.extra import Extra
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.gates import MainsGate
from stagewatt.drivers.lines import Seat
from stagewatt.drivers.poller import Taken
from stagewatt.meters.mains import MAINS_POINTS, mains_sample
from stagewatt.meters.table import Identify, MeterTable, decode, reads
from stagewatt.wire.plan import Span

ESSENTIAL = ("v_ln_v.l1", "v_ln_v.l2", "v_ln_v.l3", "i_a.l1", "i_a.l2", "i_a.l3")
"""Without these there is no sample; whatever lies in other blocks may be missing."""


class MeterReader:
    """One meter at its place on a line."""

    def __init__(self, seat: Seat, table: MeterTable, gate: MainsGate, clock: Clock) -> None:
        """Plan the reads for what a `MainsSample` holds."""
        wanted = tuple(point for point in table.points if point.name in MAINS_POINTS)
        self._seat = seat
        self._table = replace(table, points=wanted)
        self._gate = gate
        self._clock = clock
        essential = [point.span for point in wanted if point.name in ESSENTIAL]
        spans = reads(self._table)
        self._main = tuple(span for span in spans if any(_holds(span, each) for each in essential))
        self._extras = {span: Extra() for span in spans if span not in self._main}
        self._known_on = 0

    async def take(self) -> Taken[MainsSample]:
        """Return one sample with the instant its first block was asked for; else ReadFailed."""
        await self._recognise()
        answers: list[tuple[Span, tuple[int, ...]]] = []
        at_ns = 0
        for span in self._main:
            answers.append((span, await self._read(span)))
            at_ns = at_ns or self._seat.asked_ns
        for span, extra in self._extras.items():
            words = await extra.attempt(partial(self._read, span), self._clock.now_ns())
            if words is not None:
                answers.append((span, words))
        sample = mains_sample(decode(self._table, answers))
        return Taken(self._gate.judge(sample), at_ns)

    async def _recognise(self) -> None:
        """Ask once per connection whether this kind of meter is at the other end."""
        asked = self._table.identify
        if asked is not None and await self._seat.open() != self._known_on:
            await self._ask_who(asked)
            self._known_on = self._seat.generation

    async def _ask_who(self, asked: Identify) -> None:
        try:
            words = await self._seat.read(asked.function, *asked.span)
        except ReadFailed as failed:
            if failed.fault is not Fault.EXCEPTION:
                raise
            why = f"it does not say that it is a {self._table.title}: {failed.reason}"
            raise ReadFailed(Fault.WRONG_DEVICE, why) from None
        if not asked.fits(words):
            raise ReadFailed(Fault.WRONG_DEVICE, f"it is no {self._table.title}")

    async def _read(self, span: Span) -> tuple[int, ...]:
        return await self._seat.read(self._table.function, span.address, span.words)


def _holds(span: Span, other: Span) -> bool:
    return span.address <= other.address and other.end <= span.end
