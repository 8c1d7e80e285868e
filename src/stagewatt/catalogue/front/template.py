"""The shape of a family's template (`front-template/1`): zones of a face, and items in a zone."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

_FOLDER = resources.files("stagewatt.catalogue").joinpath("front")

Mm = Annotated[float, Meta(ge=0, le=2000, description="millimetres")]

Each = Literal[
    "way",
    "outlet",
    "module",
    "socket",
    "fuse",
    "dial",
    "lamp",
    "meter_button",
    "conductor",
    "usb",
    "work_light",
]


class ItemTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item, or one per thing of `each`, in an area that is measured from its zone's corner.

    Several share the area as a grid of `columns` (0: one row; for outlets whatever makes them
    largest), `gap` apart. `pick` chooses among the things. `needs` leaves the item out of models
    without that part.
    """

    kind: str
    x: Mm
    y: Mm
    w: Mm
    h: Mm
    each: Each | None = None
    pick: str = ""
    columns: int = 0
    gap: Mm = 2.0
    label: str = ""
    needs: str = ""


class MarkTable(Struct, frozen=True, forbid_unknown_fields=True):
    """What is printed on a zone: `x`, `y` where its line begins or (`middle`) has its middle."""

    text: str
    x: Mm
    y: Mm
    size: Mm = 5.0
    middle: bool = False


class ZoneTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a face that people look at together; it may be brought closer.

    Two of `top`, `bottom` (distances from those edges) and `h` place it. `each` repeats it from top
    to bottom: once per group, or once per dozen ways.
    """

    id: str
    title: str
    x: Mm
    w: Mm
    items: tuple[ItemTable, ...]
    top: Mm | None = None
    bottom: Mm | None = None
    h: Mm | None = None
    each: Literal["group", "dozen"] | None = None
    gap: Mm = 5.0
    needs: str = ""
    marks: tuple[MarkTable, ...] = ()


class Template(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A family's front and rear; `units` says how many rack units a count of groups is high."""

    schema: Literal["front-template/1"]
    style: Literal["upright", "rack"]
    width_mm: Mm
    units: dict[str, int]
    front: tuple[ZoneTable, ...]
    rear: tuple[ZoneTable, ...]


class _Sizes(Struct, frozen=True, forbid_unknown_fields=True):
    schema: Literal["outlet-sizes/1"]
    sizes: dict[str, tuple[Mm, Mm]]


@cache
def templates() -> dict[str, Template]:
    """Return the templates by family."""
    files = _FOLDER.joinpath("families").iterdir()
    found = {file.name: file.read_bytes() for file in files if file.name.endswith(".toml")}
    return {
        name.removesuffix(".toml"): msgspec.toml.decode(found[name], type=Template)
        for name in sorted(found)
    }


@cache
def sizes() -> dict[str, tuple[float, float]]:
    """Return width and height of each type of outlet in millimetres."""
    text = _FOLDER.joinpath("outlets.toml").read_bytes()
    return msgspec.toml.decode(text, type=_Sizes).sizes
