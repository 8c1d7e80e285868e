"""Table 0300: the order of older devices of the family, still served."""

from __future__ import annotations

from stagewatt.meters.diris_a10.kinds import (
    amps,
    energy,
    factor,
    hertz,
    hours,
    row,
    signed,
    unsigned,
    volts,
)
from stagewatt.meters.table import Block, Fixed
from stagewatt.wire.plan import Span

BLOCK = Block(
    title="0300: older table",
    function=3,
    span=Span(768, 164),
    points=row(
        768,
        (amps, "i_a", "l1 l2 l3 n"),
        (volts, "v_ll_v", "l12 l23 l31"),
        (volts, "v_ln_v", "l1 l2 l3"),
        (hertz, "f_hz", ""),
        (signed, "p_w", "sum"),
        (signed, "q_var", "sum"),
        (unsigned, "s_va", "sum"),
        (factor, "pf", "sum"),
        (signed, "p_w", "l1 l2 l3"),
        (signed, "q_var", "l1 l2 l3"),
        (unsigned, "s_va", "l1 l2 l3"),
        (factor, "pf", "l1 l2 l3"),
        (amps, "i_demand_a", "l1 l2 l3"),
        (unsigned, "p_demand_w", "import export"),
        (unsigned, "q_demand_var", "import export"),
        (unsigned, "s_demand_va", "sum"),
        (amps, "i_demand_a", "l1_max l2_max l3_max"),
        (unsigned, "p_demand_w", "import_max export_max"),
        (unsigned, "q_demand_var", "import_max export_max"),
        (unsigned, "s_demand_va", "max"),
        (hours, "running_h", ""),
        (energy, "energy", "partial_wh partial_varh partial_vah"),
        (energy, "energy", "partial_export_wh partial_export_varh"),
    )
    + row(
        880,
        (amps, "i_a", "mean"),
        (volts, "v_ll_v", "mean"),
        (volts, "v_ln_v", "mean"),
        (volts, "v_ll_demand_v", "l12 l23 l31"),
        (volts, "v_ln_demand_v", "l1 l2 l3"),
        (hertz, "f_demand_hz", ""),
        (volts, "v_ll_demand_v", "l12_max l23_max l31_max"),
        (volts, "v_ln_demand_v", "l1_max l2_max l3_max"),
        (hertz, "f_demand_max_hz", ""),
        (amps, "i_demand_a", "n n_max"),
    )
    + row(
        926,
        (unsigned, "p_predicted_w", "sum"),
        (unsigned, "q_predicted_var", "sum"),
        (unsigned, "s_predicted_va", "sum"),
    ),
    fixed=(
        Fixed("pulses of inputs 1 and 2", 866, (0,) * 4),
        Fixed("number of pulse inputs", 870, (0, 0)),
        Fixed("alarms, finished and timing", 872, (0,) * 4),
        Fixed("number and state of inputs and outputs", 876, (0,) * 4),
        Fixed("mean P+, P-, Q+, Q- between two signals", 918, (0,) * 8, assumed=True),
    ),
)
