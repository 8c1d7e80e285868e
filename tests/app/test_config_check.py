from pathlib import Path

import pytest

from stagewatt.app.cli import main
from stagewatt.app.config_check import run

ROOT = Path(__file__).parents[2]


def test_a_fine_file_is_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    path = ROOT / "examples" / "real-rack.toml"
    assert run([str(path)]) == 0
    assert capsys.readouterr().out == (
        f"{path}: fine: 2 racks (1 x smartpdu-48, 1 x c24-soca), 5 devices, "
        "listens on 0.0.0.0:8080, site open (open), data in /var/lib/stagewatt\n"
    )


def test_findings_stand_one_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "n.toml"
    path.write_text('[node]\nname = "N"\nport = 1\n', "utf-8")
    assert main(["config", "check", str(path)]) == 2
    assert capsys.readouterr().out.splitlines() == [
        f'{path}:1: schema: is missing; add schema = "node-config/1" as the first line',
        f'{path}:2: node.name: "N" is not written right; write 1 to 32 of a-z, 0-9 and -',
        (
            f"{path}:3: node.port: unknown key; known: name, data_dir, listen, allowed_hosts, "
            "board_period_ms, meter_period_ms"
        ),
    ]


def test_notes_do_not_make_a_file_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "n.toml"
    path.write_text('schema = "node-config/1"\n[node]\nname = "v"\nlisten = "0.0.0.0:1"\n', "utf-8")
    assert run([str(path)]) == 0
    note, fine = capsys.readouterr().out.splitlines()
    assert note.startswith(f"{path}:2: node.allowed_hosts: is empty")
    assert note.endswith("(a note, not an error)")
    assert "fine: no racks: a screen for those of other nodes, 0 devices" in fine


def test_a_file_that_is_not_there_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["/nowhere/n.toml"]) == 2
    assert capsys.readouterr().out.startswith("/nowhere/n.toml:1: the file: cannot be read")
