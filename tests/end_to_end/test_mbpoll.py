"""A foreign Modbus client, mbpoll, reads every block of both meters; decoded here by hand."""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import socket
import struct
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest
from tests.end_to_end.rig import Program, ask, free_port

from stagewatt.domain.phases import L123, L123N, LineToLine
from stagewatt.meters.registry import METERS, meter
from stagewatt.twin.energies import Energies
from stagewatt.twin.meter import Meter, counted, set_up
from stagewatt.twin.meter_setup import Setup
from stagewatt.twin.meter_values import meter_values
from stagewatt.twin.reading import Reading
from stagewatt.twin.server import ModbusServer
from stagewatt.twin.units import Units

pytestmark = pytest.mark.wire

Words = tuple[int, ...]
Case = tuple[str, int, int, int, Callable[[Words], Any], Any]
"""Block, function, first address, how many words, what they mean, and what they mean it of."""

RATIO = 250 / 5


class Said(NamedTuple):
    """What stands there as it is, not a value's name."""

    text: str


@pytest.fixture(scope="module", autouse=True)
def _mbpoll() -> None:
    if shutil.which("mbpoll") is None:
        if os.environ.get("CI"):
            pytest.fail("no mbpoll: install Debian's package mbpoll")
        pytest.skip("left out: no mbpoll (Debian's package mbpoll)")


async def polled(port: int, function: int, address: int, count: int) -> Words:
    """Return the registers that mbpoll reads; -t 4 is function 3, -t 3 is function 4."""
    kind = {3: "4:hex", 4: "3:hex"}[function]
    ran = await asyncio.create_subprocess_exec(
        *("mbpoll", "-m", "tcp", "-p", str(port), "-0", "-1", "-a", "1", "-t", kind),
        *("-r", str(address), "-c", str(count), "127.0.0.1"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    text, _ = await asyncio.wait_for(ran.communicate(), 20)
    assert ran.returncode == 0, text
    found = re.findall(rb"^\[\d+\]:\s+0x([0-9A-F]{4})", text, re.MULTILINE)
    assert len(found) == count, text
    return tuple(int(word, 16) for word in found)


def whole(form: str, scale: float = 1.0) -> Callable[[Words], float]:
    """Big-endian, high word first."""

    def meant(words: Words) -> float:
        raw = b"".join(struct.pack(">H", word) for word in words)
        return float(struct.unpack(f">{form}", raw)[0]) * scale

    return meant


def letters(words: Words) -> str:
    return "".join(chr(word >> 8) + chr(word & 0xFF) for word in words).rstrip("\0")


def myriads(scale: float) -> Callable[[Words], float]:
    return lambda words: (words[0] + 10_000 * words[1]) * scale


DIRIS: tuple[Case, ...] = (
    ("C350", 3, 50000, 4, lambda words: "".join(map(chr, words)), Said("SOCO")),
    ("C350", 3, 50042, 8, letters, Said("SOCOMEC")),
    ("C350", 3, 50058, 8, letters, Said("diris a-10")),
    ("C550", 3, 50520, 2, whole("I", 0.01), "v_ln_v.l1"),
    ("C550", 3, 50528, 2, whole("I", 0.001), "i_a.l1"),
    ("C550", 3, 50536, 2, whole("i", 10), "p_w.sum"),
    ("C550", 3, 50552, 2, whole("i", 10), "q_var.l2"),
    ("C550", 3, 50564, 2, whole("i", 0.001), "pf.l2"),
    ("C650", 3, 50768, 2, whole("I", 0.01), "running_h"),
    ("C650", 3, 50780, 2, whole("I", 1000), "energy.partial_wh"),
    ("C650", 3, 50812, 2, whole("I", 10), "p_predicted_w.sum"),
    ("C750", 3, 51038, 2, whole("I", 0.001), "i_demand_a.l1"),
    ("C750", 3, 51076, 2, whole("I", 0.001), "i_demand_a.n_max"),
    ("C850", 3, 51288, 1, whole("H", 0.001 * RATIO), "i_a.l1"),
    ("C850", 3, 51297, 1, whole("h", 10 * RATIO), "p_w.l2"),
    ("C850", 3, 51311, 1, whole("H", 1e6), "energy.import_wh"),
    ("C900", 3, 51457, 1, whole("h"), "temperature_c"),
    ("C950", 3, 51536, 1, whole("H", 0.1), "thd_v_ll_pct.l12"),
    ("C950", 3, 51545, 1, whole("H", 0.1), "thd_i_pct.n"),
    ("0300", 3, 772, 2, whole("I", 0.001), "i_a.l3"),
    ("0300", 3, 856, 2, whole("I", 1000), "energy.partial_wh"),
    ("0700", 3, 1799, 1, whole("H", 0.01), "v_ln_v.l1"),
    ("0700", 3, 1835, 2, myriads(1000), "energy.partial_wh"),
    ("0B00", 3, 2819, 1, whole("H", 0.001 * RATIO), "i_a.n"),
    ("0B00", 3, 2840, 2, myriads(0.01), "running_h"),
    ("0200", 3, 512, 1, whole("H"), 5),
    ("0200", 3, 514, 1, whole("H"), "config.ct_primary_a"),
    ("0200", 3, 573, 1, whole("H"), "config.window_s"),
    ("8E00", 3, 36353, 1, whole("H"), "config.ct_secondary_a"),
    ("8E21", 3, 36385, 1, whole("h"), 0),
    ("E000", 3, 57346, 1, whole("H"), "config.ct_primary_a"),
    ("E100", 3, 57602, 1, whole("H"), "clock.year"),
)
SDM: tuple[Case, ...] = (
    ("3X", 4, 0x0000, 2, whole("f"), "v_ln_v.l1"),
    ("3X", 4, 0x0034, 2, whole("f"), "p_w.sum"),
    ("3X", 4, 0x0048, 2, whole("f", 1000), "energy.partial_wh"),
    ("3X", 4, 0x0054, 2, whole("f"), "p_demand_w.sum"),
    ("3X", 4, 0x006A, 2, whole("f"), "i_demand_a.n_max"),
    ("3X", 4, 0x00E0, 2, whole("f"), "i_a.n"),
    ("3X", 4, 0x00F0, 2, whole("f"), "thd_i_pct.l1"),
    ("3X", 4, 0x014E, 2, whole("f"), "thd_v_ll_pct.l12"),
    ("3X", 4, 0x0156, 2, whole("f", 1000), "energy.total_wh"),
    ("3X", 4, 0x015C, 2, whole("f", 1000), "import_wh.l2"),
    ("4X", 3, 0x0002, 2, whole("f", 60), "config.window_s"),
    ("4X", 3, 0x000A, 2, whole("f"), 3),
    ("FC00", 3, 0xFC00, 2, whole("I"), 1234567),
)

READING = Reading(
    v_ln_v=L123(229.4, 230.1, 231.0),
    v_ll_v=LineToLine(398.0, 399.5, 398.7),
    i_a=L123N(123.456, 60.0, 30.5, 71.722),
    f_hz=50.01,
    p_w=L123(28_000.0, 12_500.0, 7_000.0),
    q_var=L123(2000.0, -6000.0, 0.0),
    s_va=L123(28_321.0, 13_865.0, 7_045.0),
    thd_v_ln_pct=L123(2.1, 1.8, 3.3),
    thd_v_ll_pct=LineToLine(1.5, 1.2, 0.9),
    thd_i_pct=L123N(12.5, 8.3, 30.1, 91.7),
)


def a_state() -> Any:
    """A rack's state as far as its meter goes: it has run for some hours."""
    setup = Setup(window_s=600, ct_primary_a=250)
    worn = Meter(total=Energies(wh=(5.2e6, 1.1e6, 0.9e6)), running_s=1234 * 3600)
    begun = counted(set_up(worn, setup), READING, 9000.0, power=True, temperature_c=31.4)
    return SimpleNamespace(meter=begun, reading=READING, temperature_c=31.4, faults=frozenset())


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield sock


@pytest.mark.parametrize(("name", "cases"), [("diris_a10", DIRIS), ("sdm630", SDM)])
async def test_every_block_says_what_the_meter_knows(
    name: str, cases: tuple[Case, ...], listening: socket.socket
) -> None:
    state = a_state()
    told = meter_values(state.meter, state.reading, state.temperature_c)
    units = Units(cast("Any", None), meter(name), lambda: state, random.Random(1))
    port = listening.getsockname()[1]
    async with ModbusServer(units.reply).serving(listening):
        for block, function, address, count, meant, of in cases:
            read = meant(await polled(port, function, address, count))
            if isinstance(of, str):
                # One step of the register.
                step = abs(meant((0,) * (count - 1) + (1,)))
                assert read == pytest.approx(told[of], abs=step, rel=1e-6), (block, address)
                assert read, "0 says nothing"
            else:
                assert read == (of.text if isinstance(of, Said) else of), (block, address)


@pytest.mark.parametrize(("name", "cases"), [("diris_a10", DIRIS), ("sdm630", SDM)])
def test_no_block_is_left_out(name: str, cases: tuple[Case, ...]) -> None:
    for block in METERS[name].blocks:
        asked = [case for case in cases if block.title.startswith(f"{case[0]}:")]
        assert asked, block.title
        for _, function, address, count, _, _ in asked:
            assert function == block.function
            assert block.span.address <= address <= address + count <= block.span.end


@pytest.mark.parametrize(
    ("model", "volts_at", "amps_at", "words", "function", "volts", "amps"),
    [
        ("c24-soca", 50520, 50528, 8, 3, whole("I", 0.01), whole("I", 0.001)),
        ("smartpdu-36", 0x0000, 0x0006, 6, 4, whole("f"), whole("f")),
    ],
)
async def test_a_running_twin_says_what_its_panel_shows(
    model: str,
    volts_at: int,
    amps_at: int,
    words: int,
    function: int,
    volts: Callable[[Words], float],
    amps: Callable[[Words], float],
) -> None:
    port, panel = free_port(), free_port()
    twin = Program(
        ["twin", model, f"--listen=127.0.0.1:{port}", f"--panel=127.0.0.1:{panel}", "--seed=7"]
    )
    twin.start()
    try:
        here = f"http://127.0.0.1:{panel}/api/v1"
        ways = [way["id"] for way in ask(f"{here}/panel")["ways"]][:2]
        for way, p_w in zip(ways, (2300, 1150), strict=True):
            ask(f"{here}/loads", {"way": way, "p_w": p_w})
        shown = ask(f"{here}/panel")["drain"]
        v = await polled(port, function, volts_at, 6)
        i = await polled(port, function, amps_at, words)
        for at, phase in enumerate(("l1", "l2", "l3")):
            pair = slice(2 * at, 2 * at + 2)
            assert volts(v[pair]) == pytest.approx(shown["v_ln_v"][phase], abs=0.3)
            assert amps(i[pair]) == pytest.approx(shown["i_a"][phase], abs=0.1)
        assert amps(i[:2]) == pytest.approx(10, abs=0.2)
    finally:
        twin.stop()


async def test_nothing_can_be_written(listening: socket.socket) -> None:
    """Function 6 and 16 are refused with exception 1, whatever stands there."""
    units = Units(cast("Any", None), meter("diris_a10"), a_state, random.Random(1))
    port = listening.getsockname()[1]
    async with ModbusServer(units.reply).serving(listening):
        for values in (["100"], ["5", "100"]):
            ran = await asyncio.create_subprocess_exec(
                *("mbpoll", "-m", "tcp", "-p", str(port), "-0", "-1", "-a", "1", "-t", "4"),
                *("-r", "513", "127.0.0.1", *values),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            text, _ = await asyncio.wait_for(ran.communicate(), 20)
            assert ran.returncode
            assert b"Illegal function" in text
        assert await polled(port, 3, 513, 2) == (5, 250)
