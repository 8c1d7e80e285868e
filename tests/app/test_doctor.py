"""The command on this machine, and the page that lists its findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stagewatt.app import doctor
from stagewatt.app.doctor_kinds import BY_CODE, KINDS, found

PAGE = (Path(__file__).parents[2] / "docs" / "doctor.md").read_text("utf-8")


def test_the_page_lists_every_finding_with_its_cure() -> None:
    rows = [
        f"| `{kind.code}` | {kind.level} | {kind.means} | {kind.cure} |".replace("  |", " |")
        for kind in KINDS
    ]
    assert PAGE.rpartition("|---|---|---|---|\n")[2].splitlines() == rows


def test_codes_are_unique() -> None:
    assert len(BY_CODE) == len(KINDS)


def test_it_works_without_a_configuration(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status = doctor.run([])
    out = capsys.readouterr().out
    assert status == (1 if out.startswith("bad") else 0)
    assert "no configuration was given" in out
    assert out.splitlines()[-1].endswith(" fine")
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_configuration_is_bad(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "n.toml"
    path.write_text('[node]\nname = "n"\n', "utf-8")
    assert doctor.run(["--config", str(path), "--json"]) == 1
    first, *_ = json.loads(capsys.readouterr().out)["findings"]
    kind = BY_CODE["config-wrong"]
    assert first == {
        "code": "config-wrong",
        "level": "bad",
        "what": f'{path}:1: schema: is missing; add schema = "node-config/1" as the first line',
        "means": kind.means,
        "cure": kind.cure,
    }


def test_a_fine_configuration_is_looked_at(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "n.toml"
    path.write_text(
        'schema = "node-config/1"\n[node]\nname = "n"\nlisten = "127.0.0.1:0"\n', "utf-8"
    )
    doctor.run(["--config", str(path)])
    assert f"{path} is fine" in capsys.readouterr().out


def test_what_is_fine_takes_a_line_and_the_rest_three() -> None:
    text = doctor.as_text((found("disk-low", "/data has 1 MB free"), found("cores", "4 cores")))
    assert text.splitlines() == [
        "watch  /data has 1 MB free",
        "       recordings will soon find no room",
        "       Free space on that disk before the show.",
        "ok     4 cores",
        "0 bad, 1 to watch, 1 fine",
    ]
