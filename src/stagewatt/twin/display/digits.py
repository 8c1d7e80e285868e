"""Numbers as a display of few digits shows them: as many decimals as there is room for."""

from __future__ import annotations

from stagewatt.domain.reading import Value

NOTHING = "----"
_DIGITS, _COUNTER_DIGITS = 4, 6
_DECIMALS = {"V": 1, "A": 2, "Hz": 2, "": 3, "%": 1, "°C": 1, "kWh": 1, "kvarh": 1}
"""Most decimals of a unit; the units of power have none without a prefix."""
_KILO_DECIMALS = 2
_LARGER = {
    "W": "kW",
    "var": "kvar",
    "VA": "kVA",
    "kW": "MW",
    "kvar": "Mvar",
    "kVA": "MVA",
    "kWh": "MWh",
    "kvarh": "Mvarh",
}
_COUNTERS = frozenset({"kWh", "kvarh", "MWh", "Mvarh"})


def written(value: Value, unit: str) -> tuple[str, str]:
    """Return the digits and the unit they are in; counters come in Wh and varh.

    A number too long for its unit moves on to the next larger one; the last one runs over.
    """
    if value is None:
        return NOTHING, unit
    number = value / 1000 if unit in _COUNTERS else value
    decimals = _DECIMALS.get(unit, 0)
    while (text := _fitted(number, decimals, unit)) is None and unit in _LARGER:
        number, unit, decimals = number / 1000, _LARGER[unit], _KILO_DECIMALS
    return text or NOTHING, unit


def _fitted(number: float, decimals: int, unit: str) -> str | None:
    room = _COUNTER_DIGITS if unit in _COUNTERS else _DIGITS
    for each in range(decimals, -1, -1):
        text = f"{number:.{each}f}"
        if sum(map(str.isdigit, text)) <= room:
            # What rounds to nothing has no sign.
            return text if float(text) else text.lstrip("-")
    return None
