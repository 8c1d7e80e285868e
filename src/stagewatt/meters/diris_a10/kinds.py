"""How this meter's quantities lie in registers: codec, scale and what is possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stagewatt.meters.table import Point
from stagewatt.wire.codecs import Codec, Integer

# The maker's table names no "no value" pattern; these are the ends of the ranges, far beyond
# anything measured, so that a simulated meter can say "none" and a reader is never misled.
U16 = Integer(1, missing=0xFFFF)
U32 = Integer(2, missing=0xFFFFFFFF)
S32 = Integer(2, signed=True, missing=0x7FFFFFFF)
COUNT32 = Integer(2, missing=0xFFFFFFFF, counter=True)
"""Energies and hours: whole steps, as a counter shows them."""

# The one-word tables take what the 32-bit register ends with (assumed).
LOW_U16 = Integer(1, wraps=True)
LOW_S16 = Integer(1, signed=True, wraps=True)
COUNT16 = Integer(1, counter=True, wraps=True)

_V_MAX, _I_MAX_A, _P_MAX_W = 1000.0, 10_000.0, 1e7
"""Beyond any rack: a value out there is a broken answer, not a measurement."""

Points = tuple[Point, ...]
Kind = Callable[[str, int, str], Points]
"""Quantity, first address and places give points in neighbouring registers."""


def points(
    name: str,
    address: int,
    places: str,
    codec: Codec[float],
    scale: float,
    *,
    low: float = 0.0,
    high: float | None = None,
) -> Points:
    """Return points of one quantity in neighbouring registers; no places: the quantity itself."""
    names = [f"{name}.{place}" for place in places.split()] or [name]
    return tuple(
        Point(each, address + codec.words * at, codec, scale, low, high)
        for at, each in enumerate(names)
    )


def volts(name: str, address: int, places: str) -> Points:
    return points(name, address, places, U32, 0.01, high=_V_MAX)


def hertz(name: str, address: int, places: str) -> Points:
    return points(name, address, places, U32, 0.01, high=1000.0)


def amps(name: str, address: int, places: str) -> Points:
    return points(name, address, places, U32, 0.001, high=_I_MAX_A)


def signed(name: str, address: int, places: str) -> Points:
    return points(name, address, places, S32, 10.0, low=-_P_MAX_W, high=_P_MAX_W)


def unsigned(name: str, address: int, places: str) -> Points:
    return points(name, address, places, U32, 10.0, high=_P_MAX_W)


def factor(name: str, address: int, places: str) -> Points:
    return points(name, address, places, S32, 0.001, low=-1.0, high=1.0)


def energy(name: str, address: int, places: str) -> Points:
    return points(name, address, places, COUNT32, 1000.0)


def hours(name: str, address: int, places: str) -> Points:
    return points(name, address, places, COUNT32, 0.01)


def percent(name: str, address: int, places: str) -> Points:
    return points(name, address, places, U16, 0.1, high=1000.0)


def word(scale: float, *, negative: bool = False) -> Kind:
    """Return the kind of a one-word copy with this scale."""
    codec = LOW_S16 if negative else LOW_U16

    def of(name: str, address: int, places: str) -> Points:
        low = -32_768 * scale if negative else 0.0
        return points(name, address, places, codec, scale, low=low)

    return of


def row(address: int, *quantities: tuple[Kind, str, str]) -> Points:
    """Return quantities that follow each other without a gap, from `address` on."""
    return tuple(_row(address, quantities))


def _row(address: int, quantities: tuple[tuple[Kind, str, str], ...]) -> Iterator[Point]:
    for kind, name, places in quantities:
        made = kind(name, address, places)
        yield from made
        address = made[-1].span.end
