"""Racks of other nodes outlive a restart, whatever became of single files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stagewatt.domain.errors import NotSaved
from stagewatt.domain.peer import RememberedRack
from stagewatt.domain.settings import RackSettings, WaySettings
from stagewatt.durable import document
from stagewatt.durable.remembered import RememberedFile

RACK = RememberedRack(
    rack="4711ab",
    name="Dimmer SL",
    printed_name="smartPDU4711AB",
    model="smartpdu-48",
    node="00ff",
    seen_wall_s=1_790_000_000.5,
    settings=RackSettings(
        revision=7,
        name="Dimmer SL",
        group="Stage L",
        ways={"A7": WaySettings(name="Spot", min_a=1.0, max_a=12.0)},
        connectors={"A1-6": "YE"},
    ),
)


def test_nothing_is_remembered_at_first(tmp_path: Path) -> None:
    assert RememberedFile(tmp_path).load() == ()


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    other = replace(RACK, rack="0a", name=None, seen_wall_s=None, settings=RackSettings())
    for rack in (RACK, other):
        RememberedFile(tmp_path).save(rack)
    assert RememberedFile(tmp_path).load() == (other, RACK)


def test_the_newest_counts(tmp_path: Path) -> None:
    newer = replace(RACK, node="00aa")
    for rack in (RACK, newer):
        RememberedFile(tmp_path).save(rack)
    assert RememberedFile(tmp_path).load() == (newer,)


def test_forgotten_is_gone_for_good(tmp_path: Path) -> None:
    kept = RememberedFile(tmp_path)
    kept.save(RACK)
    kept.forget(RACK.rack)
    kept.forget(RACK.rack)
    assert RememberedFile(tmp_path).load() == ()
    assert list((tmp_path / "known").iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"schema": "remembered-rack/1", "rack": 1}',
        (
            b'{"schema": "remembered-rack/2", "rack": "4711ab", "printed_name": "", "model": "",'
            b'"node": "", "seen_wall_s": null,'
            b'"settings": {"revision": 0, "name": null, "ways": {}, "connectors": {}}}'
        ),
    ],
)
def test_what_is_not_ours_is_told_and_left(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "known" / "4711ab"
    path.parent.mkdir()
    document.save(path, content)
    assert RememberedFile(tmp_path).load() == ()
    assert "remembered" in caplog.text
    assert document.load(path) is not None


def test_a_damaged_file_falls_back_and_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = RememberedFile(tmp_path)
    kept.save(RACK)
    kept.save(replace(RACK, node="00aa"))
    newest = max(document.slots(tmp_path / "known" / "4711ab"), key=lambda path: path.read_bytes())
    newest.write_bytes(b"torn")
    assert len(kept.load()) == 1
    assert "4711ab" in caplog.text


def test_strange_files_beside_ours_do_no_harm(tmp_path: Path) -> None:
    RememberedFile(tmp_path).save(RACK)
    (tmp_path / "known" / "notes.txt").write_text("hello")
    (tmp_path / "known" / "No Rack!.a").write_text("hello")
    assert RememberedFile(tmp_path).load() == (RACK,)


def test_an_id_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no rack id"):
        RememberedFile(tmp_path).forget("../settings")


def test_a_disk_that_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "known").write_text("in the way")
    with pytest.raises(NotSaved):
        RememberedFile(tmp_path).save(RACK)

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(NotSaved):
        RememberedFile(tmp_path).forget("4711ab")
