"""Who the meter says it is: table C350."""

from __future__ import annotations

from stagewatt.meters.table import Block, Fixed, Identify
from stagewatt.wire.codecs import STRING
from stagewatt.wire.plan import Span

IDENTIFY = Identify(3, 50000, STRING(4, per_word=1), "SOCO")


def _text(what: str, address: int, text: str, words: int = 8) -> Fixed:
    return Fixed(what, address, STRING(words).encode(text))


def _number(what: str, address: int, number: int, *, assumed: bool = False) -> Fixed:
    return Fixed(what, address, (number,), assumed)


# Versions are those of a meter that a public register library names: product 1.1.2, software 1.00,
# table 2.01. What stands in a single device (serial number, build date) is made up.
BLOCK = Block(
    title="C350: identification",
    function=3,
    span=Span(50000, 66),
    fixed=(
        Fixed("SOCO, one character a word", 50000, IDENTIFY.codec.encode("SOCO")),
        _number("product order (400 = Diris)", 50004, 400),
        _number("product", 50005, 10, assumed=True),
        _number("table version 2.01", 50006, 201),
        _number("software version 1.00", 50007, 100),
        Fixed(
            "serial number: year and week, site, order", 50008, (0x1731, 0x0100, 1), assumed=True
        ),
        _number("product version, major", 50018, 1),
        _number("product version, minor", 50019, 1),
        _number("product version, revision", 50020, 2),
        _number("product version, build", 50021, 0, assumed=True),
        Fixed("build date 2017-08-01 00:00:00", 50022, (0x1108, 0x0100, 0x0000), assumed=True),
        _text("vendor name", 50042, "SOCOMEC"),
        Fixed("product name", 50050, STRING(8).encode("DIRIS A10"), assumed=True),
        _text("extended name", 50058, "diris a-10"),
    ),
)
