"""No registry's host and no machine's path in any file, the locks above all."""

import json
from pathlib import Path

import pytest
from tools import hosts, strip_npm_lock

# Put together here, or this file would be found.
REGISTRY = "https://files.python" + "hosted.org/packages/x.whl"
NPM = "https://registry.npm" + "js.org/x/-/x.tgz"
MACHINE = "/ro" + "ot/.cache/x"


def test_no_file_of_ours_names_a_registry_or_a_machine() -> None:
    files = hosts.our_files()
    assert hosts.ROOT / "requirements" / "run.lock" in files
    assert hosts.search(files) == []


@pytest.mark.parametrize(
    "text",
    [
        f"x @ {REGISTRY}",
        f'"resolved": "{NPM}"',
        f"-e {MACHINE}",
        f"  --hash=sha256:00 # from {MACHINE}",
        "--extra-" + "index-url example",
    ],
)
def test_what_is_out_of_place_is_found_with_its_line(text: str) -> None:
    (fault,) = list(hosts.faults("some.lock", f"fine\n{text}"))
    assert fault.startswith("some.lock:2: ")


@pytest.mark.parametrize(
    "text",
    [
        "see https://www.modbus.org/specs, network/roots and work/root",
        "GET /api/racks/root",
        "a pypi-like word, an npm lock, ${HOME}/work/x",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert list(hosts.faults("readme", text)) == []


def test_files_are_found_without_git_too(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "made.txt").write_text("made")
    (tmp_path / "ours.txt").write_text(f"{REGISTRY}\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    files = hosts.our_files(tmp_path)
    assert {each.name for each in files} == {"ours.txt", "picture.png"}
    assert len(hosts.search(files, tmp_path)) == 1


def test_every_requirement_is_pinned_and_hashed() -> None:
    for name in ("run", "dev", "build"):
        text = (hosts.ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
        for entry in text.replace("\\\n", " ").splitlines():
            assert "==" in entry, f"{name}: {entry}"
            assert "--hash=sha256:" in entry, f"{name}: {entry}"


def test_the_three_locks_agree() -> None:
    def pins(name: str) -> set[str]:
        text = (hosts.ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
        return {line.split(";")[0].strip(" \\") for line in text.splitlines() if "==" in line}

    assert pins("run") <= pins("dev")
    assert pins("build") <= pins("dev")


def test_the_npm_lock_keeps_hashes_and_loses_addresses(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    package = {
        "version": "1.0.0",
        "resolved": NPM,
        "integrity": "sha512-x",
        "funding": {"url": "y"},
    }
    lock.write_text(json.dumps({"packages": {"": {}, "node_modules/x": package}}))
    strip_npm_lock.main(lock)
    kept = json.loads(lock.read_text())["packages"]["node_modules/x"]
    assert kept == {"version": "1.0.0", "integrity": "sha512-x"}
    ours = json.loads((hosts.ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("integrity" in each for name, each in ours.items() if name)
