"""What a simulated meter answers: every block its maker documents, each read in one block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stagewatt.domain.errors import Unknown
from stagewatt.domain.reading import Value
from stagewatt.meters.table import Block, Fixed, MeterTable, Point
from stagewatt.wire.plan import Span


class Serving:
    """One table from the device's side."""

    def __init__(self, table: MeterTable) -> None:
        """Sort the registers by the blocks they lie in; a table without any is one block."""
        self._table = table
        blocks = table.blocks or (_whole(table),)
        self._blocks = {
            function: [
                (block.span, [p for p in table.pieces(function) if _holds(block.span, p.span)])
                for block in blocks
                if block.function == function
            ]
            for function in table.functions
        }

    @property
    def functions(self) -> frozenset[int]:
        """The Modbus functions that are answered."""
        return self._table.functions

    def words(
        self, function: int, span: Span, values: Mapping[str, Value]
    ) -> tuple[int, ...] | None:
        """Return the registers of one read; None where it leaves the blocks of that function.

        `values` are SI values by name; a register whose value is not among them is 0.
        """
        for block, pieces in self._blocks.get(function, ()):
            if _holds(block, span):
                words = [0] * span.words
                for piece in pieces:
                    if piece.address < span.end and piece.span.end > span.address:
                        _put(words, piece.address - span.address, _said(piece, values))
                return tuple(words)
        return None

    def image(self, function: int, values: Mapping[str, Value]) -> dict[int, int]:
        """Return address -> word of all that a function reads."""
        return {
            address: word
            for span, _ in self._blocks[function]
            for address, word in enumerate(self.words(function, span, values) or (), span.address)
        }


def moved(table: MeterTable, name: str, address: int | None) -> MeterTable:
    """Return a table that serves a quantity at another address, None: nowhere.

    For what is only assumed of a device. ValueError where the place is taken, Unknown where the
    blocks have no such quantity.
    """
    here = [
        (block, point) for block in table.blocks for point in block.points if point.name == name
    ]
    if not here:
        raise Unknown(f"{table.title} serves no {name!r}", where=name)
    blocks = [
        replace(block, points=tuple(point for point in block.points if point.name != name))
        for block in table.blocks
    ]
    if address is not None:
        block, point = here[0]
        there = replace(point, address=address)
        new = Block(title=name, function=block.function, span=there.span, points=(there,))
        blocks = [*blocks, new]
    return replace(table, blocks=tuple(blocks))


def _whole(table: MeterTable) -> Block:
    first = min(point.address for point in table.points)
    end = max(point.span.end for point in table.points)
    return Block(title=table.title, function=table.function, span=Span(first, end - first))


def _said(piece: Point | Fixed, values: Mapping[str, Value]) -> Sequence[int]:
    if isinstance(piece, Fixed):
        return piece.words
    return piece.encode(values[piece.name]) if piece.name in values else ()


def _put(words: list[int], at: int, said: Sequence[int]) -> None:
    """Write what falls into the read: it may begin or end inside a value."""
    for offset, word in enumerate(said, at):
        if 0 <= offset < len(words):
            words[offset] = word


def _holds(span: Span, other: Span) -> bool:
    return span.address <= other.address and other.end <= span.end
