"""From a meter's named values to a `MainsSample`, the same for every meter."""

from __future__ import annotations

from collections.abc import Mapping

from stagewatt.domain.phases import L123, L123N, L123Sum, LineToLine
from stagewatt.domain.reading import EnergyValues, MainsSample, Value

_L123 = ("l1", "l2", "l3")
_PLACES: dict[str, tuple[str, ...]] = {
    "v_ln_v": _L123,
    "v_ll_v": ("l12", "l23", "l31"),
    "i_a": (*_L123, "n"),
    "p_w": (*_L123, "sum"),
    "q_var": (*_L123, "sum"),
    "s_va": (*_L123, "sum"),
    "pf": (*_L123, "sum"),
    "thd_v_ln_pct": _L123,
    "thd_v_ll_pct": ("l12", "l23", "l31"),
    "thd_i_pct": _L123,
    "energy": ("partial_wh", "total_wh"),
}

MAINS_POINTS: tuple[str, ...] = (
    "f_hz",
    *(f"{quantity}.{place}" for quantity, places in _PLACES.items() for place in places),
)
"""The names of the points that a `MainsSample` is made of."""


def mains_sample(values: Mapping[str, Value]) -> MainsSample:
    """Build the sample; a value that is absent or None is None in the sample."""

    def of(quantity: str) -> list[Value]:
        return [values.get(f"{quantity}.{place}") for place in _PLACES[quantity]]

    partial_wh, total_wh = of("energy")
    return MainsSample(
        v_ln_v=L123(*of("v_ln_v")),
        v_ll_v=LineToLine(*of("v_ll_v")),
        i_a=L123N(*of("i_a")),
        f_hz=values.get("f_hz"),
        p_w=L123Sum(*of("p_w")),
        q_var=L123Sum(*of("q_var")),
        s_va=L123Sum(*of("s_va")),
        pf=L123Sum(*of("pf")),
        thd_v_ln_pct=L123(*of("thd_v_ln_pct")),
        thd_v_ll_pct=LineToLine(*of("thd_v_ll_pct")),
        thd_i_pct=L123(*of("thd_i_pct")),
        energy=EnergyValues(partial_wh=partial_wh, total_wh=total_wh),
    )
