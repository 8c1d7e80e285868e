"""Eastron SDM630 (Modbus, MID V2): measured values with function 4, settings with 3, floats."""

from __future__ import annotations

from stagewatt.meters.table import Block, Fixed, MeterTable, PfSign, Point
from stagewatt.wire.codecs import FLOAT32_BE
from stagewatt.wire.plan import Span

_KILO = 1000.0
_V_MAX, _I_MAX_A, _P_MAX_W = 1000.0, 10_000.0, 1e7
_COUNT_MAX = 1e15
"""Beyond any rack: a value out there is a broken answer, not a measurement."""


def _points(
    name: str,
    address: int,
    places: str,
    *,
    scale: float = 1.0,
    low: float | None = None,
    high: float | None = None,
) -> tuple[Point, ...]:
    """Return points of one quantity in neighbouring registers, two words each."""
    return tuple(
        Point(f"{name}.{place}", address + 2 * at, FLOAT32_BE, scale, low, high)
        for at, place in enumerate(places.split())
    )


def _volts(name: str, address: int, places: str) -> tuple[Point, ...]:
    return _points(name, address, places, low=0.0, high=_V_MAX)


def _amps(name: str, address: int, places: str) -> tuple[Point, ...]:
    return _points(name, address, places, low=0.0, high=_I_MAX_A)


def _power(name: str, address: int, places: str) -> tuple[Point, ...]:
    return _points(name, address, places, low=-_P_MAX_W, high=_P_MAX_W)


def _percent(name: str, address: int, places: str) -> tuple[Point, ...]:
    return _points(name, address, places, low=0.0, high=1000.0)


def _energy(name: str, address: int, places: str) -> tuple[Point, ...]:
    """Counters in kilo-units; the tables of this project speak plain units."""
    return _points(name, address, places, scale=_KILO, low=0.0, high=_COUNT_MAX)


def _setting(what: str, address: int, value: float, *, assumed: bool = False) -> Fixed:
    return Fixed(what, address, FLOAT32_BE.encode(value), assumed)


_SETTINGS = Block(
    title="4X: settings",
    function=3,
    span=Span(0x0000, 0x0058),
    points=(Point("config.window_s", 0x0002, FLOAT32_BE, scale=60.0, low=0.0),),
    fixed=(
        _setting("system: 3 = three phases, four wires", 0x000A, 3.0),
        _setting("pulse width, ms", 0x000C, 100.0),
        _setting("password lock: 0 = locked", 0x000E, 0.0),
        _setting("parity and stop bits: 0 = none, one", 0x0012, 0.0),
        _setting("network node", 0x0014, 1.0),
        _setting("pulse divisor: 0 = 0.0025 kWh", 0x0016, 0.0),
        _setting("password (never told)", 0x0018, 0.0, assumed=True),
        _setting("baud rate: 2 = 9600", 0x001C, 2.0),
        _setting("pulse energy: 4 = export", 0x0056, 4.0),
    ),
)
_SERIAL = Block(
    title="FC00: serial number",
    function=3,
    span=Span(0xFC00, 2),
    fixed=(Fixed("serial number", 0xFC00, (0x0012, 0xD687), assumed=True),),
)
_INPUTS = Block(title="3X: measured values", function=4, span=Span(0x0000, 0x017E))

# What the maker calls "import since last reset" (0x0048) is the partial counter, the total kWh
# (0x0156, import and export together) the one that nothing resets. Resettable totals at 0x0180 are
# of the SDM230 and SDM72, not of this meter: its registers end with 0x017D.
METER = MeterTable(
    name="sdm630",
    title="Eastron SDM630",
    source=(
        "Eastron SDM630-Modbus MID V2 user manual, sections 1.2 and 1.3; compared with "
        "volkszaehler/mbmd sdm.go, Tinkerforge eastron.py and nmakel/sdm_modbus sdm.py"
    ),
    function=4,
    max_words=80,
    hole_cost=20,
    pf_sign=PfSign.DIRECTION,
    blocks=(_INPUTS, _SETTINGS, _SERIAL),
    windows_s=(0, 300, 480, 600, 900, 1200, 1800, 3600),
    points=(
        *_volts("v_ln_v", 0x0000, "l1 l2 l3"),
        *_amps("i_a", 0x0006, "l1 l2 l3"),
        *_power("p_w", 0x000C, "l1 l2 l3"),
        *_power("s_va", 0x0012, "l1 l2 l3"),
        *_power("q_var", 0x0018, "l1 l2 l3"),
        *_points("pf", 0x001E, "l1 l2 l3", low=-1.0, high=1.0),
        *_points("phase_angle_deg", 0x0024, "l1 l2 l3", low=-360.0, high=360.0),
        *_volts("v_ln_v", 0x002A, "mean"),
        *_amps("i_a", 0x002E, "mean sum"),
        *_power("p_w", 0x0034, "sum"),
        *_power("s_va", 0x0038, "sum"),
        *_power("q_var", 0x003C, "sum"),
        *_points("pf", 0x003E, "sum", low=-1.0, high=1.0),
        *_points("phase_angle_deg", 0x0042, "sum", low=-360.0, high=360.0),
        Point("f_hz", 0x0046, FLOAT32_BE, low=0.0, high=1000.0),
        *_energy("energy", 0x0048, "partial_wh partial_export_wh"),
        *_energy("energy", 0x004C, "partial_varh partial_export_varh partial_vah"),
        Point("partial_ah", 0x0052, FLOAT32_BE, low=0.0, high=_COUNT_MAX),
        *_power("p_demand_w", 0x0054, "sum max"),
        *_power("s_demand_va", 0x0064, "sum max"),
        *_amps("i_demand_a", 0x0068, "n n_max"),
        *_volts("v_ll_v", 0x00C8, "l12 l23 l31 mean"),
        *_amps("i_a", 0x00E0, "n"),
        *_percent("thd_v_ln_pct", 0x00EA, "l1 l2 l3"),
        *_percent("thd_i_pct", 0x00F0, "l1 l2 l3"),
        *_percent("thd_v_ln_pct", 0x00F8, "mean"),
        *_percent("thd_i_pct", 0x00FA, "mean"),
        *_amps("i_demand_a", 0x0102, "l1 l2 l3 l1_max l2_max l3_max"),
        *_percent("thd_v_ll_pct", 0x014E, "l12 l23 l31 mean"),
        *_energy("energy", 0x0156, "total_wh total_varh"),
        *_energy("import_wh", 0x015A, "l1 l2 l3"),
        *_energy("export_wh", 0x0160, "l1 l2 l3"),
        *_energy("total_wh", 0x0166, "l1 l2 l3"),
        *_energy("import_varh", 0x016C, "l1 l2 l3"),
        *_energy("export_varh", 0x0172, "l1 l2 l3"),
        *_energy("total_varh", 0x0178, "l1 l2 l3"),
    ),
)
