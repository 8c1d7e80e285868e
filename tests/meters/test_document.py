"""The document's register tables are the code's; run as a program, this writes them there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from stagewatt.meters.registry import METERS
from stagewatt.meters.table import Block, Fixed, MeterTable, Point
from stagewatt.wire.codecs import Float32, Integer, Myriads

DOCUMENT = Path(__file__).parents[2] / "docs" / "formats" / "meters.md"
BETWEEN = re.compile(r"(?<=<!-- registers -->\n).*?(?=<!-- end of registers -->)", re.DOTALL)

Rows = list[list[Point | Fixed]]


def registers() -> str:
    """Return all tables as the document shows them."""
    return "\n" + "\n".join(line for name in sorted(METERS) for line in _meter(METERS[name])) + "\n"


def _meter(table: MeterTable) -> Iterator[str]:
    for block in sorted(table.blocks, key=lambda block: (block.function, block.span)):
        last = block.span.end - 1
        yield f"### `{table.name}` {block.title}"
        yield ""
        yield f"Function {block.function}, {_place(block.span.address)} to {_place(last)}."
        yield ""
        yield "| address | words | what | how | |"
        yield "|---|---|---|---|---|"
        for row in _rows(table, block):
            yield _row(row, table.points)
        yield ""


def _rows(table: MeterTable, block: Block) -> Rows:
    """Group neighbouring points of one quantity."""
    rows: Rows = []
    for piece in table.pieces(block.function):
        if not block.span.address <= piece.address < block.span.end:
            continue
        if rows and _alike(rows[-1][-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _alike(one: Point | Fixed, other: Point | Fixed) -> bool:
    return (
        isinstance(one, Point)
        and isinstance(other, Point)
        and one.span.end == other.address
        and _quantity(one) == _quantity(other)
        and (one.codec, one.scale, one.assumed) == (other.codec, other.scale, other.assumed)
    )


def _quantity(point: Point) -> str:
    return point.name.partition(".")[0]


def _row(row: list[Point | Fixed], asked: tuple[Point, ...]) -> str:
    first = row[0]
    marks = [
        mark for mark, is_so in (("read", first in asked), ("assumed", first.assumed)) if is_so
    ]
    if isinstance(first, Fixed):
        what, how = first.what, " ".join(f"{word:04X}" for word in first.words)
    else:
        what = _names([piece for piece in row if isinstance(piece, Point)])
        how = _how(first)
    words = first.span.words
    count = f"{len(row)} x {words}" if len(row) > 1 else str(words)
    return f"| {_place(first.address)} | {count} | {what} | {how} | {', '.join(marks)} |"


def _names(points: list[Point]) -> str:
    places = [point.name.partition(".")[2] for point in points]
    return f"`{_quantity(points[0])}`" + (f" {' '.join(places)}" if any(places) else "")


def _how(point: Point) -> str:
    match point.codec:
        case Integer(counter=True):
            kind = "counter"
        case Integer(signed=True):
            kind = "signed"
        case Integer():
            kind = "unsigned"
        case Myriads():
            kind = "four decimal digits a word, low first"
        case Float32():
            kind = "float"
        case _:
            raise AssertionError(point)
    return kind if point.scale == 1 else f"{kind}, {point.scale:g}"


def _place(address: int) -> str:
    return f"{address} ({address:04X})"


def test_the_documents_registers_are_the_codes() -> None:
    found = BETWEEN.search(DOCUMENT.read_text())

    assert found is not None
    assert found[0] == registers(), "run: python tests/meters/test_document.py"


def test_every_assumption_is_marked() -> None:
    for table in METERS.values():
        for block in table.blocks:
            for row in _rows(table, block):
                mark = _row(row, table.points).rpartition("| ")[2]
                assert all(("assumed" in mark) is piece.assumed for piece in row)


if __name__ == "__main__":
    whole = DOCUMENT.read_text()
    DOCUMENT.write_text(BETWEEN.sub(lambda _: registers(), whole))
