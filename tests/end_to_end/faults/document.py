"""The tables of docs/faults.md, made from the catalogue of faults."""

from __future__ import annotations

from stagewatt.twin.faults import FAULTS, Device, FaultKind, Group, Of

HEAD = "| fault | parameters | what happens | what a node shows |\n|---|---|---|---|\n"
_PLACES = {
    Of.SENSOR: "`way` (with a sensor)",
    Of.RESIDUAL: "`way` (with residual protection)",
    Of.DEVICE: f"`device` ({', '.join(f'`{each}`' for each in Device)})",
}


def table(group: Group) -> str:
    """Return the rows of one group of faults under their head."""
    rows = [_row(kind) for kind in FAULTS.values() if kind.group is group]
    return HEAD + "\n".join(rows) + "\n"


def _row(kind: FaultKind) -> str:
    given = []
    if kind.place is not None:
        given.append(_PLACES.get(kind.place, f"`{kind.place.field}`"))
    if kind.size is not None:
        size = kind.size
        given.append(f"`{size.name}` {size.low:g} to {size.high:g}, usual {size.usual:g}")
    return f"| `{kind.name}` | {', '.join(given)} | {kind.does} | {kind.shows} |"


if __name__ == "__main__":
    import sys

    sys.stdout.write("\n".join(table(group) for group in Group))
