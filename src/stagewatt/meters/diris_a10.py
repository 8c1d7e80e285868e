"""Socomec DIRIS A10: main block, partial energies, averages and THD, whole numbers, function 3."""

from __future__ import annotations

from stagewatt.meters.table import Identify, MeterTable, Point
from stagewatt.wire.codecs import STRING, Integer

# The maker's table names no "no value" pattern; these are the ends of the ranges, far beyond
# anything measured, so that a simulated meter can say "none" and a reader is never misled.
_U16 = Integer(1, missing=0xFFFF)
_U32 = Integer(2, missing=0xFFFFFFFF)
_S32 = Integer(2, signed=True, missing=0x7FFFFFFF)

_V_MAX, _I_MAX_A, _P_MAX_W = 1000.0, 10_000.0, 1e7
"""Beyond any rack: a value out there is a broken answer, not a measurement."""


def _points(
    name: str,
    address: int,
    places: str,
    codec: Integer,
    scale: float,
    *,
    low: float = 0.0,
    high: float | None = None,
) -> tuple[Point, ...]:
    """Return points of one quantity in neighbouring registers."""
    return tuple(
        Point(f"{name}.{place}", address + codec.words * at, codec, scale, low, high)
        for at, place in enumerate(places.split())
    )


def _volts(name: str, address: int, places: str) -> tuple[Point, ...]:
    return _points(name, address, places, _U32, 0.01, high=_V_MAX)


def _amps(name: str, address: int, places: str) -> tuple[Point, ...]:
    return _points(name, address, places, _U32, 0.001, high=_I_MAX_A)


def _signed(name: str, address: int, places: str) -> tuple[Point, ...]:
    return _points(name, address, places, _S32, 10.0, low=-_P_MAX_W, high=_P_MAX_W)


def _unsigned(name: str, address: int, places: str) -> tuple[Point, ...]:
    return _points(name, address, places, _U32, 10.0, high=_P_MAX_W)


def _factor(name: str, address: int, places: str) -> tuple[Point, ...]:
    return _points(name, address, places, _S32, 0.001, low=-1.0, high=1.0)


def _energy(name: str, address: int, places: str) -> tuple[Point, ...]:
    return _points(name, address, places, _U32, 1000.0)


def _percent(name: str, address: int, places: str) -> tuple[Point, ...]:
    return _points(name, address, places, _U16, 0.1, high=1000.0)


METER = MeterTable(
    name="diris_a10",
    title="Socomec DIRIS A10",
    source=(
        "Socomec communication tables of the DIRIS A10 and A30 (2018-01), blocks C550, C650, C750, "
        "C950; compared with OpenEMS SocomecMeterThreephaseImpl (Diris A10)"
    ),
    function=3,
    borders=(50512, 50768, 51024, 51280, 51536),
    identify=Identify(3, 50000, STRING(4, per_word=1), "SOCO"),
    points=(
        Point("running_h", 50512, _U32, 0.01, low=0.0),
        *_volts("v_ll_v", 50514, "l12 l23 l31"),
        *_volts("v_ln_v", 50520, "l1 l2 l3"),
        Point("f_hz", 50526, _U32, 0.01, low=0.0, high=1000.0),
        *_amps("i_a", 50528, "l1 l2 l3 n"),
        *_signed("p_w", 50536, "sum"),
        *_signed("q_var", 50538, "sum"),
        *_unsigned("s_va", 50540, "sum"),
        *_factor("pf", 50542, "sum"),
        *_signed("p_w", 50544, "l1 l2 l3"),
        *_signed("q_var", 50550, "l1 l2 l3"),
        *_unsigned("s_va", 50556, "l1 l2 l3"),
        *_factor("pf", 50562, "l1 l2 l3"),
        *_amps("i_a", 50568, "mean"),
        *_volts("v_ll_v", 50570, "mean"),
        *_volts("v_ln_v", 50572, "mean"),
        *_energy("energy", 50780, "partial_wh import_varh apparent_vah export_wh export_varh"),
        *_volts("v_ll_demand_v", 51024, "l12 l23 l31"),
        *_volts("v_ln_demand_v", 51030, "l1 l2 l3"),
        Point("f_demand_hz", 51036, _U32, 0.01, low=0.0, high=1000.0),
        *_amps("i_demand_a", 51038, "l1 l2 l3 n"),
        *_unsigned("p_demand_w", 51046, "import export"),
        *_unsigned("q_demand_var", 51050, "import export"),
        *_unsigned("s_demand_va", 51054, "sum"),
        *_volts("v_ll_demand_v", 51056, "l12_max l23_max l31_max"),
        *_volts("v_ln_demand_v", 51062, "l1_max l2_max l3_max"),
        Point("f_demand_max_hz", 51068, _U32, 0.01, low=0.0, high=1000.0),
        *_amps("i_demand_a", 51070, "l1_max l2_max l3_max n_max"),
        *_unsigned("p_demand_w", 51078, "import_max export_max"),
        *_unsigned("q_demand_var", 51082, "import_max export_max"),
        *_unsigned("s_demand_va", 51086, "max"),
        *_percent("thd_v_ll_pct", 51536, "l12 l23 l31"),
        *_percent("thd_v_ln_pct", 51539, "l1 l2 l3"),
        *_percent("thd_i_pct", 51542, "l1 l2 l3"),
    ),
)
