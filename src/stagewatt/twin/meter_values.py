"""Every quantity the meter tables name, from what the meter measured and counted."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from stagewatt.domain.reading import Value
from stagewatt.meters.serving import Serving
from stagewatt.meters.table import MeterTable, PfSign
from stagewatt.physics.quantities import s_vector_va
from stagewatt.twin.meter import DEMANDS, Meter, demanded, settled
from stagewatt.twin.meter_setup import Apparent, Setup
from stagewatt.twin.reading import Reading, power_factor
from stagewatt.twin.seen import DISTORTION, WATCHED

_PHASES = ("l1", "l2", "l3")
_PAIRS = ("l12", "l23", "l31")
_SUMMED = (*_PHASES, "sum")

_TRANSFORMED = ("i_", "p_", "q_", "s_")
"""How the names of quantities begin that a current transformer's ratio is part of."""
_CLOCK_STARTS = datetime(2000, 1, 1)  # noqa: DTZ001 - the meter's own clock knows no zone
"""A meter without a battery begins here each time its supply comes (assumed)."""


def meter_words(
    table: MeterTable, meter: Meter, reading: Reading, temperature_c: float | None = None
) -> dict[int, int]:
    """Return the registers that the meter's own function reads, address -> word."""
    values = wire_values(table, meter, reading, temperature_c)
    return Serving(table).image(table.function, values)


def wire_values(
    table: MeterTable, meter: Meter, reading: Reading, temperature_c: float | None = None
) -> dict[str, Value]:
    """Return all values as this meter signs them, with those before its current transformers."""
    values = meter_values(meter, reading, temperature_c)
    if table.pf_sign is PfSign.DIRECTION:
        values |= {k: abs(v) for k, v in values.items() if k.startswith("pf.") and v is not None}
    ratio = meter.setup.ratio
    values |= {
        f"secondary_{name}": value / ratio
        for name, value in values.items()
        if value is not None and name.startswith(_TRANSFORMED)
    }
    return values


def meter_values(
    meter: Meter, reading: Reading, temperature_c: float | None = None
) -> dict[str, Value]:
    """Return all values by their names in the tables, SI units."""
    meter = settled(meter)
    return {
        **_instant(reading),
        **_powers(reading, meter.setup),
        **_energy(meter),
        **_demand(meter, reading),
        **_distortion(reading),
        **_since_power_up(meter),
        **_setup(meter),
        "running_h": meter.running_s / 3600,
        "temperature_c": temperature_c,
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


def _powers(reading: Reading, setup: Setup) -> dict[str, Value]:
    vector = setup.apparent is Apparent.VECTOR
    whole_va = s_vector_va(reading.p_w, reading.q_var) if vector else sum(reading.s_va)
    p_w, q_var = ((*each, sum(each)) for each in (reading.p_w, reading.q_var))
    s_va = (*reading.s_va, whole_va)
    return {
        **_named("p_w", _SUMMED, p_w),
        **_named("q_var", _SUMMED, q_var),
        **_named("s_va", _SUMMED, s_va),
        **_named("pf", _SUMMED, tuple(map(power_factor, p_w, q_var, s_va))),
        **_named("phase_angle_deg", _SUMMED, tuple(map(_angle_deg, p_w, q_var))),
    }


def _angle_deg(p_w: float, q_var: float) -> float:
    return math.degrees(math.atan2(q_var, p_w))


def _energy(meter: Meter) -> dict[str, Value]:
    total, partial = meter.total, meter.partial
    wh, varh = _both(total.wh, total.export_wh), _both(total.import_varh, total.export_varh)
    partial_varh = sum(partial.import_varh) - sum(partial.export_varh)
    return {
        "energy.import_wh": sum(total.wh),
        "energy.export_wh": sum(total.export_wh),
        "energy.import_varh": sum(total.import_varh),
        "energy.export_varh": sum(total.export_varh),
        "energy.apparent_vah": total.vah,
        "energy.total_wh": sum(wh),
        "energy.total_varh": sum(varh),
        "energy.partial_wh": sum(partial.wh),
        "energy.partial_export_wh": sum(partial.export_wh),
        "energy.partial_varh": sum(partial.import_varh),
        "energy.partial_export_varh": sum(partial.export_varh),
        "energy.partial_vah": partial.vah,
        "partial_ah": partial.ah,
        "pf_mean.sum": power_factor(sum(partial.wh), partial_varh, partial.vah),
        **_named("import_wh", _PHASES, total.wh),
        **_named("export_wh", _PHASES, total.export_wh),
        **_named("total_wh", _PHASES, wh),
        **_named("import_varh", _PHASES, total.import_varh),
        **_named("export_varh", _PHASES, total.export_varh),
        **_named("total_varh", _PHASES, varh),
    }


def _both(taken: tuple[float, ...], given: tuple[float, ...]) -> tuple[float, ...]:
    return tuple([t + g for t, g in zip(taken, given, strict=True)])


def _demand(meter: Meter, reading: Reading) -> dict[str, Value]:
    now = dict(zip(DEMANDS, meter.demand.now, strict=True))
    largest = dict(zip(DEMANDS, meter.demand.largest, strict=True))
    ahead = dict(zip(DEMANDS, meter.demand.predicted(demanded(reading)), strict=True))
    values: dict[str, Value] = dict(now)
    values |= {_largest(name): value for name, value in largest.items()}
    return values | {
        "p_demand_w.sum": now["p_demand_w.import"] - now["p_demand_w.export"],
        "p_demand_w.max": largest["p_demand_w.import"],
        "s_demand_va.max": largest["s_demand_va.sum"],
        "p_predicted_w.sum": ahead["p_demand_w.import"],
        "q_predicted_var.sum": ahead["q_demand_var.import"],
        "s_predicted_va.sum": ahead["s_demand_va.sum"],
    }


def _largest(name: str) -> str:
    """Return the name of a demand's maximum: `i_demand_a.l1_max`, `f_demand_max_hz`."""
    return f"{name}_max" if "." in name else name.replace("_hz", "_max_hz")


def _distortion(reading: Reading) -> dict[str, Value]:
    v_ln, v_ll = tuple(reading.thd_v_ln_pct), tuple(reading.thd_v_ll_pct)
    i = tuple(reading.thd_i_pct)
    return {
        **_named("thd_v_ln_pct", (*_PHASES, "mean"), (*v_ln, _mean(v_ln))),
        **_named("thd_v_ll_pct", (*_PAIRS, "mean"), (*v_ll, _mean(v_ll))),
        **_named("thd_i_pct", (*_PHASES, "n", "mean"), (*i, _mean(i[:3]))),
    }


def _since_power_up(meter: Meter) -> dict[str, Value]:
    seen = meter.seen
    extremes: dict[str, Value] = dict(zip(DISTORTION, seen.means(), strict=True))
    for which, values in (("min", seen.low), ("max", seen.high)):
        kept = values or (None,) * len(WATCHED)
        extremes |= {n.format(which): v for n, v in zip(WATCHED, kept, strict=True)}
    return extremes | {"temperature_max_c": seen.temperature_max_c}


def _setup(meter: Meter) -> dict[str, Value]:
    setup = meter.setup
    clock = _CLOCK_STARTS + timedelta(seconds=meter.seen.up_s)
    parts = ("day", "month", "year", "hour", "minute", "second")
    return {
        "config.window_s": setup.window_s,
        "config.ct_primary_a": setup.ct_primary_a,
        "config.ct_secondary_a": setup.ct_secondary_a,
        **{f"clock.{part}": float(getattr(clock, part)) for part in parts},
    }
