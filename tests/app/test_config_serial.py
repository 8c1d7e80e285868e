import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.app.config import at_line, check_text
from stagewatt.app.config_serial import MAX_USE, TURNAROUND_MS, line_use, read_ms
from stagewatt.domain.setup import DeviceSetup, SerialAddress

LINE = """\
schema = "node-config/1"
[node]
name = "n1"
[[racks]]
model = "smartpdu-36"
meter = {{ serial = "/dev/ttyS0", baud = {baud}, unit = 1, period_ms = {meter} }}
boards = [{{ serial = "/dev/ttyS0", baud = {baud}, unit = 2, period_ms = {board} }}]
"""


def found(text: str) -> list[str]:
    return [at_line("n", finding) for finding in check_text(text, "n.toml")[1]]


def test_one_read_takes_the_time_of_its_characters_and_silences() -> None:
    # 8 + 5 + 2 x 10 = 33 characters of 11 bits, twice 3.5 characters of silence: 40 characters.
    assert read_ms(10, 9600) == pytest.approx(40 * 11 / 9.6 + TURNAROUND_MS)
    # From 19200 baud on the silence is 1.75 ms, however short a character is.
    assert read_ms(10, 115_200) == pytest.approx(33 * 11 / 115.2 + 2 * 1.75 + TURNAROUND_MS)


@given(st.integers(1, 125), st.integers(0, 5), st.sampled_from([1200, 9600, 19_200, 115_200]))
def test_more_registers_never_take_less_time(words: int, more: int, baud: int) -> None:
    assert read_ms(words + more, baud) >= read_ms(words, baud)


def test_a_line_with_enough_time_is_fine() -> None:
    assert found(LINE.format(baud=115_200, meter=1000, board=200)) == []


def test_a_line_without_enough_time_is_refused_with_what_would_fit() -> None:
    (line,) = found(LINE.format(baud=9600, meter=500, board=100))
    assert line.startswith("n:6: racks[1].meter.serial: polling /dev/ttyS0 needs ")
    assert "% of the time at 9600 baud, 80% can be had; use " in line
    assert "periods" in line


def cures(baud: int, meter: int, board: int) -> str:
    (line,) = found(LINE.format(baud=baud, meter=meter, board=board))
    return line.partition("; use ")[2]


def test_a_suggested_speed_fits_and_the_next_lower_one_does_not() -> None:
    assert cures(9600, 1000, 250).startswith("38400 baud, periods ")
    assert found(LINE.format(baud=38_400, meter=1000, board=250)) == []
    assert found(LINE.format(baud=19_200, meter=1000, board=250)) != []
    assert cures(9600, 500, 100).startswith("57600 baud, ")
    assert found(LINE.format(baud=57_600, meter=500, board=100)) == []
    assert found(LINE.format(baud=38_400, meter=500, board=100)) != []


def test_suggested_periods_fit_and_shorter_ones_do_not() -> None:
    factor = float(cures(9600, 1000, 250).partition("periods ")[2].split()[0])
    for times, fits in ((factor, True), (factor - 0.2, False)):
        text = LINE.format(baud=9600, meter=round(1000 * times), board=round(250 * times))
        assert (found(text) == []) == fits


def test_only_what_helps_is_suggested() -> None:
    # No speed of ours is enough for these periods.
    text = LINE.format(baud=115_200, meter=100, board=50)
    (line,) = found(text)
    assert line.endswith("times as long, or a second line")
    assert "; use periods " in line
    # At 1200 baud the extremes alone, once a second, are too much.
    assert cures(1200, 10_000, 3000) == "9600 baud, or a second line"


def test_devices_of_one_line_agree_on_its_settings() -> None:
    text = LINE.format(baud=115_200, meter=1000, board=500).replace(
        "unit = 2", 'unit = 2, parity = "E"'
    )
    (line,) = found(text)
    assert line.startswith("n:7: racks[1].boards[1].serial: racks[1].meter uses this line with ")


def test_two_devices_of_a_line_need_two_units() -> None:
    (line,) = found(LINE.format(baud=115_200, meter=1000, board=500).replace("= 2", "= 1"))
    assert line.startswith("n:7: racks[1].boards[1].unit: racks[1].meter has the same address")


def test_a_board_costs_its_live_block_each_period_and_its_other_blocks_each_second() -> None:
    def board(ways: int, period_ms: int) -> DeviceSetup:
        return DeviceSetup(
            id="board-1",
            table="rack_io",
            address=SerialAddress(port="x"),
            unit=1,
            period_ms=period_ms,
            ways=tuple(str(number) for number in range(ways)),
        )

    slow, fast = line_use([board(12, 2000)], 19_200), line_use([board(12, 1000)], 19_200)
    assert fast.polls == pytest.approx(2 * slow.polls)
    assert fast.extremes == slow.extremes > 0
    both = line_use([board(12, 1000), board(12, 1000)], 19_200)
    assert both.total == pytest.approx(2 * fast.total)
    assert line_use([board(24, 1000)], 19_200).total > fast.total
    assert MAX_USE < 1
