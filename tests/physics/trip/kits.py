"""Every protective device as Hypothesis draws it, in the four names that all have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from stagewatt.domain.figures import MainTolerances
from stagewatt.domain.phases import L123, L123N, LineToLine
from stagewatt.physics.trip import (
    e_stop,
    electronic,
    magnetic_hydraulic,
    neutral_relay,
    residual,
    residual_relay,
)
from stagewatt.physics.trip.curves import CURVES, Instantaneous
from stagewatt.physics.trip.electronic import Model

amps = st.floats(0.0, 6000.0)
shares = st.floats(0.0, 1.0)
signed = st.floats(-1.0, 1.0)
IN_A = 400.0


def dial(*steps: float | None) -> st.SearchStrategy[Any]:
    return st.sampled_from([None if step is None else step * IN_A for step in steps])


mains = st.builds(
    electronic.Settings,
    ir_a=dial(0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0),
    isd_a=dial(None, 1.5, 2, 3, 4, 5, 6, 8),
    ii_a=dial(1.5, 2, 3, 4, 6, 8, 10, 12),
    in_a=dial(None, 0.5, 1.0),
    tr_s=st.sampled_from([3.0, 6.0, 12.0, 18.0]),
    tsd_s=st.sampled_from([0.1, 0.2, 0.3, 0.4]),
    tn_s=st.sampled_from([0.1, 0.2, 0.3, 0.4]),
    pickup=st.floats(1.10, 1.20),
    tolerances=st.sampled_from([MainTolerances(reference=k) for k in (1.5, 2.0, 3.0, 6.0, 7.2)]),
    model=st.sampled_from(Model),
    late=signed,
    high=signed,
)
currents = st.builds(L123N, amps, amps, amps, amps)
ways = st.sampled_from(list(CURVES.values())).flatmap(
    lambda curve: st.builds(
        magnetic_hydraulic.Release,
        percentile=shares,
        pickup=st.floats(1.0, curve.must_trip - 1e-6),
        curve=st.just(curve),
        instantaneous=st.sampled_from([None, *Instantaneous]),
        level=shares,
    )
)
rcds = st.builds(
    residual.Release,
    threshold_a=st.floats(0.05, 0.1),
    delay_s=st.floats(0.02, 0.04),
    kind=st.sampled_from(residual.Kind),
    rated_a=st.just(0.1),
    percentile=shares,
    pulsating=st.floats(0.7, 1.4),
)
relays = st.builds(
    residual_relay.Settings,
    threshold_a=st.floats(0.03, 0.3),
    delay_s=st.floats(0.02, 5.0),
    release_s=st.floats(0.02, 0.03),
)
seen = st.builds(
    neutral_relay.Seen,
    v_ln_v=st.builds(L123, *[st.floats(0, 400)] * 3),
    v_ll_v=st.just(LineToLine.all(400.0)),
    v_n_pe_v=st.floats(0, 230),
    v_n_pe_150hz_v=st.floats(0, 100),
)


@dataclass(frozen=True)
class Kit:
    """One device in the four names that all have, with what it starts from."""

    kind: str
    make: st.SearchStrategy[Any]
    inputs: st.SearchStrategy[Any]
    rest: Any
    advanced: Callable[[Any, Any, Any, float], Any]
    remaining_s: Callable[[Any, Any, Any], float]
    done: Callable[[Any, Any], bool]
    progress: Callable[[Any], tuple[float, ...]]
    more: Callable[[Any, float], Any]


def parts(memory: electronic.Memory) -> tuple[float, ...]:
    return (*memory.long_time, memory.short_time, memory.instantaneous, memory.neutral)


def latch_parts(latch: Any) -> tuple[float, ...]:
    return (latch.seen_s, latch.since_s)


KITS = (
    Kit(
        "electronic",
        mains,
        currents,
        electronic.REST,
        electronic.advanced,
        electronic.remaining_s,
        lambda _, memory: memory.tripped is not None,
        parts,
        lambda i_a, extra: L123N(i_a.l1, i_a.l2 + extra * 500, i_a.l3, i_a.n + extra * 1000),
    ),
    Kit(
        "magnetic_hydraulic",
        ways,
        st.floats(0.0, 60.0),
        0.0,
        magnetic_hydraulic.advanced,
        magnetic_hydraulic.remaining_s,
        lambda _, progress: magnetic_hydraulic.tripped(progress),
        lambda progress: (progress,),
        lambda multiple, extra: multiple + extra * 10,
    ),
    Kit(
        "residual",
        rcds,
        st.floats(0.0, 600.0) | st.floats(0.0, 0.5),
        0.0,
        residual.advanced,
        residual.remaining_s,
        lambda _, progress: residual.tripped(progress),
        lambda progress: (progress,),
        lambda residual_a, extra: residual_a + extra,
    ),
    Kit(
        "residual_relay",
        relays,
        st.floats(0.0, 0.5),
        residual_relay.CLEAR,
        residual_relay.advanced,
        residual_relay.remaining_s,
        residual_relay.opens,
        latch_parts,
        lambda residual_a, extra: residual_a + extra,
    ),
    Kit(
        "neutral_relay",
        st.builds(neutral_relay.Settings, n_pe_third_max_v=st.sampled_from([None, 30.0])),
        seen,
        neutral_relay.CLEAR,
        neutral_relay.advanced,
        neutral_relay.remaining_s,
        neutral_relay.opens,
        latch_parts,
        lambda was, extra: replace(was, v_n_pe_v=was.v_n_pe_v + extra * 100),
    ),
    Kit(
        "e_stop",
        st.floats(0.01, 0.05),
        st.booleans(),
        e_stop.READY,
        lambda opens_s, stop, pressed, dt_s: e_stop.advanced(
            e_stop.press(stop) if pressed else stop, dt_s, opens_s
        ),
        lambda opens_s, stop, pressed: e_stop.remaining_s(
            e_stop.press(stop) if pressed else stop, opens_s
        ),
        lambda opens_s, stop: e_stop.opens(stop, opens_s),
        lambda stop: (stop.open_s,),
        lambda pressed, extra: pressed or extra > 0,
    ),
)
