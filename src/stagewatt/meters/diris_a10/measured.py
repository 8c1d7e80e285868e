"""The tables of measured values: C550, C650, C750, C900 and C950."""

from __future__ import annotations

from stagewatt.meters.diris_a10.kinds import (
    Points,
    amps,
    energy,
    factor,
    hertz,
    hours,
    percent,
    row,
    signed,
    unsigned,
    volts,
)
from stagewatt.meters.table import Block, Fixed, Point
from stagewatt.wire.codecs import Integer
from stagewatt.wire.plan import Span

_MEANS = (
    (volts, "v_ll_demand_v", "l12 l23 l31"),
    (volts, "v_ln_demand_v", "l1 l2 l3"),
    (hertz, "f_demand_hz", ""),
    (amps, "i_demand_a", "l1 l2 l3 n"),
    (unsigned, "p_demand_w", "import export"),
    (unsigned, "q_demand_var", "import export"),
    (unsigned, "s_demand_va", "sum"),
)
_LARGEST = (
    (volts, "v_ll_demand_v", "l12_max l23_max l31_max"),
    (volts, "v_ln_demand_v", "l1_max l2_max l3_max"),
    (hertz, "f_demand_max_hz", ""),
    (amps, "i_demand_a", "l1_max l2_max l3_max n_max"),
    (unsigned, "p_demand_w", "import_max export_max"),
    (unsigned, "q_demand_var", "import_max export_max"),
    (unsigned, "s_demand_va", "max"),
)

POINTS: Points = (
    *row(
        50512,
        (hours, "running_h", ""),
        (volts, "v_ll_v", "l12 l23 l31"),
        (volts, "v_ln_v", "l1 l2 l3"),
        (hertz, "f_hz", ""),
        (amps, "i_a", "l1 l2 l3 n"),
        (signed, "p_w", "sum"),
        (signed, "q_var", "sum"),
        (unsigned, "s_va", "sum"),
        (factor, "pf", "sum"),
        (signed, "p_w", "l1 l2 l3"),
        (signed, "q_var", "l1 l2 l3"),
        (unsigned, "s_va", "l1 l2 l3"),
        (factor, "pf", "l1 l2 l3"),
        (amps, "i_a", "mean"),
        (volts, "v_ll_v", "mean"),
        (volts, "v_ln_v", "mean"),
    ),
    *energy(
        "energy",
        50780,
        "partial_wh partial_varh partial_vah partial_export_wh partial_export_varh",
    ),
    *row(51024, *_MEANS, *_LARGEST),
    *row(
        51536,
        (percent, "thd_v_ll_pct", "l12 l23 l31"),
        (percent, "thd_v_ln_pct", "l1 l2 l3"),
        (percent, "thd_i_pct", "l1 l2 l3"),
    ),
)
"""What a reader may ask for."""

TEMPERATURE = Point(
    "temperature_c", 51457, Integer(1, signed=True, missing=0x7FFF), 1.0, -50.0, 150.0, assumed=True
)
"""Where the temperature lies on a DIRIS A40; of the A10 nothing was found."""

_PULSES = tuple(Fixed(f"pulses of input {k}", 50790 + 2 * k, (0, 0)) for k in range(1, 11))
_SIGNALS = tuple(
    Fixed(f"mean {what} between two signals", 50818 + 2 * at, (0, 0), assumed=True)
    for at, what in enumerate(("P+", "P-", "Q+", "Q-"))
)

BLOCKS = (
    Block(title="C550: main values", function=3, span=Span(50512, 62)),
    Block(
        title="C650: energies",
        function=3,
        span=Span(50768, 58),
        points=(
            *hours("running_h", 50768, ""),
            *unsigned("p_predicted_w", 50812, "sum"),
            *unsigned("q_predicted_var", 50814, "sum"),
            *unsigned("s_predicted_va", 50816, "sum"),
        ),
        fixed=(Fixed("number of pulse inputs", 50790, (0, 0)), *_PULSES, *_SIGNALS),
    ),
    Block(title="C750: means over the window and their maxima", function=3, span=Span(51024, 64)),
    Block(
        title="C900: temperature",
        function=3,
        span=Span(51456, 8),
        points=(TEMPERATURE,),
        fixed=(
            Fixed("inner sensor fitted", 51456, (1,), assumed=True),
            Fixed("number of outer sensors", 51458, (0,), assumed=True),
            Fixed("outer temperatures", 51459, (0,) * 5, assumed=True),
        ),
    ),
    Block(
        title="C950: distortion",
        function=3,
        span=Span(51536, 10),
        points=(
            Point("thd_i_pct.n", 51545, Integer(1, missing=0xFFFF), 0.1, 0.0, 1000.0, assumed=True),
        ),
    ),
)
