"""The library of event loads, one data file each, and how they are plugged together."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.twin.loads.appliance import Appliance, Part
from stagewatt.twin.loads.load import Load
from stagewatt.twin.loads.read import load_text

COUNT_MAX = 1000
"""More devices than that on one place are a slip of the hand."""


@cache
def library() -> Mapping[str, Appliance]:
    """Return all entries by name, in the order of their names."""
    folder = resources.files("stagewatt.twin.loads.library").iterdir()
    files = (each for each in folder if each.name.endswith(".toml"))
    texts = {each.name.removesuffix(".toml"): each.read_text("utf-8") for each in files}
    return load_all({name: texts[name] for name in sorted(texts)})


def load_all(texts: Mapping[str, str]) -> dict[str, Appliance]:
    """Return the entries of a folder's texts by file name. Raises BadDocument."""
    return {name: load_text(text, name, f"library/{name}.toml") for name, text in texts.items()}


def entry(name: str) -> Appliance:
    """Return one entry. Raises Unknown with the names there are."""
    found = library().get(name)
    if found is None:
        names = ", ".join(library())
        raise Unknown(f"no load {name!r} in the library; there are: {names}", where="load")
    return found


def as_load(name: str, count: int = 1, *, seed: int = 0) -> Load:
    """Return so many devices as a load on as many phases as one has. Raises Unknown, Invalid."""
    return together([(name, count, 0)], entry(name).phases, seed=seed)


def per_phase(names: Sequence[str | None], *, seed: int = 0) -> Load:
    """Return single-phase devices, one on each phase; None leaves one empty. Raises as above."""
    items = [(name, 1, phase) for phase, name in enumerate(names) if name is not None]
    label = "+".join(name or "-" for name in names)
    return together(items, len(names), label=label, seed=seed)


def together(
    items: Sequence[tuple[str, int, int]],
    phases: int,
    *,
    label: str | None = None,
    seed: int = 0,
) -> Load:
    """Return several kinds of devices on one place: each a name, a count and its first phase (0-2).

    `seed` draws each device's leakage, inrush and limits. Raises Unknown, Invalid.
    """
    parts = tuple(
        _part(item, phases, zlib.crc32(f"{seed} {at} {item[0]}".encode()))
        for at, item in enumerate(items)
    )
    on = [[part for part in parts if phase in part.phases] for phase in range(phases)]
    p_w = tuple(sum(part.appliance.p_w * part.count for part in each) for each in on)
    return Load(
        label=label or "+".join(name for name, _, _ in items),
        p_w=p_w,
        pf=tuple(_pf(each) for each in on),
        leakage_a=tuple(abs(sum((part.leakage_a for part in each), 0j)) for each in on),
        parts=parts,
    )


def _part(item: tuple[str, int, int], phases: int, seed: int) -> Part:
    name, count, phase = item
    appliance = entry(name)
    if not 1 <= count <= COUNT_MAX:
        raise Invalid(f"there are 1 to {COUNT_MAX} devices on a place", where="count")
    if phase < 0 or phase + appliance.phases > phases:
        raise Invalid(f"{name} has {appliance.phases} phase(s): it does not fit", where="load")
    return Part(appliance, count, phase, seed)


def _pf(parts: Sequence[Part]) -> float:
    """Return the power factor of the part that takes most, for people to read."""
    largest = max(parts, key=lambda part: part.appliance.p_w * part.count, default=None)
    return 1.0 if largest is None else largest.appliance.pf
