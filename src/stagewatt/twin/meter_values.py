"""Every quantity the meter tables name, from what the meter measured and counted."""

from __future__ import annotations

import math

from stagewatt.domain.reading import Value
from stagewatt.meters.table import MeterTable, PfSign, encode
from stagewatt.twin.meter import DEMANDS, Energies, Meter
from stagewatt.twin.reading import Reading, power_factor

_PHASES = ("l1", "l2", "l3")
_PAIRS = ("l12", "l23", "l31")


def meter_words(table: MeterTable, meter: Meter, reading: Reading) -> dict[int, int]:
    """Return the meter's registers, address -> word, with the texts it is recognised by."""
    values = meter_values(meter, reading)
    if table.pf_sign is PfSign.DIRECTION:
        values |= {k: abs(v) for k, v in values.items() if k.startswith("pf.") and v is not None}
    image = encode(table, values)
    if table.identify is not None:
        span = table.identify.span
        words = table.identify.codec.encode(table.identify.prefix)
        image |= dict(zip(range(span.address, span.end), words, strict=True))
    return image


def meter_values(meter: Meter, reading: Reading) -> dict[str, Value]:
    """Return all values by their names in the tables, SI units.

    Sums of apparent power are arithmetic and PF = P/S (assumed: no maker says); distortion is 0,
    since the loads here are linear.
    """
    return {
        **_instant(reading),
        **_powers(reading),
        **_energy(meter),
        **_demand(meter),
        **_distortion(),
        "running_h": meter.running_s / 3600,
    }


def _named(quantity: str, places: tuple[str, ...], values: tuple[float, ...]) -> dict[str, Value]:
    return {f"{quantity}.{p}": v for p, v in zip(places, values, strict=True)}


def _mean(values: tuple[float, ...]) -> float:
    return sum(values) / len(values)


def _instant(reading: Reading) -> dict[str, Value]:
    v_ln_v, v_ll_v = tuple(reading.v_ln_v), tuple(reading.v_ll_v)
    i_a = tuple(reading.i_a.phases)
    return {
        **_named("v_ln_v", (*_PHASES, "mean"), (*v_ln_v, _mean(v_ln_v))),
        **_named("v_ll_v", (*_PAIRS, "mean"), (*v_ll_v, _mean(v_ll_v))),
        **_named(
            "i_a", (*_PHASES, "n", "mean", "sum"), (*i_a, reading.i_a.n, _mean(i_a), sum(i_a))
        ),
        "f_hz": reading.f_hz,
    }


def _powers(reading: Reading) -> dict[str, Value]:
    p_w, q_var, s_va = ((*each, sum(each)) for each in (reading.p_w, reading.q_var, reading.s_va))
    places = (*_PHASES, "sum")
    return {
        **_named("p_w", places, p_w),
        **_named("q_var", places, q_var),
        **_named("s_va", places, s_va),
        **_named("pf", places, tuple(map(power_factor, p_w, q_var, s_va))),
        **_named("phase_angle_deg", places, tuple(map(_angle_deg, p_w, q_var))),
    }


def _angle_deg(p_w: float, q_var: float) -> float:
    return math.degrees(math.atan2(q_var, p_w))


def _energy(meter: Meter) -> dict[str, Value]:
    total, partial = meter.total, meter.partial
    none = (0.0, 0.0, 0.0)
    varh = _varh(total)
    return {
        "energy.import_wh": sum(total.wh),
        "energy.export_wh": 0.0,
        "energy.import_varh": sum(total.import_varh),
        "energy.export_varh": sum(total.export_varh),
        "energy.apparent_vah": total.vah,
        "energy.total_wh": sum(total.wh),
        "energy.total_varh": sum(varh),
        "energy.partial_wh": sum(partial.wh),
        "energy.partial_varh": sum(_varh(partial)),
        "charge_ah": total.ah,
        **_named("import_wh", _PHASES, total.wh),
        **_named("export_wh", _PHASES, none),
        **_named("total_wh", _PHASES, total.wh),
        **_named("import_varh", _PHASES, total.import_varh),
        **_named("export_varh", _PHASES, total.export_varh),
        **_named("total_varh", _PHASES, varh),
    }


def _varh(energies: Energies) -> tuple[float, ...]:
    pairs = zip(energies.import_varh, energies.export_varh, strict=True)
    return tuple(taken + given for taken, given in pairs)


def _demand(meter: Meter) -> dict[str, Value]:
    now = dict(zip(DEMANDS, meter.demand.now, strict=True))
    largest = dict(zip(DEMANDS, meter.demand.largest, strict=True))
    values: dict[str, Value] = dict(now)
    values |= {_largest(name): value for name, value in largest.items()}
    return values | {
        "p_demand_w.sum": now["p_demand_w.import"],
        "p_demand_w.max": largest["p_demand_w.import"],
        "p_demand_w.export": 0.0,
        "p_demand_w.export_max": 0.0,
        "s_demand_va.max": largest["s_demand_va.sum"],
    }


def _largest(name: str) -> str:
    """Return the name of a demand's maximum: `i_demand_a.l1_max`, `f_demand_max_hz`."""
    return f"{name}_max" if "." in name else name.replace("_hz", "_max_hz")


def _distortion() -> dict[str, Value]:
    return {
        **_named("thd_v_ln_pct", (*_PHASES, "mean"), (0.0,) * 4),
        **_named("thd_i_pct", (*_PHASES, "mean"), (0.0,) * 4),
        **_named("thd_v_ll_pct", (*_PAIRS, "mean"), (0.0,) * 4),
    }
