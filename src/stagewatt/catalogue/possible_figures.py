"""Figures and dials that no rack can have, although each number is well formed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from stagewatt.catalogue.devices import record
from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.path import Path
from stagewatt.catalogue.schema import RackDocument
from stagewatt.catalogue.schema_figures import RelayTable
from stagewatt.domain.figures import MainTolerances, NeutralThresholds, ResidualBand

PICKUP_MIN, PICKUP_MAX = 1.05, 1.30
"""IEC 60947-2: 1.05 x IR is held, 1.30 x IR trips."""
RATED_RESIDUAL_A = 0.030
"""What `[residual_band]` is written for."""
HOLDS_SHARE = 0.5
"""IEC 61008-1: half the rated residual current does not trip."""


def impossible_figures(rack: RackDocument) -> Iterator[Wrong]:
    """Yield figures that contradict each other, the rack or a standard."""
    yield from _tolerances(rack)
    yield from _neutral(rack)
    yield from _band(rack)
    for name, protection in rack.protection.items():
        path = ("protection", name)
        if protection.relay is not None:
            yield from _relay(protection.relay, (*path, "relay"))
        if protection.relay is not None and protection.residual_a is None:
            yield Wrong(path, "a residual relay without residual_a", "give residual_a")
    if rack.indicator.slow_hz >= rack.indicator.fast_hz:
        yield Wrong(("indicator",), "slow_hz is not below fast_hz", "exchange the two")
    if "work_light" in rack.knobs and not rack.work_lights:
        yield Wrong(("knobs",), "a dimmer without work lights", "give work_lights or remove it")


def _tolerances(rack: RackDocument) -> Iterator[Wrong]:
    path = ("main", "tolerances")
    its = record(MainTolerances, rack.main.tolerances)
    if not PICKUP_MIN <= its.pickup_low <= its.pickup_high <= PICKUP_MAX:
        problem = "the pick-up is outside 1.05 to 1.30, or does not rise"
        yield Wrong(path, problem, "make 1.05 <= pickup_low <= pickup_high <= 1.30")
    if its.status_low >= its.status_high:
        yield Wrong(path, "status_low is not below status_high", "exchange the two")


def _neutral(rack: RackDocument) -> Iterator[Wrong]:
    path = ("neutral_relay",)
    its, v_ln_v = record(NeutralThresholds, rack.neutral_relay), rack.nominal_v_ln_v
    if not its.v_ln_min_v < v_ln_v < its.v_ln_max_v:
        problem = f"nominal {v_ln_v:g} V is not between v_ln_min_v and v_ln_max_v"
        yield Wrong(path, problem, "it would trip at once; widen the two")
    v_ll_v = math.sqrt(3) * v_ln_v
    if not its.v_ll_min_v < v_ll_v < its.v_ll_max_v:
        problem = f"nominal {v_ll_v:.0f} V is not between v_ll_min_v and v_ll_max_v"
        yield Wrong(path, problem, "it would never trip; widen the two")


def _band(rack: RackDocument) -> Iterator[Wrong]:
    its = record(ResidualBand, rack.residual_band)
    if not HOLDS_SHARE * RATED_RESIDUAL_A < its.low_a <= its.high_a <= RATED_RESIDUAL_A:
        problem = "a 30 mA device trips above 15 mA and at 30 mA at the latest"
        yield Wrong(("residual_band",), problem, "make 0.015 < low_a <= high_a <= 0.03")


def _relay(relay: RelayTable, path: Path) -> Iterator[Wrong]:
    for unit, steps, factory in (
        ("a", relay.steps_a, relay.factory_a),
        ("s", relay.steps_s, relay.factory_s),
    ):
        if not _rise(steps):
            yield Wrong((*path, f"steps_{unit}"), "the steps do not rise", "sort them")
        if factory not in steps:
            problem = f"{factory} is not one of the steps"
            yield Wrong((*path, f"factory_{unit}"), problem, "choose one of the steps")


def _rise(steps: Sequence[float]) -> bool:
    return list(steps) == sorted(set(steps))
