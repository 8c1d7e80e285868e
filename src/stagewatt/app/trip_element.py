"""One element of a device and its answer, and several of them joined: the earliest wins."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from stagewatt.physics.trip.band import Band, Verdict, earliest

NONE = "none"
DIGITS = 3
"""Usual digits of a time. They hang on the element, never on the current: a higher current must not
seem to trip later because it is told more finely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An element's band with the rule it rests on, and what of that is assumed."""

    element: str
    band: Band
    basis: str
    assumptions: tuple[str, ...] = ()
    digits: int = DIGITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What all elements together answer; times are rounded, None for never or not for sure."""

    element: str
    verdict: Verdict
    t_min_s: float | None
    t_max_s: float | None
    t_typ_s: float | None
    basis: str
    assumptions: tuple[str, ...]


def joined(parts: Sequence[Part]) -> Joined:
    """Join elements, bound by bound; the one that is first as a rule gives its name and basis.

    Bounds are rounded outwards. Assumptions are those of every element that sets a bound, or of all
    where all hold.
    """
    band = earliest(part.band for part in parts)
    first = min(parts, key=lambda part: (part.band.t_typ_s, part.band.t_min_s))
    holds = band.verdict is Verdict.HOLDS
    basis = "; ".join(dict.fromkeys(part.basis for part in parts)) if holds else first.basis
    words = (word for part in _telling(parts, band) for word in part.assumptions)
    digits = min(part.digits for part in parts)
    return Joined(
        element=NONE if holds else first.element,
        verdict=band.verdict,
        t_min_s=_rounded(band.t_min_s, digits, ROUND_FLOOR),
        t_max_s=_rounded(band.t_max_s, digits, ROUND_CEILING),
        t_typ_s=_rounded(band.t_typ_s, digits, ROUND_HALF_EVEN),
        basis=basis,
        assumptions=tuple(dict.fromkeys(words)),
    )


def _bounds(band: Band) -> tuple[float, float, float]:
    return band.t_min_s, band.t_max_s, band.t_typ_s


def _telling(parts: Sequence[Part], band: Band) -> Iterator[Part]:
    """Yield the parts that set a bound of the whole; where it holds, all of them."""
    if band.verdict is Verdict.HOLDS:
        yield from parts
        return
    for at, bound in enumerate(_bounds(band)):
        if math.isfinite(bound):
            yield next(part for part in parts if _bounds(part.band)[at] == bound)


def _rounded(t_s: float, digits: int, rounding: str) -> float | None:
    """Return a time in as few digits as it deserves."""
    if math.isinf(t_s):
        return None
    exact = Decimal(f"{t_s:.9g}")  # what a float is off by is no digit
    return float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - digits + 1), rounding))
