"""All behaviours by the word that library files use."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from stagewatt.twin.loads.behaviours.amplifier import Amplifier
from stagewatt.twin.loads.behaviours.burst import Burst
from stagewatt.twin.loads.behaviours.discharge import Discharge
from stagewatt.twin.loads.behaviours.led import Led
from stagewatt.twin.loads.behaviours.motor import Motor
from stagewatt.twin.loads.behaviours.steady import Steady
from stagewatt.twin.loads.behaviours.thermostat import Thermostat
from stagewatt.twin.loads.behaviours.tungsten import Tungsten
from stagewatt.twin.loads.behaviours.wall import Wall

BEHAVIOURS: Mapping[str, type[Struct]] = {
    "amplifier": Amplifier,
    "burst": Burst,
    "discharge": Discharge,
    "led": Led,
    "motor": Motor,
    "steady": Steady,
    "thermostat": Thermostat,
    "tungsten": Tungsten,
    "wall": Wall,
}
