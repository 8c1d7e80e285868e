"""`stagewatt solve`: the printed example, everything that can be wrong in a file, exit statuses."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from stagewatt.app.cli import main
from stagewatt.app.solve import answered
from stagewatt.app.solve_answer import result
from stagewatt.app.solve_case import check_text

EXAMPLE = """\
schema = "network-case/1"
frequency_hz = 50.0

[source]
v_ln_v = [230.0, 230.0, 230.0]
angle_deg = [0.0, -120.0, 120.0]
z_phase_ohm = [0.02, 0.01]
z_neutral_ohm = [0.02, 0.01]
open = []

[[feeders]]
from = "source"
to = "R1"
z_phase_ohm = [0.0115, 0.004]
z_neutral_ohm = [0.0115, 0.004]
open = []

[[loads]]
node = "R1"
phase = "L1"
model = "impedance"
p_w = 10000.0
q_var = 0.0
v_nom_v = 230.0

[[loads]]
node = "R1"
phase = "L2"
model = "impedance"
p_w = 3000

[[loads]]
node = "R1"
phase = "L3"
model = "impedance"
p_w = 1000.0
"""
LOST = EXAMPLE.replace("open = []\n\n[[loads]]", 'open = ["N"]\n\n[[loads]]', 1)


def answer(text: str) -> dict[str, Any]:
    case, findings = check_text(text, "case.toml")
    assert case is not None, findings
    return result(case, answered(case))


def findings(text: str) -> list[str]:
    case, found = check_text(text, "case.toml")
    assert case is None
    return [f"{finding.line}: {finding}" for finding in found]


def ran(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], *more: str
) -> tuple[int, str, str]:
    path = tmp_path / "case.toml"
    path.write_text(text)
    status = main(["solve", str(path), *more])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_printed_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = ran(EXAMPLE, tmp_path, capsys, "--json")
    got = json.loads(out)
    assert (status, err) == (0, "")
    assert list(got) == ["schema", "converged", "iterations", "nodes"]
    assert (got["schema"], got["converged"], got["iterations"]) == ("network-result/1", True, 1)
    node = got["nodes"]["R1"]
    assert list(node) == ["v_ln_v", "v_ln_angle_deg", "v_ll_v", "v_n_pe_v", "i_a"]
    half = 0.00051
    assert node["v_ln_v"] == pytest.approx({"l1": 227.459, "l2": 230.388, "l3": 230.253}, abs=half)
    assert node["v_ln_angle_deg"] == pytest.approx(
        {"l1": -0.210, "l2": -120.271, "l3": 120.270}, abs=half
    )
    assert node["v_ll_v"] == pytest.approx(
        {"l12": 396.632, "l23": 397.836, "l31": 397.348}, abs=half
    )
    assert node["v_n_pe_v"] == pytest.approx(1.209, abs=half)
    assert node["i_a"] == pytest.approx(
        {"l1": 42.998, "l2": 13.065, "l3": 4.353, "n": 35.069}, abs=half
    )


def test_the_printed_example_without_its_neutral() -> None:
    node = answer(LOST)["nodes"]["R1"]
    assert node["v_ln_v"] == pytest.approx(
        {"l1": 102.317, "l2": 298.909, "l3": 335.211}, abs=0.00051
    )
    assert node["v_n_pe_v"] == pytest.approx(134.239, abs=0.00051)
    assert node["i_a"]["n"] == 0


def test_a_table_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = ran(EXAMPLE, tmp_path, capsys)
    head, row, _, verdict = out.splitlines()
    assert status == 0
    assert head.split()[:3] == ["node", "L1-N", "V"]
    assert row.split()[:2] == ["R1", "227.459"]
    assert verdict == "solved in 1 step"


def test_voltage_collapse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = EXAMPLE.replace('model = "impedance"\np_w = 10000.0', 'model = "power"\np_w = 9e6')
    status, out, _ = ran(text, tmp_path, capsys, "--json")
    got = json.loads(out)
    assert (status, got["converged"]) == (3, False)
    assert "voltage collapse" in got["message"]
    assert got["nodes"]["R1"]["v_ln_v"]["l2"] is not None
    status, out, _ = ran(text, tmp_path, capsys)
    assert status == 3
    assert "NOT SOLVED: no voltage was found" in out


def test_null_where_nothing_gives_a_value() -> None:
    bare = LOST[: LOST.index("[[loads]]")].replace('["N"]', '["L1", "N"]')
    got = answer(bare)
    node = got["nodes"]["R1"]
    assert got["converged"]
    assert node["v_ln_v"] == {"l1": None, "l2": None, "l3": None}
    assert node["v_ln_angle_deg"]["l1"] is None
    assert node["v_ll_v"] == pytest.approx({"l12": None, "l23": 398.3717, "l31": None}, abs=1e-3)
    assert node["v_n_pe_v"] is None
    assert node["i_a"] == {"l1": 0, "l2": 0, "l3": 0, "n": 0}


def test_a_dash_where_nothing_gives_a_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = LOST[: LOST.index("[[loads]]")]
    _, out, _ = ran(bare, tmp_path, capsys)
    assert out.splitlines()[1].split()[1:4] == ["-", "-", "-"]


def test_a_dead_phase_has_no_angle() -> None:
    lost = LOST.replace('["N"]', '["L1"]')
    node = answer(lost)["nodes"]["R1"]
    assert (node["v_ln_v"]["l1"], node["v_ln_angle_deg"]["l1"]) == (0, 0)
    stirred = lost.replace('model = "impedance"\np_w = 10000.0', 'model = "power"\np_w = 9e6')
    assert answer(stirred)["nodes"] == answer(lost)["nodes"]


def test_nodes_stand_in_the_order_of_the_file() -> None:
    feeder = EXAMPLE[EXAMPLE.index("[[feeders]]") : EXAMPLE.index("[[loads]]")]
    first = feeder.replace('from = "source"\nto = "R1"', 'from = "R1"\nto = "R0"')
    second = feeder.replace('to = "R1"', 'to = "R2"')
    text = EXAMPLE.replace(feeder, first + feeder + second)
    got = answer(text)
    assert list(got["nodes"]) == ["R0", "R1", "R2"]
    assert got["nodes"]["R0"]["v_ln_v"] == got["nodes"]["R1"]["v_ln_v"]
    assert got["nodes"]["R0"]["i_a"]["l1"] == 0
    assert got["nodes"]["R1"]["i_a"] == answer(EXAMPLE)["nodes"]["R1"]["i_a"]
    one = answer(EXAMPLE)["nodes"]["R1"]["i_a"]
    moved = text.replace('node = "R1"', 'node = "R0"')
    assert answer(moved)["nodes"]["R1"]["i_a"]["n"] == pytest.approx(one["n"], rel=0.02)


def test_models_and_nominal_voltages() -> None:
    ideal = EXAMPLE.replace("[0.02, 0.01]", "[0, 0]").replace("[0.0115, 0.004]", "[0, 0]")
    for model, amps in (("impedance", 230 / 4), ("current", 10_000 / 200), ("power", 10_000 / 230)):
        text = ideal.replace('"impedance"', f'"{model}"', 1).replace("= 230.0\n", "= 200.0\n", 1)
        assert answer(text)["nodes"]["R1"]["i_a"]["l1"] == pytest.approx(amps), model


def test_defaults() -> None:
    short = EXAMPLE.replace("frequency_hz = 50.0\n", "").replace("open = []\n", "")
    short = short.replace("angle_deg = [0.0, -120.0, 120.0]\n", "").replace("q_var = 0.0\n", "")
    assert answer(short) == answer(EXAMPLE)


WRONG = {
    "schema": ('schema = "network-case/1"', "", "None: schema: is missing; add schema"),
    "version": ("network-case/1", "network-case/2", '1: schema: "network-case/2" is not one'),
    "unknown key": ("open = []", "opne = []", "9: source.opne: unknown key; did you mean open?"),
    "type": ("[0.02, 0.01]", "0.02", "7: source.z_phase_ohm: 0.02 is not a list; put it in [ ]"),
    "text": ("230.0, 230.0]", '"x", 230.0]', '5: source.v_ln_v[2]: "x" is not a number; write'),
    "not finite": ("p_w = 10000.0", "p_w = nan", "22: loads[1].p_w: nan is out of range; write"),
    "endless": ("frequency_hz = 50.0", "frequency_hz = inf", "2: frequency_hz: inf is out of"),
    "too few": ("230.0, 230.0]", "230.0]", "5: source.v_ln_v: has 2 numbers, not 3; write one"),
    "not a pair": ("[0.02, 0.01]", "[0.02]", "7: source.z_phase_ohm: has 1 numbers, not 2; write"),
    "feeds power": (
        "[0.0115, 0.0",
        "[-1, 0.0",
        "14: feeders[1].z_phase_ohm[1]: a resistance",
    ),
    "missing": (
        "z_neutral_ohm = [0.0115, 0.004]\n",
        "",
        "11: feeders[1].z_neutral_ohm: is",
    ),
    "no start": (
        'from = "source"\n',
        "",
        "11: feeders[1].from: is missing; add",
    ),
    "no end": ('to = "R1"\n', "", "11: feeders[1].to: is missing; add the name of a node"),
    "no node": ('node = "R1"\n', "", "18: loads[1].node: is missing; add the name of a node"),
    "no phase": ('phase = "L1"\n', "", '18: loads[1].phase: is missing; add "L1"'),
    "unknown node": ('node = "R1"', 'node = "R2"', '19: loads[1].node: there is no node "R2"'),
    "at the busbar": (
        'node = "R1"',
        'node = "source"',
        "19: loads[1].node: there is no node",
    ),
    "unknown from": (
        'from = "source"',
        'from = "sorce"',
        "12: feeders[1].from: there is no",
    ),
    "loop": ('from = "source"', 'from = "R1"', '12: feeders[1].from: feeds itself: "R1" from "R1"'),
    "reserved": (
        'to = "R1"',
        'to = "source"',
        '13: feeders[1].to: "source" is the name of',
    ),
    "conductor": ("open = []", 'open = ["PE"]', '9: source.open[1]: "PE" is not one of these; wri'),
    "twice": (
        "open = []",
        'open = ["N", "N"]',
        "9: source.open[2]: N is named a second",
    ),
    "bad phase": ('phase = "L1"', 'phase = "N"', '20: loads[1].phase: "N" is not one of these'),
    "syntax": ("[source]", "[source", "4: the file: not TOML"),
    "key twice": ("p_w = 10000.0", "p_w = 1\np_w = 2", "23: the file: not TOML: Cannot overwrite"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_can_be_wrong(name: str) -> None:
    old, new, wanted = WRONG[name]
    assert old in EXAMPLE
    found = findings(EXAMPLE.replace(old, new, 1))
    assert any(each.startswith(wanted) for each in found), found


def test_no_source_and_nothing_to_feed() -> None:
    assert findings('schema = "network-case/1"') == [
        "None: source: is missing; add a table [source] with v_ln_v",
        "None: feeders: there are none; add [[feeders]], one for each node",
    ]


def test_a_node_defined_twice() -> None:
    feeder = EXAMPLE[EXAMPLE.index("[[feeders]]") : EXAMPLE.index("[[loads]]")]
    (found,) = findings(EXAMPLE.replace(feeder, feeder + feeder))
    assert found == (
        '20: feeders[2].to: feeders[1] defines the node "R1" already; one feeder feeds a node: '
        "name another"
    )


def test_a_loop_is_told_once_and_in_words() -> None:
    feeder = EXAMPLE[EXAMPLE.index("[[feeders]]") : EXAMPLE.index("[[loads]]")]
    names = [f"R{number}" for number in range(2, 14)]
    ring = [
        feeder.replace('"source"', f'"{names[at - 1]}"').replace('"R1"', f'"{name}"')
        for at, name in enumerate(names)
    ]
    tail = feeder.replace('"source"', '"R2"').replace('"R1"', '"T"')
    (found,) = findings(EXAMPLE.replace(feeder, tail + feeder + "".join(ring)))
    assert '"R2" from "R13"' in found
    assert found.endswith('from ... from "R2"; let one of them start at source')


def test_everything_wrong_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = EXAMPLE
    for name in ("unknown key", "type", "not finite", "unknown node", "unknown from"):
        old, new, _ = WRONG[name]
        text = text.replace(old, new, 1)
    status, out, err = ran(text, tmp_path, capsys, "--json")
    lines = err.splitlines()
    assert (status, out, len(lines)) == (2, "", 5)
    assert all(f"{tmp_path}/case.toml:" in line for line in lines)
    assert lines == sorted(lines, key=lambda line: int(line.split(":")[1]))


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", "nowhere.toml"]) == 2
    assert "nowhere.toml:1: the file: cannot be read" in capsys.readouterr().err


def test_the_example_is_the_documents_case(capsys: pytest.CaptureFixture[str]) -> None:
    example = Path(__file__).parents[2] / "examples" / "networks" / "lost-neutral.toml"
    assert main(["solve", str(example), "--json"]) == 0
    volts = json.loads(capsys.readouterr().out)["nodes"]["R1"]["v_ln_v"]
    assert volts == {
        "l1": pytest.approx(102.317, abs=1e-3),
        "l2": pytest.approx(298.909, abs=1e-3),
        "l3": pytest.approx(335.211, abs=1e-3),
    }


@pytest.mark.parametrize("v_nom_v", [60.0, 110.0, 230.0, 400.0])
@pytest.mark.parametrize("share", [0.5, 0.97, 0.995, 0.999])
def test_of_two_answers_the_higher_voltage_is_told(
    v_nom_v: float, share: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # One ohm in all: V = E/2 + sqrt(E2/4 - P), whatever voltage the load is made for.
    p_w = share * 115.0**2
    case = tmp_path / "case.toml"
    case.write_text(f"""\
schema = "network-case/1"
[source]
v_ln_v = [230.0, 230.0, 230.0]
z_phase_ohm = [0.0, 0.0]
z_neutral_ohm = [0.0, 0.0]
[[feeders]]
from = "source"
to = "R1"
z_phase_ohm = [0.5, 0.0]
z_neutral_ohm = [0.5, 0.0]
[[loads]]
node = "R1"
phase = "L2"
model = "power"
p_w = {p_w}
v_nom_v = {v_nom_v}
""")
    assert main(["solve", str(case), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    high_v = 115.0 + math.sqrt(115.0**2 - p_w)
    assert told["nodes"]["R1"]["v_ln_v"]["l2"] == pytest.approx(high_v, abs=2e-4)
    assert "message" not in told


def test_a_phase_without_emf_is_as_dead_as_a_broken_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = EXAMPLE.replace("[230.0, 230.0, 230.0]", "[230.0, 230.0, 0.0]")
    case = tmp_path / "case.toml"
    case.write_text(
        text.replace('phase = "L3"\nmodel = "impedance"', 'phase = "L3"\nmodel = "power"')
    )
    assert main(["solve", str(case), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["nodes"]["R1"]["i_a"]["l3"] == pytest.approx(0.0, abs=1e-3)


def test_a_file_may_begin_with_a_byte_order_mark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.toml"
    case.write_text("\ufeff" + EXAMPLE, encoding="utf-8")
    assert main(["solve", str(case)]) == 0
    assert "solved" in capsys.readouterr().out


def test_a_table_where_a_list_of_them_belongs_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.toml"
    case.write_text(EXAMPLE.replace("[[feeders]]", "[feeders]"))
    assert main(["solve", str(case)]) == 2
    assert "feeders: a table is not a list; write [[feeders]]" in capsys.readouterr().err
