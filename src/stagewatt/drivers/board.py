"""Reads a rack I/O board: who it is, then its live block each time, the other blocks when due."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from stagewatt.domain.ports import Clock
from stagewatt.domain.reading import (
    BoardIdentity,
    BoardSample,
    Contact,
    Fault,
    Value,
    WindowSample,
)
from stagewatt.drivers.continuity import Hangs, Trail, follow
from stagewatt.drivers.extra import Extra
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.gates import BoardGate
from stagewatt.drivers.lines import Seat
from stagewatt.drivers.poller import Taken
from stagewatt.meters import rack_io
from stagewatt.wire.plan import Span

FUNCTION = 4
"""Input registers: the map is the same under 3, but these cannot be written by anybody."""
TRIES = 3
"""How often one poll asks again for a block that was torn or on a connection that was renewed."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the set-up says about a board."""

    model: str
    ways: int


@dataclass(slots=True)
class _Known:
    """What is known of the board that answers, until it restarts or the connection ends."""

    identity: BoardIdentity
    generation: int
    boot: int | None = None
    window: WindowSample | None = None
    breakers: tuple[Contact | None, ...] = ()
    breakers_of: tuple[int, int] | None = None
    """The change counter and the window number they were fetched with."""


class BoardReader:
    """One board at its place on a line."""

    def __init__(
        self,
        seat: Seat,
        expected: Expected,
        gate: BoardGate,
        *,
        clock: Clock,
        on_identity: Callable[[BoardIdentity], None],
    ) -> None:
        """Take whom to expect, and who is told when somebody new answers."""
        self._seat = seat
        self._expected = expected
        self._gate = gate
        self._clock = clock
        self._on_identity = on_identity
        self._known: _Known | None = None
        self._trail: Trail | None = None
        self._newest: Taken[BoardSample] | None = None
        self._announced: BoardIdentity | None = None
        self._extras = {"window": Extra(), "breakers": Extra(), "residuals": Extra()}

    async def take(self) -> Taken[BoardSample]:
        """Return one sample with the instant it was asked for; else ReadFailed."""
        known, live, words = await self._live()
        at_ns = self._seat.asked_ns
        before = self._trail
        try:
            trail = follow(before, live, at_ns)
        except Hangs:
            raise  # the trail stays, so that what did not move is never new
        except ReadFailed:
            self._forget()
            raise
        self._trail = trail
        if before is not None and trail.sample is before.sample and self._newest is not None:
            return self._newest
        sample = self._gate.judge(await self._complete(known, live, words))
        self._newest = Taken(sample, at_ns)
        return self._newest

    def _forget(self) -> None:
        """Begin anew with the next poll: ask who is there, compare with nothing."""
        self._known = self._trail = self._newest = None

    async def _live(self) -> tuple[_Known, BoardSample, tuple[int, ...]]:
        """Return the live block of a board that is known on this connection and in this boot."""
        torn: str | None = None
        for _ in range(TRIES):
            known = await self._identified()
            (span,) = rack_io.reads_live(known.identity.ways)
            words = await self._read(span)
            if self._seat.generation != known.generation:
                continue
            try:
                live = rack_io.decode_live(words, known.identity)
            except rack_io.TornFrame as error:
                torn = str(error)
                continue
            except rack_io.BadFrame as error:
                self._forget()
                raise ReadFailed(Fault.GARBAGE, str(error)) from None
            if known.boot not in {None, live.boot}:
                # It restarted: it may have a new program, or be another board.
                self._known = None
                continue
            known.boot = live.boot
            return known, live, words
        if torn is None:
            raise ReadFailed(Fault.NO_LINK, "the connection is lost with every question")
        raise ReadFailed(Fault.TORN, torn)

    async def _identified(self) -> _Known:
        generation = await self._seat.open()
        if self._known is not None and self._known.generation == generation:
            return self._known
        self._known = None
        words = await self._read(rack_io.reads_identity()[0])
        try:
            identity = rack_io.decode_identity(words)
        except rack_io.BadFrame as error:
            raise await self._wrong(str(error)) from None
        self._check(identity)
        if identity != self._announced:
            self._trail = self._newest = None
            self._announced = identity
            self._on_identity(identity)
        self._known = _Known(identity, self._seat.generation)
        return self._known

    def _check(self, identity: BoardIdentity) -> None:
        model, ways = self._expected.model, self._expected.ways
        # The map has room for 16 characters; a board that names no model fits any.
        if identity.model and identity.model.casefold() != model[:16].casefold():
            why = f"the board says it belongs to a {identity.model}, the set-up names a {model}"
            raise ReadFailed(Fault.WRONG_DEVICE, why)
        if identity.ways != ways:
            why = f"the board carries {identity.ways} ways, the set-up names {ways}"
            raise ReadFailed(Fault.WRONG_DEVICE, why)

    async def _wrong(self, why: str) -> ReadFailed:
        """Return the failure, with what the stranger says of itself where it says anything."""
        try:
            texts = await self._seat.identify()
        except ReadFailed:
            return ReadFailed(Fault.WRONG_DEVICE, why)
        says = " ".join(text for _, text in sorted(texts.items()) if text)
        return ReadFailed(Fault.WRONG_DEVICE, f"{why}; it calls itself {says!r}")

    async def _complete(
        self, known: _Known, live: BoardSample, words: tuple[int, ...]
    ) -> BoardSample:
        """Return the sample with the blocks that are not part of the live one."""
        number = rack_io.window_number(words)
        await self._renew_window(known, number)
        if known.identity.has_breakers:
            await self._renew_breakers(known, (rack_io.breaker_changes(words), number))
        residuals: tuple[Value, ...] | None = None
        if known.identity.has_residuals:
            spans = rack_io.reads_residuals(known.identity.ways)
            residuals = await self._extra(
                "residuals", spans, lambda blocks: rack_io.decode_residuals(blocks[0])
            )
        return replace(
            live, window=known.window, way_breakers=known.breakers, i_residual_a=residuals or ()
        )

    async def _renew_window(self, known: _Known, number: int) -> None:
        """Fetch the window of the last whole second, once; what is not fetched is not known."""
        if known.window is not None and known.window.number == number:
            return
        spans = rack_io.reads_window(known.identity.ways)
        known.window = await self._extra("window", spans, rack_io.decode_window)

    async def _renew_breakers(self, known: _Known, now: tuple[int, int]) -> None:
        """Fetch the contacts when one moved, and once a second, so that their times stay true."""
        if known.breakers_of == now:
            return
        spans = rack_io.reads_breakers(known.identity.ways)
        breakers = await self._extra("breakers", spans, rack_io.decode_breakers)
        known.breakers = breakers or ()
        known.breakers_of = None if breakers is None else now

    async def _extra(
        self,
        name: str,
        spans: tuple[Span, ...],
        decode: Callable[[Sequence[Sequence[int]]], T],
    ) -> T | None:
        """Return a block in parts, None when the board does not bring it whole."""

        async def read() -> T:
            try:
                return decode([await self._read(span) for span in spans])
            except rack_io.FrameError as error:
                # Its size is the one that was asked for: it can only be torn.
                raise ReadFailed(Fault.TORN, str(error)) from None

        return await self._extras[name].attempt(read, self._clock.now_ns())

    def _read(self, span: Span) -> Awaitable[tuple[int, ...]]:
        return self._seat.read(FUNCTION, span.address, span.words)
