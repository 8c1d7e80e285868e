"""The tables of one word a value, without the transformers' ratio: C850, 0700 and 0B00."""

from __future__ import annotations

from dataclasses import replace

from stagewatt.meters.diris_a10.kinds import COUNT16, Points, points, row, word
from stagewatt.meters.table import Block, Point
from stagewatt.wire.codecs import Myriads
from stagewatt.wire.plan import Span

_VOLTS, _TENTH_VOLTS, _HERTZ, _AMPS = word(0.01), word(0.1), word(0.01), word(0.001)
_SIGNED, _UNSIGNED, _FACTOR = word(10.0, negative=True), word(10.0), word(0.001, negative=True)

_PHASES = (
    (_SIGNED, "secondary_p_w", "l1 l2 l3"),
    (_SIGNED, "secondary_q_var", "l1 l2 l3"),
    (_UNSIGNED, "secondary_s_va", "l1 l2 l3"),
    (_FACTOR, "pf", "l1 l2 l3"),
)
_SUMS = (
    (_SIGNED, "secondary_p_w", "sum"),
    (_SIGNED, "secondary_q_var", "sum"),
    (_UNSIGNED, "secondary_s_va", "sum"),
    (_FACTOR, "pf", "sum"),
)
_OLDER = (
    (_AMPS, "secondary_i_a", "l1 l2 l3 n"),
    (_VOLTS, "v_ll_v", "l12 l23 l31"),
    (_VOLTS, "v_ln_v", "l1 l2 l3"),
    (_HERTZ, "f_hz", ""),
    *_SUMS,
)


def _assumed(made: Points) -> Points:
    return tuple(replace(point, assumed=True) for point in made)


def _myriads(name: str, address: int, scale: float) -> Point:
    return Point(name, address, Myriads(), scale, 0.0, assumed=True)


_TC850 = Block(
    title="C850: main values in one word",
    function=3,
    span=Span(51280, 35),
    points=_assumed(
        (
            *points("running_h", 51280, "", COUNT16, 0.01),
            *row(
                51281,
                (_VOLTS, "v_ll_v", "l12 l23 l31"),
                (_VOLTS, "v_ln_v", "l1 l2 l3"),
                (_HERTZ, "f_hz", ""),
                (_AMPS, "secondary_i_a", "l1 l2 l3 n"),
                *_SUMS,
                *_PHASES,
                (_AMPS, "secondary_i_a", "mean"),
                (_TENTH_VOLTS, "v_ll_v", "mean"),
                (_TENTH_VOLTS, "v_ln_v", "mean"),
            ),
            *points("energy", 51311, "import_wh export_wh import_varh export_varh", COUNT16, 1e6),
        )
    ),
)

_T0700 = Block(
    title="0700: older table in one word",
    function=3,
    span=Span(1792, 47),
    points=_assumed(
        (
            *row(
                1792,
                *_OLDER,
                *_PHASES,
                (_AMPS, "secondary_i_demand_a", "l1 l2 l3"),
                (_UNSIGNED, "secondary_p_demand_w", "import export"),
                (_UNSIGNED, "secondary_q_demand_var", "import export"),
                (_UNSIGNED, "secondary_s_demand_va", "sum"),
                (_AMPS, "secondary_i_demand_a", "l1_max l2_max l3_max"),
                (_UNSIGNED, "secondary_p_demand_w", "import_max export_max"),
                (_UNSIGNED, "secondary_q_demand_var", "import_max export_max"),
                (_UNSIGNED, "secondary_s_demand_va", "max"),
            ),
            _myriads("energy.partial_wh", 1835, 1000.0),
            _myriads("energy.partial_varh", 1837, 1000.0),
        )
    ),
)

_T0B00 = Block(
    title="0B00: oldest table in one word",
    function=3,
    span=Span(2816, 39),
    points=_assumed(
        (
            *row(
                2816,
                *_OLDER,
                (_AMPS, "secondary_i_demand_a", "l1_max l2_max l3_max n_max"),
                (_UNSIGNED, "secondary_p_demand_w", "import_max"),
            ),
            _myriads("energy.partial_wh", 2836, 1000.0),
            _myriads("energy.partial_varh", 2838, 1000.0),
            _myriads("running_h", 2840, 0.01),
            *row(2842, *_PHASES, (_UNSIGNED, "secondary_q_demand_var", "import_max")),
        )
    ),
)

BLOCKS = (_TC850, _T0700, _T0B00)
