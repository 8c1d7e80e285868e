"""The racks that a node met: kept, and known again while they are silent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stagewatt.domain.errors import NotSaved
from stagewatt.durable import document
from stagewatt.durable.identities import IdentityFile, KnownRack

RACK = KnownRack("4711ab", "smartPDU4711AB")


def test_a_rack_is_known_again_by_its_address(tmp_path: Path) -> None:
    first = IdentityFile(tmp_path)
    assert first.rack_at("10.0.0.7:502/2") is None
    first.met("10.0.0.7:502/2", RACK)
    first.met("10.0.0.7:502/2", RACK)
    assert IdentityFile(tmp_path).rack_at("10.0.0.7:502/2") == RACK


def test_meeting_the_same_rack_again_writes_nothing(tmp_path: Path) -> None:
    kept = IdentityFile(tmp_path)
    kept.met("a", RACK)
    before = document.load(tmp_path / "identity")
    kept.met("a", RACK)
    assert document.load(tmp_path / "identity") == before


def test_racks_that_answer_at_once_are_all_kept(tmp_path: Path) -> None:
    kept = IdentityFile(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        met = [
            threads.submit(kept.met, f"10.0.0.{n}:502/2", KnownRack(f"r{n}", f"R{n}"))
            for n in range(40)
        ]
        for one in met:
            one.result()
    again = IdentityFile(tmp_path)
    assert [again.rack_at(f"10.0.0.{n}:502/2") for n in range(40)] == [
        KnownRack(f"r{n}", f"R{n}") for n in range(40)
    ]


def test_a_file_that_is_not_ours_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    document.save(tmp_path / "identity", b'{"schema": "node-identity/1"}')
    assert IdentityFile(tmp_path).rack_at("a") is None
    assert "met anew" in caplog.text


def test_a_later_schema_is_not_read_as_this_one(tmp_path: Path) -> None:
    rack = b'{"rack": "4711ab", "printed_name": "x"}'
    document.save(
        tmp_path / "identity", b'{"schema": "node-identity/9", "racks": {"a": ' + rack + b"}}"
    )
    assert IdentityFile(tmp_path).rack_at("a") is None


def test_the_id_that_an_older_version_kept_here_does_no_harm(tmp_path: Path) -> None:
    rack = b'{"rack": "4711ab", "printed_name": "smartPDU4711AB"}'
    document.save(
        tmp_path / "identity",
        b'{"schema": "node-identity/1", "node": "x", "racks": {"a": ' + rack + b"}}",
    )
    assert IdentityFile(tmp_path).rack_at("a") == RACK


def test_damage_is_told_and_the_older_generation_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = IdentityFile(tmp_path)
    kept.met("b", RACK)
    kept.met("a", RACK)
    newest = max(tmp_path.glob("identity.?"), key=lambda slot: b"generation=2" in slot.read_bytes())
    newest.write_bytes(newest.read_bytes()[:-3])
    again = IdentityFile(tmp_path)
    assert again.rack_at("b") == RACK
    assert again.rack_at("a") is None
    assert "instead of" in caplog.text


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(NotSaved):
        IdentityFile(tmp_path / "data").met("a", RACK)
