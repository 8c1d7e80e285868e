"""`stagewatt node` when it cannot start: each reason told, with its exit status."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from stagewatt.app.node import run

CONFIG = """
schema = "node-config/1"
[node]
name = "foh"
data_dir = "{data}"
listen = "127.0.0.1:{port}"
"""


def config(folder: Path, port: int, data: str = "data") -> str:
    """Write a viewer's configuration and return the words to start it with."""
    path = folder / "node.toml"
    path.write_text(CONFIG.format(data=data, port=port))
    return f"--config={path}"


def test_a_wrong_configuration_is_told_with_place_and_cure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "node.toml"
    path.write_text('schema = "node-config/1"\n[node]\nnam = "foh"\n')
    assert run([f"--config={path}"]) == 2
    told = capsys.readouterr().err
    assert f"{path}:3: node.nam" in told
    assert "name" in told


def test_a_data_folder_that_cannot_be_made_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("in the way")
    assert run([config(tmp_path, 8080)]) == 1
    assert "nothing can be kept there" in capsys.readouterr().err


def test_a_taken_port_ends_with_status_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run([config(tmp_path, port), "--verbose"]) == 1
    assert f"127.0.0.1:{port}" in capsys.readouterr().err
