"""All meter tables, found in this folder: a new module with a `METER` is known by being there."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import stagewatt.meters
from stagewatt.domain.errors import Unknown
from stagewatt.meters.table import MeterTable


def _found() -> list[MeterTable]:
    names = sorted(module.name for module in pkgutil.iter_modules(stagewatt.meters.__path__))
    modules = (
        importlib.import_module(f"stagewatt.meters.{name}") for name in names if name != "registry"
    )
    found = (getattr(module, "METER", None) for module in modules)
    return [table for table in found if isinstance(table, MeterTable)]


def by_name(tables: Iterable[MeterTable]) -> Mapping[str, MeterTable]:
    """Return the tables by name; ValueError when two have the same."""
    named: dict[str, MeterTable] = {}
    for table in tables:
        if table.name in named:
            raise ValueError(f"two meter tables are called {table.name!r}")
        named[table.name] = table
    return MappingProxyType(named)


METERS: Mapping[str, MeterTable] = by_name(_found())
"""Every meter table by its name."""


def meter(name: str) -> MeterTable:
    """Return a table by name; `Unknown` names the ones there are."""
    try:
        return METERS[name]
    except KeyError:
        known = ", ".join(METERS)
        raise Unknown(f"no meter table {name!r}; there are: {known}", where="table") from None
