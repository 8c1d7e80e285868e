"""What buttons bring up: pages of lines, each a value by its name in the meter tables."""

from __future__ import annotations

from dataclasses import dataclass

HOME = "home"
"""The page that stands when nothing was pressed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its label, the value's name and the unit it is shown in."""

    label: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Page:
    """One picture; `assumed` where the manual does not say what it shows."""

    id: str
    lines: tuple[Line, ...]
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """One button with the pages that pressing it again and again brings up, then home."""

    id: str
    label: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A meter's buttons from left to right, the two that dim it, its home page, its lowest row."""

    buttons: tuple[Button, ...]
    centre: frozenset[str]
    home: Page
    bottom: Line


def three(quantity: str, unit: str, places: str = "l1 l2 l3") -> tuple[Line, ...]:
    """Return one line a phase, or a pair of phases: `l12` is labelled L1-2."""
    return tuple(
        Line(f"L{place[1]}" + (f"-{place[2]}" if place[2:3].isdigit() else ""), name, unit)
        for place in places.split()
        for name in [f"{quantity}.{place}"]
    )


ENERGY = Line("", "energy.partial_wh", "kWh")
"""What ran through since the supply came; it stands below every page."""
POWER = Page(
    "p.power",
    (Line("P", "p_w.sum", "W"), Line("Q", "q_var.sum", "var"), Line("S", "s_va.sum", "VA")),
)
FACTOR = Page("p.factor", (Line("PF", "pf.sum", ""),))
DEMAND = Page("p.demand", (Line("P", "p_demand_w.sum", "W"), Line("S", "s_demand_va.sum", "VA")))
MAX_DEMAND = Page(
    "p.max_demand", (Line("P", "p_demand_w.max", "W"), Line("S", "s_demand_va.max", "VA"))
)
ACTIVE = Page("e.active", (Line("Ea+", "energy.import_wh", "kWh"),))
REACTIVE = Page("e.reactive", (Line("Er+", "energy.import_varh", "kvarh"),))
CURRENTS = Page("i.phases", three("i_a", "A"))
NEUTRAL = Page("i.neutral", (Line("N", "i_a.n", "A"),))
VOLTAGES = Page("v.phases", three("v_ln_v", "V"))
FREQUENCY = Page("f", (Line("F", "f_hz", "Hz"),))
VOLTAGES_AT_HOME = Page(HOME, three("v_ln_v", "V"), assumed=True)
"""What one checks before the main switch is closed."""
