"""From a family's template and a model to the places of everything on its two faces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from stagewatt.catalogue.front import things
from stagewatt.catalogue.front.template import ItemTable, MarkTable, Template, ZoneTable, sizes
from stagewatt.domain.rack import RackModel

UNIT_MM = 44.45
"""One rack unit (IEC 60297-3-100)."""

LEAST_MM = 20.0
"""A zone for which less is left is left out."""

Box = tuple[float, float, float, float]
"""x, y, width, height in millimetres."""


def height_mm(template: Template, model: RackModel) -> float:
    """Return the height of a face; a count of groups that has no row grows from the largest one."""
    groups = len(model.groups)
    largest = max(int(each) for each in template.units)
    most = template.units[str(largest)]
    units = template.units.get(str(groups), most * max(1, -(-groups // largest)))
    return round(UNIT_MM * (units if model.size is None else model.size.height_u), 2)


def face(
    template: Template, zones: Sequence[ZoneTable], model: RackModel, height: float
) -> dict[str, Any]:
    """Return one face: its size, its zones and its items, all measured from its left top corner."""
    placed: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    for zone in zones:
        subjects = things.subjects(zone, model) if things.has(model, zone.needs) else ()
        for at, subject in enumerate(subjects):
            box = _zone_box(zone, height, at, len(subjects))
            if box[3] < LEAST_MM:
                continue
            name = "-".join(filter(None, (zone.id, subject.key)))
            title = zone.title.format(subject=subject.title)
            wanted = [each for item in zone.items for each in things.expanded(item, subject)]
            found = [each for item in wanted for each in _items(item, model, subject, box)]
            marks = [_mark(mark, subject, box) for mark in zone.marks]
            placed.append({"id": name, "title": title, **_place(box), "marks": marks})
            items += [{**each, "zone": name} for each in found]
    return {"w": template.width_mm, "h": height, "zones": placed, "items": items}


def _mark(mark: MarkTable, subject: things.Subject, zone: Box) -> dict[str, Any]:
    place = {"x": round(zone[0] + mark.x, 1), "y": round(zone[1] + mark.y, 1)}
    text = mark.text.format(subject=subject.title)
    return {"text": text, "size": mark.size, "middle": mark.middle, **place}


def _zone_box(zone: ZoneTable, height: float, at: int, of: int) -> Box:
    """Return the box of one repetition of a zone; they share the zone's band evenly."""
    if zone.h is None:
        top = zone.top or 0.0
        band = height - (zone.bottom or 0.0) - top
    else:
        top = zone.top if zone.top is not None else height - (zone.bottom or 0.0) - zone.h
        band = zone.h
    step = (band + zone.gap) / of
    return zone.x, top + at * step, zone.w, step - zone.gap


def _items(
    item: ItemTable, model: RackModel, subject: things.Subject, zone: Box
) -> Iterator[dict[str, Any]]:
    """Yield an item's things with their places."""
    found = list(things.of(item, model, subject)) if things.has(model, item.needs) else []
    outlets = bool(found) and "type" in found[0]
    x, y = zone[0] + item.x, zone[1] + item.y
    area = (x, y, item.w, zone[1] + zone[3] - y - 4.0 if item.h == 0 else item.h)
    cells = _cells(area, item, [_natural(each) for each in found] if outlets else [], len(found))
    label = {"label": item.label} if item.label else {}
    for thing, cell in zip(found, cells, strict=True):
        box = _shrunk(_natural(thing), cell) if outlets else cell
        yield {"kind": item.kind, **thing, **label, **_place(box)}


def _cells(
    area: Box, item: ItemTable, natural: Sequence[tuple[float, float]], number: int
) -> list[Box]:
    """Return the cells of a grid over an area, row by row."""
    columns = item.columns or number or 1
    if natural and not item.columns:
        columns = max(range(1, number + 1), key=lambda n: _size_in(area, n, natural, item.gap))
    rows = -(-number // columns) or 1
    w, h = area[2] / columns, area[3] / rows
    places = [(column * w, row * h) for row in range(rows) for column in range(columns)]
    half = item.gap / 2
    return [
        (area[0] + x + half, area[1] + y + half, w - item.gap, h - item.gap)
        for (x, y), _ in zip(places, range(number), strict=False)
    ]


def _size_in(
    area: Box, columns: int, natural: Sequence[tuple[float, float]], gap: float
) -> tuple[float, float, float]:
    """Return how large outlets come out in so many columns, then how few cells stay empty."""
    rows = -(-len(natural) // columns)
    w, h = area[2] / columns - gap, area[3] / rows - gap
    scale = min(1.0, *(min(w / each[0], h / each[1]) for each in natural))
    return round(scale, 3), len(natural) - columns * rows, -abs(w - h)


def _natural(thing: things.Thing) -> tuple[float, float]:
    known = sizes()
    return known.get(thing["type"], known["other"])


def _shrunk(natural: tuple[float, float], cell: Box) -> Box:
    """Return a box of a natural size in the middle of a cell, smaller where it must be."""
    x, y, w, h = cell
    scale = min(1.0, w / natural[0], h / natural[1])
    own_w, own_h = natural[0] * scale, natural[1] * scale
    return x + (w - own_w) / 2, y + (h - own_h) / 2, own_w, own_h


def _place(box: Box) -> dict[str, float]:
    return {key: round(value, 1) for key, value in zip("xywh", box, strict=True)}
