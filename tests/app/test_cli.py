"""The program's first word: known commands, help, and a clear refusal."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from stagewatt import __version__
from stagewatt.app.cli import COMMANDS, main


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(" ".join(command.words) in out for command in COMMANDS)


def test_no_word_at_all_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().out


def test_an_unknown_word_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["switch-off"]) == 2
    assert "no command 'switch-off'" in capsys.readouterr().err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.split() == ["stagewatt", __version__]


def test_the_models_as_a_table_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    assert "smartpdu-72" in capsys.readouterr().out
    assert main(["models", "--json"]) == 0
    ids = {model["id"] for model in json.loads(capsys.readouterr().out)["models"]}
    assert {"smartpdu-36", "smartpdu-48", "smartpdu-72", "c24-soca"} <= ids


@pytest.mark.parametrize("words", [command.words for command in COMMANDS])
def test_every_command_explains_itself(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    assert "usage: stagewatt " + " ".join(words) in capsys.readouterr().out


def test_a_node_never_loads_the_twin_nor_the_network_solver_nor_what_only_a_lock_needs() -> None:
    code = (
        "import sys; import stagewatt.app.node; "
        "strange = ('stagewatt.twin', 'stagewatt.physics.network', 'numpy', 'cryptography'); "
        "print([m for m in sys.modules if m.startswith(strange)])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_module_runs_as_a_program() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "stagewatt", "--version"], capture_output=True, text=True, check=True
    )
    assert __version__ in ran.stdout
