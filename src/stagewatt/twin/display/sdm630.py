"""The smartPDU's meter, after the "Main meter" section of the smartPDU 36/48/72 user manual."""

from __future__ import annotations

from stagewatt.twin.display.pages import (
    ACTIVE,
    CURRENTS,
    DEMAND,
    ENERGY,
    FACTOR,
    FREQUENCY,
    MAX_DEMAND,
    NEUTRAL,
    POWER,
    REACTIVE,
    VOLTAGES,
    VOLTAGES_AT_HOME,
    Button,
    Face,
    Page,
    three,
)

FACE = Face(
    buttons=(
        Button(
            "I",
            "I",
            (
                CURRENTS,
                NEUTRAL,
                Page("i.demand", three("i_demand_a", "A")),
                Page("i.max_demand", three("i_demand_a", "A", "l1_max l2_max l3_max")),
            ),
        ),
        Button(
            "V/Hz",
            "V/Hz",
            (VOLTAGES, Page("v.lines", three("v_ll_v", "V", "l12 l23 l31")), FREQUENCY),
        ),
        Button("P", "P", (POWER, FACTOR, DEMAND, MAX_DEMAND)),
        Button("E", "E", (ACTIVE, REACTIVE)),
    ),
    centre=frozenset({"V/Hz", "P"}),
    home=VOLTAGES_AT_HOME,
    bottom=ENERGY,
)
