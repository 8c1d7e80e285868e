"""The check says beforehand what a silent rack does to its neighbours on a serial line."""

import pytest

from stagewatt.app.config import check_text
from stagewatt.app.config_silence import silent_rack_ms
from stagewatt.domain.setup import DeviceSetup, SerialAddress

HEAD = 'schema = "node-config/1"\n[node]\nname = "n1"\n'
RACK = """\
[[racks]]
model = "smartpdu-36"
meter = {{ serial = "{port}", baud = 115200, unit = {unit}1, period_ms = 1000 }}
boards = [{{ serial = "{port}", baud = 115200, unit = {unit}2, period_ms = {board} }}]
"""


def notes(*racks: str) -> list[str]:
    config, findings = check_text(HEAD + "".join(racks), "n.toml")
    assert findings == ()
    assert config is not None
    return [str(note) for note in config.notes]


def rack(unit: int, board: int, port: str = "/dev/ttyS0") -> str:
    return RACK.format(unit=unit, board=board, port=port)


def test_two_racks_with_room_for_silence_need_no_note() -> None:
    assert notes(rack(1, 500), rack(2, 500)) == []


def test_a_rack_alone_on_its_line_makes_nobody_stale() -> None:
    assert notes(rack(1, 200), rack(2, 200, "/dev/ttyS1")) == []


def test_boards_that_are_asked_too_often_are_noted_once_with_the_cure() -> None:
    (note,) = notes(rack(1, 250), rack(2, 250))
    assert note.startswith("racks[1].boards[1].serial: a rack that falls silent holds its line for")
    assert "up to 601 ms: what is asked every 250 ms will be stale meanwhile" in note
    assert note.endswith("use periods from 310 ms, or a second line")
    assert notes(rack(1, 310), rack(2, 310)) == []


@pytest.mark.parametrize(("baud", "wait_ms"), [(115_200, 601), (9600, 1710)])
def test_each_device_of_the_silent_rack_holds_the_line_for_its_time_out(
    baud: int, wait_ms: int
) -> None:
    address = SerialAddress(port="x", baud=baud)
    device = DeviceSetup(id="x", table="rack_io", address=address, unit=1, period_ms=500)
    line = [(("racks", 0, "meter"), device), (("racks", 0, "boards", 0), device)]
    assert silent_rack_ms(line) == pytest.approx(wait_ms, abs=1)
    assert silent_rack_ms([*line, (("racks", 1, "meter"), device)]) == silent_rack_ms(line)
    assert silent_rack_ms([]) == 0.0
