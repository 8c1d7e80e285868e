"""The catalogue as people and programs read it: a table, and plain data for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from stagewatt.catalogue.connectors import ConnectorType, connector_types
from stagewatt.catalogue.load import aliases, model, models
from stagewatt.domain.rack import RackModel, Way

HEADINGS = (
    "MODEL",
    "TITLE",
    "WAYS",
    "AUX",
    "GROUPS",
    "MODULE",
    "MAIN",
    "DRAIN",
    "SOURCE",
    "METER",
    "NETWORK",
)

_BETWEEN = "  "


def models_table(racks: Mapping[str, RackModel]) -> tuple[tuple[str, ...], ...]:
    """Return one row of cells per model, in the order of HEADINGS."""
    return tuple(_row(rack) for rack in racks.values())


def render(racks: Mapping[str, RackModel]) -> str:
    """Return the table as aligned text: one line per model, families apart, aliases below."""
    rows = (HEADINGS, *models_table(racks))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    head, *rest = (_BETWEEN.join(_padded(row, widths)).rstrip() for row in rows)
    lines = [head]
    for line, (rack, before) in zip(rest, _with_former(racks), strict=True):
        if _series(rack) != _series(before):
            lines.append("")
        lines.append(line)
    lines.append("")
    names = [f"{alias} = {rack}" for alias, rack in aliases().items() if rack in racks]
    if names:
        lines.append(f"also: {', '.join(names)}")
    return "\n".join(lines)


def models_json() -> dict[str, Any]:
    """Return all models as plain data: `{"models": [...], "connector_types": {...}}`."""
    return {
        "models": [model_dict(rack) for rack in models().values()],
        "connector_types": {name: _plain(kind) for name, kind in connector_types().items()},
    }


def model_json(model_id: str) -> dict[str, Any]:
    """Return one model, by id or alias, as plain data. Raises Unknown."""
    return model_dict(model(model_id))


def model_dict(rack: RackModel) -> dict[str, Any]:
    """Return everything about a model as plain data; amps, volts, degrees Celsius."""
    plain = _plain(rack)
    plain["aliases"] = [alias for alias, target in aliases().items() if target == rack.id]
    plain["ways"] = [_way(way) for way in rack.ways]
    return plain


def _with_former(racks: Mapping[str, RackModel]) -> Iterator[tuple[RackModel, RackModel]]:
    """Yield each model with the one above it, the first one with itself."""
    listed = tuple(racks.values())
    return zip(listed, (*listed[:1], *listed), strict=False)


def _series(rack: RackModel) -> tuple[str, bool]:
    """Return what keeps models together in the table."""
    return rack.family, rack.network


def _row(rack: RackModel) -> tuple[str, ...]:
    source = "-" if rack.source is None else f"{rack.source.type} {rack.source.rated_a:g} A"
    return (
        rack.id,
        rack.title,
        f"{len(rack.supervised)} x {rack.supervised[0].protection.rated_a:g} A",
        _span([way.id for way in rack.auxiliary]),
        _span([group.id for group in rack.groups]),
        rack.groups[0].module,
        f"{rack.main.rated_a:g} A {rack.main.kind.value}",
        f"{rack.drain.type} {rack.drain.rated_a:g} A",
        source,
        rack.meter,
        "yes" if rack.network else "no",
    )


def _span(names: Sequence[str]) -> str:
    """Return the first and last of some names, a dash for none."""
    if not names:
        return "-"
    return names[0] if len(names) == 1 else f"{names[0]}..{names[-1]}"


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]


def _way(way: Way) -> dict[str, Any]:
    """Return a way with `phase` beside `phases`: null where it carries all three."""
    plain = _plain(way)
    plain["phase"] = way.phases[0].value if len(way.phases) == 1 else None
    return plain


def _plain(record: RackModel | Way | ConnectorType) -> dict[str, Any]:
    """Return a record as JSON has it: tables, lists, texts, numbers."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    return plain
