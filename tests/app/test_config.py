from collections.abc import Callable
from pathlib import Path

import pytest

from stagewatt.app.config import NodeConfig, at_line, check_text, load
from stagewatt.domain.errors import BadDocument
from stagewatt.domain.phases import Phase
from stagewatt.domain.rack import CtPosition
from stagewatt.domain.setup import SerialAddress, TcpAddress

ROOT = Path(__file__).parents[2]

MINIMAL = """\
schema = "node-config/1"
[node]
name = "n1"
[[racks]]
model = "smartpdu-36"
meter = { host = "10.0.0.1" }
boards = [{ host = "10.0.0.1", unit = 2 }]
"""

OTHER_RACK = '[[racks]]\nmodel="c24"\nmeter={host="q"}\nboards=[{host="p"}]\n'
LOCAL_RACK = OTHER_RACK.replace('"p"', '"127.0.0.1", port=99')

FULL = """\
schema = "node-config/1"
[node]
name = "n1"
listen = "[::]:80"
data_dir = "/data"
allowed_hosts = ["rack.local", "10.0.0.9"]
board_period_ms = 200
meter_period_ms = 2000

[[racks]]
model = "c24"
id = "left-1"
ct_position = "after_tap_off"
phase_conductor_a = 63.0
neutral_conductor_a = 63.0
modules = { 1-24 = "socapex-19" }
phases = { 1 = "L3" }

[racks.meter]
host = "meter.local"
port = 1502
unit = 5
table = "sdm630"
period_ms = 300

[[racks.boards]]
serial = "/dev/ttyUSB0"
baud = 115200
parity = "E"
stop_bits = 1
unit = 11
period_ms = 400
ways = ["1-12"]

[[racks.boards]]
host = "10.0.0.3"
unit = 12
ways = ["13", "14-24"]

[[racks]]
model = "smartpdu-72"
[racks.meter]
host = "10.0.0.4"
[racks.dials]
ir = 0.95
isd = "off"
ii = 12
in = 0.5
tr = 18
tsd = 0.1
tn = 0.4
[[racks.boards]]
host = "10.0.0.4"
unit = 2
ways = ["A", "B1-B6", "B7-12", "C1", "C2", "C3"]
"""


def good(text: str) -> NodeConfig:
    config, findings = check_text(text, "n.toml")
    assert findings == ()
    assert config is not None
    return config


def wrong(text: str) -> list[str]:
    config, findings = check_text(text, "n.toml")
    assert config is None
    assert findings
    return [at_line("n", finding) for finding in findings]


def test_a_short_file_gets_the_defaults() -> None:
    config = good(MINIMAL)
    assert (config.name, config.host, config.port) == ("n1", "127.0.0.1", 8080)
    assert (config.data_dir, config.allowed_hosts) == (Path("stagewatt-data"), ())
    assert config.notes == ()
    (rack,) = config.racks
    assert (rack.id, rack.ct_position, rack.dials) == (None, CtPosition.DRAIN, ())
    assert (rack.phase_conductor_a, rack.neutral_conductor_a) == (None, None)
    assert (rack.meter.id, rack.meter.table, rack.meter.unit) == ("meter", "sdm630", 1)
    assert (rack.meter.address, rack.meter.period_ms) == (TcpAddress(host="10.0.0.1"), 500)
    (board,) = rack.boards
    assert (board.id, board.table, board.unit, board.period_ms) == ("board-1", "rack_io", 2, 100)
    assert board.ways == tuple(way.id for way in rack.model.supervised)


def test_a_long_file_says_everything() -> None:
    config = good(FULL)
    assert (config.host, config.port, config.data_dir) == ("::", 80, Path("/data"))
    assert config.allowed_hosts == ("rack.local", "10.0.0.9")
    c24, pdu = config.racks
    assert (c24.id, c24.ct_position) == ("left-1", CtPosition.AFTER_TAP_OFF)
    assert (c24.phase_conductor_a, c24.neutral_conductor_a) == (63.0, 63.0)
    assert c24.model.ways[0].phases == (Phase.L3,)
    assert (c24.meter.table, c24.meter.period_ms, c24.meter.unit) == ("sdm630", 300, 5)
    assert c24.meter.address == TcpAddress(host="meter.local", port=1502)
    one, two = c24.boards
    assert one.address == SerialAddress(port="/dev/ttyUSB0", baud=115200, parity="E", stop_bits=1)
    assert (one.period_ms, two.period_ms, two.unit) == (400, 200, 12)
    assert one.ways + two.ways == tuple(str(number) for number in range(1, 25))
    assert dict(pdu.dials) == {
        "ir": 0.95,
        "isd": None,
        "ii": 12.0,
        "in": 0.5,
        "tr": 18.0,
        "tsd": 0.1,
        "tn": 0.4,
    }
    assert pdu.meter.period_ms == 2000


def test_ways_on_no_board_are_worth_a_note() -> None:
    (note,) = good(FULL).notes
    assert str(note) == (
        "racks[2].boards: 45 ways are on no board (C4 to F12); "
        "they will read as missing; name them at a board"
    )
    text = MINIMAL.replace("unit = 2", 'unit = 2, ways = ["A", "B", "C1-11"]')
    (note,) = good(text).notes
    assert "1 ways are on no board (C12)" in note.problem


def test_a_node_open_to_others_without_names_is_worth_a_note() -> None:
    text = MINIMAL.replace('"n1"', '"n1"\nlisten = "0.0.0.0:8080"')
    (note,) = good(text).notes
    assert note.place == "node.allowed_hosts"
    assert note.line == 2
    assert good(text.replace("\n[[racks]]", '\nallowed_hosts = ["a.b"]\n[[racks]]')).notes == ()


def test_a_node_without_racks_is_a_viewer() -> None:
    assert good('schema = "node-config/1"\n[node]\nname = "v"\n').racks == ()


def test_everything_wrong_is_found_at_once_in_the_order_of_the_file() -> None:
    text = """\
schema = "node-config/2"
[node]
nam = "x"
listen = "0.0.0.0"
board_period_ms = 10
[[racks]]
model = "smartpdu48"
id = "A B"
[racks.phases]
A7 = "L4"
[racks.meter]
hots = "1.2.3.4"
period_ms = "fast"
[[racks]]
model = "smartpdu-36"
modules = {A = "true1", Z = "powercon"}
phases = {A99 = "L2", X8 = "L1"}
meter = {host = "1.2.3.400", table = "sdm63"}
[[racks.boards]]
host = "h"
ways = ["A", "B1-B6", "A1", "X1", "Q"]
"""
    assert [line.split(": ")[1] + line.split(":")[1] for line in wrong(text)] == [
        "schema1",
        "node.name2",
        "node.nam3",
        "node.listen4",
        "node.board_period_ms5",
        "racks[1].boards6",
        "racks[1].model7",
        "racks[1].id8",
        "racks[1].phases.A710",
        "racks[1].meter.hots12",
        "racks[1].meter.period_ms13",
        "racks[2].modules.A16",
        "racks[2].modules.Z16",
        "racks[2].phases.A9917",
        "racks[2].phases.X817",
        "racks[2].meter.table18",
        "racks[2].meter.host18",
        "racks[2].boards[1].ways[4]21",
        "racks[2].boards[1].ways[5]21",
        "racks[2].boards[1].ways21",
    ]


Edit = Callable[[str], str]


def change(old: str, new: str, text: str = MINIMAL) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (MINIMAL, "", "1: schema: is missing; add schema ="),
        ('"n1"', '"n1"\nallowed_hosts = ["http://a"]', "4: node.allowed_hosts[1]: "),
        ('"n1"', '"n1"\nlisten = "h:70000"', '4: node.listen: "h:70000" is not a place to listen'),
        ('"smartpdu-36"', '"c24soca"', '5: racks[1].model: there is no rack model "c24soca"; did'),
        ('model = "smartpdu-36"\n', "", "4: racks[1].model: is missing; add one that `stagewatt"),
        (
            "[[racks]]",
            f'{OTHER_RACK}id="a"\n[[racks]]\nid = "a"',
            "10: racks[2].id: racks[1] has the id a already; give each rack its own",
        ),
        ('meter = { host = "10.0.0.1" }\n', "", "4: racks[1].meter: is missing; add the mains"),
        ('boards = [{ host = "10.0.0.1", unit = 2 }]', "", "4: racks[1].boards: is missing; add"),
        (", unit = 2", "", "7: racks[1].boards[1].unit: racks[1].meter has the same address and"),
        (", unit = 2", ", unit = 1, port = 502", "7: racks[1].boards[1].unit: racks[1].meter has"),
        ('1" }', '1", table = "sdm" }', '6: racks[1].meter.table: there is no meter table "sdm"'),
        ('1" }', '1", unit = 256 }', "6: racks[1].meter.unit: 256 is out of range; write a Modb"),
        ('1" }', '1", period_ms = 99 }', "6: racks[1].meter.period_ms: 99 is out of range; wri"),
        ('1" }', '1", period_ms = 10001 }', "6: racks[1].meter.period_ms: 10001 is out of ran"),
        ("unit = 2", "period_ms = 49", "7: racks[1].boards[1].period_ms: 49 is out of range; w"),
        ("unit = 2", "period_ms = 3001", "7: racks[1].boards[1].period_ms: 3001 is out of rang"),
        ('"10.0.0.1" }', '"10.0.0" }', '6: racks[1].meter.host: "10.0.0" is neither an IP addr'),
        ('"10.0.0.1" }', '"a b" }', '6: racks[1].meter.host: "a b" is neither an IP address nor'),
        ('1" }', '1", serial = "/dev/x" }', "6: racks[1].meter.serial: host is given as well"),
        ('host = "10.0.0.1" }', "unit = 9 }", "6: racks[1].meter: has no address; add host = "),
        ('1" }', '1", baud = 9600 }', "6: racks[1].meter.baud: belongs to a serial line; remov"),
        ('1" }', '1", baud = 9601 }', "6: racks[1].meter.baud: 9601 is not one of these; writ"),
        ('1" }', '1", parity = "X" }', '6: racks[1].meter.parity: "X" is not one of these; wri'),
        ('host = "10.0.0.1" }', 'serial = "/dev/x", port = 1, period_ms = 5000 }',
         "6: racks[1].meter.port: belongs to host; remove it"),
        ('host = "10.0.0.1" }', 'serial = "/dev/x", unit = 0, period_ms = 5000 }',
         "6: racks[1].meter.unit: 0 is no unit on a serial line; write a unit from 1 to 247"),
        ("unit = 2", 'unit = 2, ways = ["A13"]', "7: racks[1].boards[1].ways[1]: smartpdu-36 has"),
        ("unit = 2", 'unit = 2, ways = ["A12-1"]', "7: racks[1].boards[1].ways[1]: smartpdu-36 "),
        ("unit = 2", 'unit = 2, ways = ["X1-3"]', '7: racks[1].boards[1].ways[1]: "X1-3" has no '),
        ("unit = 2", 'unit = 2, ways = ["A", "A1-2"]', "7: racks[1].boards[1].ways: A1, A2 stand"),
        ("unit = 2 }", 'unit = 2, ways = ["A"] }, { host = "h", ways = ["B", "A12"] }',
         "7: racks[1].boards[2].ways: A12 stand on board 1 as well; name each way once"),
        ("unit = 2 }", 'unit = 2, ways = ["A"] }, { host = "h" }',
         "7: racks[1].boards[2].ways: is missing beside other boards; name the ways of each"),
        ("\n[[racks]]", f'\nlisten = "localhost:99"\n{LOCAL_RACK}\n[[racks]]',
         "8: racks[1].boards[1].port: the node itself listens on port 99; choose another port"),
        ('"smartpdu-36"', '"smartpdu-36"\ndials = { ir = 0.85, isd = 6, ii = 10, in = "off" }',
         "6: racks[1].dials.ir: ir has no step 0.85; steps: 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95"),
        ('"smartpdu-36"', '"smartpdu-36"\ndials = { ir = 1, isd = 6, ii = "off", in = "off" }',
         '6: racks[1].dials.ii: ii has no step "off"; steps: 1.5, 2, 3, 4, 6, 8, 10, 12'),
        ('"smartpdu-36"', '"smartpdu-36"\ndials={ ir = 1, isd = 6, ii = 10, in = 1, tr = 6 }',
         '6: racks[1].dials.tr: a smartpdu-36 has no dial "tr" that can be set; known: ir, isd'),
        ('"smartpdu-36"', '"smartpdu-36"\ndials = { ir = 1, isd = 6 }',
         "6: racks[1].dials: ii, in not given; read all dials at the breaker, or give none"),
        ('"smartpdu-36"', '"c24"\ndials = { ir = 1 }',
         "6: racks[1].dials: the main device of a c24-soca has no dials; remove them"),
        ("[node]", "[node", "2: the file: not TOML: "),
    ],
)  # fmt: skip
def test_a_mistake_is_one_finding_with_line_place_and_cure(
    old: str, new: str, expected: str
) -> None:
    lines = wrong(change(old, new))
    assert f"n:{expected}" in lines[0]
    assert "; " in lines[0]
    assert len(lines) == (1 if old != MINIMAL else 2)


def test_what_follows_from_a_wrong_key_is_not_said_again() -> None:
    (line,) = wrong(change('host = "10.0.0.1" }', 'hots = "10.0.0.1" }'))
    assert "unknown key; did you mean host?" in line
    (line,) = wrong(change("unit = 2", 'unit = "2"'))
    assert "unit" in line


def test_a_relative_data_dir_is_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "node.toml"
    path.write_text(MINIMAL, "utf-8")
    assert load(path).data_dir == tmp_path / "stagewatt-data"
    path.write_text(FULL, "utf-8")
    assert load(path).data_dir == Path("/data")


def test_a_wrong_file_is_refused_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "node.toml"
    path.write_text("x = 1\n" + MINIMAL, "utf-8")
    with pytest.raises(BadDocument) as error:
        load(path)
    known = "schema, node, mesh, names, leds, racks, unmonitored"
    assert str(error.value) == f"{path}:1: x: unknown key; known: {known}"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match="the file: cannot be read: No such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"a = 1\nb = '\xe9'\n")
    with pytest.raises(BadDocument, match=r"latin\.toml:2: the file: is not UTF-8 text"):
        load(tmp_path / "latin.toml")


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.toml")), ids=lambda p: p.name)
def test_the_examples_are_fine(path: Path) -> None:
    config = load(path)
    assert config.racks
    assert config.notes == ()


BY_HAND = """
[[unmonitored]]
model = "c12a-11"
id = "c12-foh"
name = "Bar"
"""


def test_a_rack_without_a_network_is_listed_by_hand() -> None:
    (rack,) = good(MINIMAL + BY_HAND).unmonitored
    assert (rack.id, rack.name, rack.model.id) == ("c12-foh", "Bar", "c12a-11")
    alone = good('schema = "node-config/1"\n[node]\nname = "v"\n' + BY_HAND)
    assert (alone.racks, len(alone.unmonitored)) == ((), 1)


def test_a_rack_listed_by_hand_needs_an_id_of_its_own_and_a_model() -> None:
    text = MINIMAL.replace('"smartpdu-36"', '"smartpdu-36"\nid = "a"') + BY_HAND
    assert wrong(text.replace('"c12-foh"', '"a"')) == [
        "n:12: unmonitored[1].id: racks[1] has the id a already; give each rack its own"
    ]
    (line,) = wrong(text.replace('id = "c12-foh"\n', ""))
    assert line.startswith("n:10: unmonitored[1].id: is missing; nothing else can tell it: add one")
    (line,) = wrong(text.replace('"c12a-11"', '"c12a-1"'))
    assert line.startswith('n:11: unmonitored[1].model: there is no rack model "c12a-1"')


def test_a_rack_without_a_network_cannot_be_read() -> None:
    text = MINIMAL.replace('"smartpdu-36"', '"c12a-11"')
    (line,) = wrong(text)
    assert line == (
        "n:5: racks[1].model: a c12a-11 has no network: nothing can read it; "
        "list it under [[unmonitored]] with its id"
    )
