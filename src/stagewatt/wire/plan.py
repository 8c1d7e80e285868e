"""Read plans: which few, large reads bring the wanted registers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

MAX_WORDS = 125
"""Most registers one read may bring (Modbus Application Protocol V1.1b3, sections 6.3 and 6.4)."""


class Span(NamedTuple):
    """`words` registers from `address` on (0-based, as sent on the wire)."""

    address: int
    words: int

    @property
    def end(self) -> int:
        """The first address behind the span."""
        return self.address + self.words


def plan(
    spans: Iterable[Span],
    *,
    max_words: int = MAX_WORDS,
    borders: Iterable[int] = (),
    hole_cost: int = 8,
) -> tuple[Span, ...]:
    """Return the cheapest reads that bring each wanted register exactly once.

    A read costs `hole_cost` words of its own, so a hole up to that size is read along. No read is
    longer than `max_words`, none holds both sides of a border (an address that must start a read),
    and a wanted span is never split: a 32-bit value comes whole, in one answer.
    ValueError when a wanted span alone breaks these rules.
    """
    atoms = _merged(spans)
    walls = sorted(set(borders))
    for atom in atoms:
        if not _allowed(atom.address, atom.end, max_words, walls):
            raise ValueError(f"{atom} does not fit into one read")
    best: list[tuple[int, tuple[Span, ...]]] = [(0, ())]
    for count, last in enumerate(atoms, start=1):
        choices = [
            (cost + hole_cost + read.words, (*reads, read))
            for (cost, reads), first in zip(best, atoms[:count], strict=True)
            for read in [Span(first.address, last.end - first.address)]
            if _allowed(read.address, read.end, max_words, walls)
        ]
        best.append(min(choices, key=lambda choice: (choice[0], len(choice[1]))))
    return best[-1][1]


def _allowed(address: int, end: int, max_words: int, walls: list[int]) -> bool:
    return end - address <= max_words and not any(address < wall < end for wall in walls)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order; those that share a register become one."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.words > 0):
        if merged and span.address < merged[-1].end:
            last = merged.pop()
            merged.append(Span(last.address, max(last.end, span.end) - last.address))
        else:
            merged.append(span)
    return merged
