"""Which rack a configured place is, before and after its board answers."""

from __future__ import annotations

import re
from dataclasses import replace

from stagewatt.app.naming import NOT_READ, address_of, after_answer, before_answer
from stagewatt.catalogue.load import model
from stagewatt.domain.reading import BoardIdentity
from stagewatt.domain.setup import DeviceSetup, RackSetup, SerialAddress, TcpAddress
from stagewatt.durable.identities import KnownRack

METER = DeviceSetup(
    id="meter", table="sdm630", address=TcpAddress(host="10.0.0.7"), unit=1, period_ms=500
)
BOARD = DeviceSetup(
    id="board-1", table="rack_io", address=TcpAddress(host="10.0.0.7"), unit=2, period_ms=100
)
SMARTPDU = model("smartpdu-48")
SETUP = RackSetup(
    id=None, model=SMARTPDU, meter=METER, boards=(BOARD,), ct_position=SMARTPDU.ct_position
)
ANSWER = BoardIdentity(
    serial="00A1B2C3D4E5",
    printed_name="smartPDUA1B2C3",
    model="smartpdu-48",
    map_version=1,
    ways=48,
)


def test_the_board_tells_which_rack_it_is() -> None:
    assert after_answer(SETUP, ANSWER) == KnownRack("00a1b2c3d4e5", "smartPDUA1B2C3")


def test_a_configured_id_outranks_the_board() -> None:
    setup = replace(SETUP, id="foh-left")
    assert after_answer(setup, ANSWER) == KnownRack("foh-left", "smartPDUA1B2C3")
    assert before_answer(setup, None) == KnownRack("foh-left", NOT_READ)
    assert before_answer(setup, KnownRack("x", "smartPDUX")).printed_name == "smartPDUX"


def test_a_silent_rack_is_known_by_what_answered_there_before() -> None:
    known = KnownRack("00a1b2c3d4e5", "smartPDUA1B2C3")
    assert before_answer(SETUP, known) == known


def test_a_rack_that_never_answered_has_an_id_of_its_address() -> None:
    assert before_answer(SETUP, None) == KnownRack("at-10-0-0-7-502-2", NOT_READ)
    long = replace(BOARD, address=TcpAddress(host="a-host-name-that-is-rather-long.example"))
    rack = before_answer(replace(SETUP, boards=(long,)), None).rack
    assert re.fullmatch(r"[a-z0-9-]{1,32}", rack)


def test_without_a_board_the_meter_is_the_address() -> None:
    serial = replace(METER, address=SerialAddress(port="/dev/ttyUSB0"), unit=5)
    assert address_of(replace(SETUP, boards=(), meter=serial)) == "/dev/ttyUSB0/5"


def test_racks_on_one_long_line_have_ids_of_their_own() -> None:
    def rack(port: str, unit: int) -> str:
        board = replace(BOARD, address=SerialAddress(port=port), unit=unit)
        return before_answer(replace(SETUP, boards=(board,)), None).rack

    adapter = "/dev/serial/by-id/usb-FTDI_USB-RS485_Cable_FT0ABCDE-if00-port0"
    found = {
        rack(adapter.replace("ABCDE", f"{at:05}"), unit) for at in range(4) for unit in (2, 12)
    }
    assert len(found) == 8
    assert all(re.fullmatch(r"at-[a-z0-9-]{1,29}", each) for each in found)
    assert rack(adapter, 12).endswith("-port0-12")
