"""The node's own id, and the racks it met: kept, and known again while they are silent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stagewatt.domain.errors import NotSaved
from stagewatt.durable import document
from stagewatt.durable.identities import IdentityFile, KnownRack

RACK = KnownRack("4711ab", "smartPDU4711AB")


def test_the_first_start_takes_the_fresh_id_and_later_ones_the_kept(tmp_path: Path) -> None:
    first = IdentityFile(tmp_path, "fresh")
    assert first.node == "fresh"
    first.save()
    assert IdentityFile(tmp_path, "other").node == "fresh"


def test_a_rack_is_known_again_by_its_address(tmp_path: Path) -> None:
    first = IdentityFile(tmp_path, "n1")
    assert first.rack_at("10.0.0.7:502/2") is None
    first.met("10.0.0.7:502/2", RACK)
    first.met("10.0.0.7:502/2", RACK)
    assert IdentityFile(tmp_path, "n2").rack_at("10.0.0.7:502/2") == RACK


def test_meeting_the_same_rack_again_writes_nothing(tmp_path: Path) -> None:
    kept = IdentityFile(tmp_path, "n1")
    kept.met("a", RACK)
    before = document.load(tmp_path / "identity")
    kept.met("a", RACK)
    assert document.load(tmp_path / "identity") == before


def test_racks_that_answer_at_once_are_all_kept(tmp_path: Path) -> None:
    kept = IdentityFile(tmp_path, "n1")
    with ThreadPoolExecutor(8) as threads:
        met = [
            threads.submit(kept.met, f"10.0.0.{n}:502/2", KnownRack(f"r{n}", f"R{n}"))
            for n in range(40)
        ]
        for one in met:
            one.result()
    again = IdentityFile(tmp_path, "n2")
    assert [again.rack_at(f"10.0.0.{n}:502/2") for n in range(40)] == [
        KnownRack(f"r{n}", f"R{n}") for n in range(40)
    ]


def test_a_file_that_is_not_ours_gives_a_new_id(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    document.save(tmp_path / "identity", b'{"schema": "node-identity/1"}')
    assert IdentityFile(tmp_path, "n1").node == "n1"
    assert "takes a new id" in caplog.text


def test_a_later_schema_is_not_read_as_this_one(tmp_path: Path) -> None:
    document.save(tmp_path / "identity", b'{"schema": "node-identity/9", "node": "x", "racks": {}}')
    assert IdentityFile(tmp_path, "n1").node == "n1"


def test_damage_is_told_and_the_older_generation_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = IdentityFile(tmp_path, "n1")
    kept.save()
    kept.met("a", RACK)
    newest = max(tmp_path.glob("identity.?"), key=lambda slot: b"generation=2" in slot.read_bytes())
    newest.write_bytes(newest.read_bytes()[:-3])
    again = IdentityFile(tmp_path, "n2")
    assert again.node == "n1"
    assert again.rack_at("a") is None
    assert "instead of" in caplog.text


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(NotSaved):
        IdentityFile(tmp_path / "data", "n1").save()
