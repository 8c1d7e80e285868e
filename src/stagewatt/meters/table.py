"""`MeterTable`: a meter's registers as data, and the three things one does with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from stagewatt.domain.reading import Value
from stagewatt.wire.codecs import Codec
from stagewatt.wire.plan import Span, plan


@dataclass(frozen=True, slots=True)
class Point:
    """One quantity: SI value = raw x `scale`; outside `low`..`high` it is no value at all.

    `assumed` where the maker's documents do not agree, or are of another device of the family.
    """

    name: str
    address: int
    codec: Codec[float]
    scale: float = 1.0
    low: float | None = None
    high: float | None = None
    assumed: bool = False

    @property
    def span(self) -> Span:
        """Where the registers lie."""
        return Span(self.address, self.codec.words)

    def decode(self, words: Sequence[int]) -> Value:
        """Return the SI value, None when the device gave none or an impossible one."""
        raw = self.codec.decode(words)
        if raw is None:
            return None
        value = raw * self.scale
        below = self.low is not None and value < self.low
        above = self.high is not None and value > self.high
        return None if below or above else value

    def encode(self, value: Value) -> tuple[int, ...]:
        """Return the registers of an SI value."""
        return self.codec.encode(None if value is None else value / self.scale)


@dataclass(frozen=True, slots=True)
class Fixed:
    """Registers that always say the same: texts, versions, settings that nothing here changes."""

    what: str
    address: int
    words: tuple[int, ...]
    assumed: bool = False

    @property
    def span(self) -> Span:
        """Where the registers lie."""
        return Span(self.address, len(self.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Registers that a device answers with, as its maker groups them; between them it answers 0.

    `points` are those that no reader here asks for: the same quantities in older tables, settings.
    A simulated meter serves them too. A name may stand in several blocks.
    """

    title: str
    function: int
    span: Span
    points: tuple[Point, ...] = ()
    fixed: tuple[Fixed, ...] = ()

    @property
    def pieces(self) -> tuple[Point | Fixed, ...]:
        """All that is served here and never asked for."""
        return (*self.points, *self.fixed)


class PfSign(Enum):
    """What the sign of a meter's power factor tells."""

    LOAD = "load"
    """Minus = leading, plus = lagging."""
    DIRECTION = "direction"
    """Minus = energy flows back; whether it leads or lags, only the reactive power tells."""


@dataclass(frozen=True, slots=True)
class Identify:
    """A text that tells the device: it must begin with `prefix` (letter case does not matter)."""

    function: int
    address: int
    codec: Codec[str]
    prefix: str

    @property
    def span(self) -> Span:
        """Where the registers lie."""
        return Span(self.address, self.codec.words)

    def fits(self, words: Sequence[int]) -> bool:
        """Tell whether the registers belong to this kind of device."""
        text = self.codec.decode(words)
        return text is not None and text.casefold().startswith(self.prefix.casefold())

    def image(self) -> dict[int, int]:
        """Return address -> word as a device of this kind answers."""
        words = self.codec.encode(self.prefix)
        return dict(zip(range(self.address, self.span.end), words, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterTable:
    """A meter's registers. `borders` are addresses that must start a read of their own.

    `function` is the Modbus function that reads the points, `max_words` the most registers the
    device gives in one answer, `hole_cost` how many unused registers are worth one read less,
    `source` names the public documents behind the table. `points` are what a reader may ask for,
    each quantity in one place; `blocks` are all that the device serves. `windows_s` are the
    averaging windows that can be set.
    """

    name: str
    title: str
    source: str
    function: int
    points: tuple[Point, ...]
    max_words: int = 125
    borders: tuple[int, ...] = ()
    hole_cost: int = 8
    pf_sign: PfSign = PfSign.LOAD
    identify: Identify | None = None
    blocks: tuple[Block, ...] = ()
    windows_s: tuple[int, ...] = (900,)

    def __post_init__(self) -> None:
        """Refuse a table with two points of one name or in one register (ValueError)."""
        names = [point.name for point in self.points]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{self.name}: more than one point is called {', '.join(twice)}")
        for function in self.functions:
            pieces = self.pieces(function)
            for one, next_one in pairwise(pieces):
                if one.span.end > next_one.address:
                    raise ValueError(f"{self.name}: {_said(one)} and {_said(next_one)} overlap")
            for piece in pieces if self.blocks else ():
                self._refuse_outside(function, piece)

    def _refuse_outside(self, function: int, piece: Point | Fixed) -> None:
        spans = [block.span for block in self.blocks if block.function == function]
        if not any(s.address <= piece.address and piece.span.end <= s.end for s in spans):
            raise ValueError(f"{self.name}: {_said(piece)} lies in no block")

    @property
    def functions(self) -> frozenset[int]:
        """The Modbus functions that the device answers."""
        return frozenset({self.function, *(block.function for block in self.blocks)})

    def pieces(self, function: int) -> tuple[Point | Fixed, ...]:
        """Return all that one function reads, in the order of the registers."""
        asked = self.points if function == self.function else ()
        blocks = (block for block in self.blocks if block.function == function)
        served = (piece for block in blocks for piece in block.pieces)
        return tuple(sorted((*asked, *served), key=lambda piece: piece.address))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all points."""
        return tuple(point.name for point in self.points)


def _said(piece: Point | Fixed) -> str:
    return piece.name if isinstance(piece, Point) else piece.what


def reads(table: MeterTable, wanted: Iterable[str] | None = None) -> tuple[Span, ...]:
    """Return the reads that bring the wanted points (default: all); names it lacks are left out."""
    names = None if wanted is None else frozenset(wanted)
    spans = [point.span for point in table.points if names is None or point.name in names]
    return plan(spans, max_words=table.max_words, borders=table.borders, hole_cost=table.hole_cost)


def decode(
    table: MeterTable, words: Mapping[int, int] | Iterable[tuple[Span, Sequence[int]]]
) -> dict[str, Value]:
    """Return the SI values of all points whose registers are there, by name.

    `words` is either address -> word or the answers beside their spans. A point whose registers
    were not read is absent; one that the device gave no (possible) value for is None.
    """
    image = words if isinstance(words, Mapping) else _image(words)
    values: dict[str, Value] = {}
    for point in table.points:
        found = [image.get(point.address + at) for at in range(point.codec.words)]
        have = [word for word in found if word is not None]
        if len(have) == len(found):
            values[point.name] = point.decode(have)
    if table.pf_sign is PfSign.DIRECTION:
        _sign_power_factors(values)
    return values


def encode(table: MeterTable, values: Mapping[str, Value]) -> dict[int, int]:
    """Return address -> word for the points that `values` holds; names it lacks are left out."""
    image: dict[int, int] = {}
    for point in table.points:
        if point.name in values:
            words = point.encode(values[point.name])
            image.update(zip(range(point.address, point.span.end), words, strict=True))
    return image


def _image(answers: Iterable[tuple[Span, Sequence[int]]]) -> dict[int, int]:
    image: dict[int, int] = {}
    for span, words in answers:
        image.update(zip(range(span.address, span.end), words, strict=True))
    return image


def _sign_power_factors(values: dict[str, Value]) -> None:
    """Give each power factor the sign of its reactive power (minus = leading)."""
    for place in ("l1", "l2", "l3", "sum"):
        pf, reactive = values.get(f"pf.{place}"), values.get(f"q_var.{place}")
        if pf is not None and reactive is not None:
            values[f"pf.{place}"] = -abs(pf) if reactive < 0 else abs(pf)
