"""A bundle packed and installed below a folder, as docs/installation.md says."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"

pytestmark = pytest.mark.long
"""Packing needs a package index, installing half a minute."""


def ran(*argv: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(each) for each in argv],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle for this machine, unpacked."""
    folder = tmp_path_factory.mktemp("bundle")
    packed = ran(DEPLOY / "bundle.sh", "", "", folder, folder=folder, BUNDLE_PYTHON=sys.executable)
    assert packed.returncode == 0, packed.stderr
    (file,) = folder.glob("*.tar.gz")
    with tarfile.open(file) as tar:
        tar.extractall(folder, filter="data")
    return folder / file.name.removesuffix(".tar.gz")


def test_it_installs_without_any_index_and_again_without_touching_what_is_ours(
    bundle: Path, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/"}
    config = root / "etc" / "stagewatt" / "node.toml"
    for again in (False, True):
        told = ran("./install.sh", folder=bundle, ROOT=str(root), PYTHON=sys.executable, **nowhere)
        assert told.returncode == 0, told.stderr
        assert "fine" in told.stdout
        if not again:
            config.write_text(config.read_text().replace('"viewer"', '"mine"'))
    assert 'name = "mine"' in config.read_text()
    opt = root / "opt"
    assert sorted(each.name for each in opt.iterdir()) == ["stagewatt", "stagewatt.old"]
    said = ran(opt / "stagewatt" / "bin" / "stagewatt", "--version", folder=tmp_path)
    assert said.stdout.startswith("stagewatt ")
    left = ran("grep", "-rl", "stagewatt.new", str(opt / "stagewatt" / "bin"), folder=tmp_path)
    assert left.stdout == ""


def test_a_wheel_that_is_not_the_one_that_was_pinned_is_refused(
    bundle: Path, tmp_path: Path
) -> None:
    wheel = next((bundle / "wheels").glob("segno-*.whl"))
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[:-1] + bytes((whole[-1] ^ 1,)))
    try:
        told = ran(
            "./install.sh", folder=bundle, ROOT=str(tmp_path / "root"), PYTHON=sys.executable
        )
    finally:
        wheel.write_bytes(whole)
    assert told.returncode != 0
    assert "HASH" in told.stderr.upper()
    assert not (tmp_path / "root" / "opt" / "stagewatt").exists()
