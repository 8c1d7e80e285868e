"""Socomec DIRIS A10: whole numbers, high word first, function 3, many tables."""

from __future__ import annotations

from stagewatt.meters.diris_a10 import identity, measured, older, settings, words
from stagewatt.meters.table import MeterTable

METER = MeterTable(
    name="diris_a10",
    title="Socomec DIRIS A10",
    source=(
        "Socomec communication tables of the DIRIS A10 and A30 (2018-01) and the manual 536103 of "
        "the A40/A41; compared with OpenEMS SocomecMeterThreephaseImpl (Diris A10)"
    ),
    function=3,
    borders=(50512, 50768, 51024, 51280, 51536),
    identify=identity.IDENTIFY,
    points=measured.POINTS,
    blocks=(
        identity.BLOCK,
        *measured.BLOCKS,
        *words.BLOCKS,
        older.BLOCK,
        *settings.BLOCKS,
    ),
    windows_s=settings.WINDOWS_S,
)
