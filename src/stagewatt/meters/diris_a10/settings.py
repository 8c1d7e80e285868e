"""The registers of its settings and its clock; this project reads them and never writes."""

from __future__ import annotations

from stagewatt.meters.table import Block, Fixed, Point
from stagewatt.wire.codecs import U16
from stagewatt.wire.plan import Span

WINDOWS_S = (10, 300, 480, 600, 900, 1200, 1800, 3600)
"""The averaging windows that the family's manual offers."""

_CLOCK = ("day", "month", "year", "hour", "minute", "second")


def _point(name: str, address: int, *, assumed: bool = False) -> Point:
    return Point(name, address, U16, 1.0, 0.0, assumed=assumed)


BLOCKS = (
    Block(
        title="0200: settings",
        function=3,
        span=Span(512, 108),
        points=(
            _point("config.ct_secondary_a", 513),
            _point("config.ct_primary_a", 514),
            # The manual of the DIRIS A40 has one window for voltages and one for the frequency
            # here; that one window holds for all is assumed.
            _point("config.window_s", 573, assumed=True),
            _point("config.window_s", 574, assumed=True),
        ),
        fixed=(Fixed("network: 5 = four wires, unbalanced", 512, (5,)),),
    ),
    Block(
        title="8E00: transformers",
        function=3,
        span=Span(36353, 2),
        points=(_point("config.ct_secondary_a", 36353), _point("config.ct_primary_a", 36354)),
    ),
    Block(
        title="8E21: offset of the temperature, 0.1 degrees",
        function=3,
        span=Span(36385, 1),
        fixed=(Fixed("offset, inner or outer sensor", 36385, (0,)),),
    ),
    Block(
        title="E000: primary settings",
        function=3,
        span=Span(57346, 1),
        points=(_point("config.ct_primary_a", 57346),),
    ),
    Block(
        title="E100: date and time",
        function=3,
        span=Span(57600, 6),
        points=tuple(_point(f"clock.{part}", 57600 + at) for at, part in enumerate(_CLOCK)),
    ),
)
