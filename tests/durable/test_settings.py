from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagewatt.domain.errors import BadDocument, NotSaved
from stagewatt.domain.settings import COLORS, RackSettings, WaySettings
from stagewatt.durable import document
from stagewatt.durable.settings import SettingsFile

SOME = RackSettings(
    revision=3,
    name="Dimmer SL",
    ways={"A1": WaySettings(name="LED 1", min_a=2.0, max_a=15.5), "A2": WaySettings(max_a=1.0)},
    connectors={"A": "YE"},
)


def damage_newest(path: Path) -> None:
    found = document.load(path)
    assert found is not None
    for slot in document.slots(path):
        if slot.exists() and f"generation={found.generation} " in slot.read_text():
            slot.write_text(slot.read_text()[:-5])


def test_settings_survive_a_restart(tmp_path: Path) -> None:
    SettingsFile(tmp_path / "data").save("r1", SOME)
    again = SettingsFile(tmp_path / "data")
    assert again.load("r1") == SOME
    assert again.load("r2") == RackSettings()
    assert again.notices == []


def test_racks_do_not_touch_each_other(tmp_path: Path) -> None:
    files = SettingsFile(tmp_path)
    files.save("r1", SOME)
    files.save("r2", RackSettings(revision=1, name="other"))
    for slot in document.slots(tmp_path / "racks" / "r2.settings"):
        slot.write_text("garbage")
    again = SettingsFile(tmp_path)
    assert again.load("r1") == SOME
    assert again.load("r2") == RackSettings()
    assert len(again.notices) == 2


def test_a_damaged_newest_generation_falls_back_and_tells(tmp_path: Path) -> None:
    files = SettingsFile(tmp_path)
    files.save("r1", SOME)
    files.save("r1", RackSettings(revision=4, name="new"))
    damage_newest(tmp_path / "racks" / "r1.settings")
    again = SettingsFile(tmp_path)
    assert again.load("r1") == SOME
    (notice,) = again.notices
    assert "r1.settings" in notice
    assert "using generation 1" in notice


@pytest.mark.parametrize(
    "content",
    [
        b'{"schema": "rack-settings/2", "revision": 1, "name": null, "ways": {}, "connectors": {}}',
        b'{"schema": "rack-settings/1", "revision": 1, "surprise": 1}',
        b"not json",
    ],
)
def test_what_another_version_wrote_is_never_overwritten(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "racks").mkdir()
    path = tmp_path / "racks" / "r1.settings"
    document.save(path, content)
    files = SettingsFile(tmp_path)
    with pytest.raises(BadDocument) as bad:
        files.load("r1")
    assert bad.value.findings[0].cure
    with pytest.raises(NotSaved):
        files.save("r1", SOME)
    found = document.load(path)
    assert found is not None
    assert found.document == content


def test_alarm_memory_survives_a_restart(tmp_path: Path) -> None:
    memory: dict[str, Any] = {"occurrences": [["A1", "supervision", 3]], "latched": {"x": None}}
    SettingsFile(tmp_path).save_memory("r1", memory)
    assert SettingsFile(tmp_path).load_memory("r1") == memory
    assert SettingsFile(tmp_path).load_memory("r2") == {}


@pytest.mark.parametrize(
    "content", [b"not json", b'{"schema": "rack-memory/9", "memory": {}}', b'{"schema": 1}']
)
def test_unreadable_alarm_memory_starts_anew_and_tells(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "racks").mkdir()
    document.save(tmp_path / "racks" / "r1.memory", content)
    files = SettingsFile(tmp_path)
    assert files.load_memory("r1") == {}
    assert len(files.notices) == 1
    files.save_memory("r1", {"a": 1})
    assert SettingsFile(tmp_path).load_memory("r1") == {"a": 1}


def test_a_folder_that_cannot_be_made_is_not_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(NotSaved, match="Read-only"):
        SettingsFile(tmp_path / "data").save("r1", SOME)


@pytest.mark.parametrize("rack", ["", "../x", "A", "a/b", "x" * 33, "a.b"])
def test_a_rack_id_is_never_a_path(tmp_path: Path, rack: str) -> None:
    with pytest.raises(ValueError, match="no rack id"):
        SettingsFile(tmp_path).save(rack, SOME)


limits = st.none() | st.floats(0, 1000)
names = st.none() | st.text(min_size=1, max_size=64)
ways = st.builds(WaySettings, name=names, min_a=limits, max_a=limits).filter(
    lambda way: way != WaySettings()
)
anything = st.builds(
    RackSettings,
    revision=st.integers(0, 2**53),
    name=names,
    ways=st.dictionaries(st.text(min_size=1, max_size=6), ways, max_size=5),
    connectors=st.dictionaries(st.text(min_size=1, max_size=6), st.sampled_from(COLORS)),
)


@given(kept=anything)
@settings(max_examples=60)
def test_all_settings_come_back_equal(
    tmp_path_factory: pytest.TempPathFactory, kept: RackSettings
) -> None:
    folder = tmp_path_factory.mktemp("any")
    SettingsFile(folder).save("r1", kept)
    assert SettingsFile(folder).load("r1") == kept
