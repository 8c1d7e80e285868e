"""The meter of C12 and C24, after the "Main meter" section of the C12 user manual."""

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
    Line,
    Page,
    three,
)

# The manual's printing of the temperature button's pages was left unfinished; that the meter shows
# the working temperature is said of the C24.
_NOW = Page("t.now", (Line("T", "temperature_c", "°C"),), assumed=True)
_MAX = Page("t.max", (Line("T max", "temperature_max_c", "°C"),), assumed=True)

FACE = Face(
    buttons=(
        Button(
            "I",
            "I",
            (
                CURRENTS,
                NEUTRAL,
                Page("i.max", three("i_max_a", "A")),
                Page("i.neutral_max", (Line("N max", "i_max_a.n", "A"),)),
                Page("i.thd", three("thd_i_mean_pct", "%")),
            ),
        ),
        Button("V F", "V F", (VOLTAGES, FREQUENCY, Page("v.thd", three("thd_v_ln_mean_pct", "%")))),
        Button("P PF", "P PF", (POWER, FACTOR, DEMAND, MAX_DEMAND)),
        Button("E", "E", (ACTIVE, REACTIVE)),
        Button("degC", "°C", (_NOW, _MAX)),
    ),
    centre=frozenset({"V F", "P PF"}),
    home=VOLTAGES_AT_HOME,
    bottom=ENERGY,
)
