"""What a load cannot be, although each of its keys is well formed."""

from __future__ import annotations

import math
from collections.abc import Iterator

from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.words import choose
from stagewatt.physics.network.orders import HARMONICS
from stagewatt.twin.loads.behaviours.behaviour import thd_of
from stagewatt.twin.loads.document import (
    LoadDocument,
    MixTable,
    PowerTable,
    SpectrumTable,
    SupplyTable,
)
from stagewatt.twin.loads.draw import CLEAN, Spectrum
from stagewatt.twin.loads.spectra import SPECTRA, spectrum

LEAST_PF = 0.01
_HARMONIC = {f"h{order}": order for order in HARMONICS}


def impossible(load: LoadDocument) -> Iterator[Wrong]:
    """Yield everything about a well-formed load that cannot be."""
    yield from _power(load.power)
    yield from _mix(load.mix)
    wrongs = tuple(_spectrum(load.spectrum))
    yield from wrongs
    if not wrongs:
        yield from _distorted(load.power, spectrum_of(load.spectrum))
    if load.supply is not None:
        yield from _supply(load.supply)


def spectrum_of(table: SpectrumTable) -> Spectrum:
    """Return the spectrum of a table without faults."""
    if table.name is not None:
        return SPECTRA[table.name]
    if not table.percent:
        return CLEAN
    return spectrum("own", {_HARMONIC[name]: value for name, value in table.percent.items()})


def _power(power: PowerTable) -> Iterator[Wrong]:
    if power.idle_w is not None and power.idle_w > power.typical_w:
        yield Wrong(("power", "idle_w"), "is above typical_w", "write it smaller")
    if power.max_w is not None and power.max_w < power.typical_w:
        yield Wrong(("power", "max_w"), "is below typical_w", "write it larger")
    for key, pf in (("pf", power.pf), ("pf_idle", power.pf_idle)):
        if pf is not None and abs(pf) < LEAST_PF:
            yield Wrong(("power", key), "is too small", f"write {LEAST_PF} at least")


def _mix(mix: MixTable) -> Iterator[Wrong]:
    total = mix.impedance + mix.current + mix.power
    if not math.isclose(total, 1.0, abs_tol=1e-6):
        yield Wrong(("mix",), f"the shares sum to {total:g}", "let them sum to 1")


def _spectrum(table: SpectrumTable) -> Iterator[Wrong]:
    if table.name is not None and table.percent:
        yield Wrong(("spectrum",), "has a name and percents", "keep one of them")
    if table.name is not None and table.name not in SPECTRA:
        path = ("spectrum", "name")
        yield Wrong(path, f"there is no spectrum {table.name}", choose(table.name, SPECTRA))
    for name in table.percent:
        if name not in _HARMONIC:
            where = ("spectrum", "percent", name)
            yield Wrong(where, "is not an order we know", choose(name, _HARMONIC))


def _distorted(power: PowerTable, harmonics: Spectrum) -> Iterator[Wrong]:
    best = 1 / math.hypot(1.0, thd_of(harmonics))
    for key, pf in (("pf", power.pf), ("pf_idle", power.pf_idle)):
        if pf is not None and abs(pf) > best + 0.001:
            problem = f"{pf:g} is better than the spectrum's distortion allows"
            yield Wrong(("power", key), problem, f"write {best:.3f} at most")


def _supply(supply: SupplyTable) -> Iterator[Wrong]:
    if (supply.drop_v is None) != (supply.return_v is None):
        yield Wrong(("supply",), "drop_v and return_v belong together", "write both or neither")
    elif (supply.return_v or 0.0) < (supply.drop_v or 0.0):
        yield Wrong(("supply", "return_v"), "is below drop_v", "write it larger")
    if supply.fail_v and not (len(supply.fail_v) == 2 and supply.fail_v[0] <= supply.fail_v[1]):
        problem = "is not the weakest and the strongest device's limit"
        yield Wrong(("supply", "fail_v"), problem, "write two rising voltages")
