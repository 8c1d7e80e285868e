"""The library of event loads: one data file, strictly loaded."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from stagewatt.domain.errors import Unknown
from stagewatt.twin.loads.load import Load

SCHEMA = "load-library/1"


class LibraryLoad(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One entry: watts, signed power factor and leakage per phase."""

    title: str
    p_w: float
    pf: float
    leakage_ma: float
    phases: int = 1


class _Library(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    schema: str
    loads: dict[str, LibraryLoad]


@cache
def library() -> dict[str, LibraryLoad]:
    """Return all entries by name."""
    text = files("stagewatt.twin.loads").joinpath("library.toml").read_text(encoding="utf-8")
    document = msgspec.toml.decode(text, type=_Library)
    if document.schema != SCHEMA:
        raise ValueError(f"the load library is {document.schema!r}, not {SCHEMA!r}")
    return document.loads


def entry(name: str) -> LibraryLoad:
    """Return one entry. Raises Unknown with the names there are."""
    found = library().get(name)
    if found is None:
        names = ", ".join(sorted(library()))
        raise Unknown(f"no load {name!r} in the library; there are: {names}", where="load")
    return found


def as_load(name: str) -> Load:
    """Return an entry as a load on as many phases as it has. Raises Unknown."""
    found = entry(name)
    return Load(
        label=name,
        p_w=(found.p_w,) * found.phases,
        pf=(found.pf,) * found.phases,
        leakage_a=(found.leakage_ma / 1000,) * found.phases,
    )
