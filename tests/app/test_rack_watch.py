"""One rack on its node: identity learnt, settings found, silence judged, refused disks told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from stagewatt.app import rack_memory, rack_watch
from stagewatt.app.outlet import ToStore
from stagewatt.app.rack_watch import RackWatch
from stagewatt.app.who import Who
from stagewatt.catalogue.load import model
from stagewatt.domain.errors import NotSaved
from stagewatt.domain.reading import (
    BoardIdentity,
    BoardSample,
    DeviceReading,
    MainsSample,
    RackReading,
)
from stagewatt.domain.settings import EditWay, RackSettings, RenameRack
from stagewatt.domain.setup import DeviceSetup, RackSetup, TcpAddress
from stagewatt.durable import document
from stagewatt.durable.identities import IdentityFile, KnownRack
from stagewatt.durable.settings import SettingsFile
from stagewatt.state.store import Store

MODEL = model("c24-soca")
AT = TcpAddress(host="127.0.0.1", port=5020)
SETUP = RackSetup(
    id=None,
    model=MODEL,
    meter=DeviceSetup(id="meter", table="diris_a10", address=AT, unit=1, period_ms=500),
    boards=(DeviceSetup(id="board-1", table="rack_io", address=AT, unit=2, period_ms=100),),
    ct_position=MODEL.ct_position,
)


class HandClock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.ns = 10**12

    def now_ns(self) -> int:
        return self.ns

    def wall_s(self) -> float | None:
        return None


def identity(serial: str) -> BoardIdentity:
    """Return what a board of a C24 answers."""
    return BoardIdentity(
        serial=serial, printed_name=f"C24{serial}", model="c24-soca", map_version=1, ways=24
    )


@pytest.fixture
def clock() -> HandClock:
    """A clock of this test's own."""
    return HandClock()


@pytest.fixture
def store(clock: HandClock) -> Store:
    """An empty store."""
    return Store(clock, boot_id="b1")


def watch(
    folder: Path,
    store: Store,
    clock: HandClock,
    setup: RackSetup = SETUP,
    claims: dict[str, str] | None = None,
) -> RackWatch:
    """Watch a rack with files in a folder."""
    return RackWatch(
        setup,
        files=SettingsFile(folder),
        identities=IdentityFile(folder),
        outlet=ToStore(store),
        clock=clock,
        who=Who("n1", "b1"),
        claims={} if claims is None else claims,
    )


async def saved(rack: RackWatch) -> None:
    """Let the rack keep what waits to be kept."""
    saving = asyncio.create_task(rack.save())
    await asyncio.sleep(0.2)
    saving.cancel()
    await asyncio.gather(saving, return_exceptions=True)


async def test_a_rack_is_listed_before_it_ever_answered(
    tmp_path: Path, store: Store, clock: HandClock
) -> None:
    watch(tmp_path, store, clock)
    (held,) = store.racks()
    assert held.view.rack == "at-127-0-0-1-5020-2"
    assert held.view.online is False


async def test_its_board_gives_it_its_name_and_its_settings(
    tmp_path: Path, store: Store, clock: HandClock
) -> None:
    SettingsFile(tmp_path).save("4711", RackSettings(revision=3, name="FOH"))
    rack = watch(tmp_path, store, clock)
    rack.identified("board-1", identity("4711"))
    (held,) = store.racks()
    assert (held.view.rack, held.view.name, held.view.printed_name) == ("4711", "FOH", "C244711")
    await saved(rack)
    assert IdentityFile(tmp_path).rack_at("127.0.0.1:5020/2") == KnownRack("4711", "C244711")
    again = watch(tmp_path, Store(clock, boot_id="b2"), clock)
    assert again.rack == "4711"


async def test_an_exchanged_rack_is_a_new_one_with_its_own_names(
    tmp_path: Path, store: Store, clock: HandClock
) -> None:
    rack = watch(tmp_path, store, clock)
    rack.identified("board-1", identity("4711"))
    await store.owner("4711").change("4711", (RenameRack(name="FOH"),), expected_revision=None)
    rack.identified("board-1", identity("4712"))
    (held,) = store.racks()
    assert (held.view.rack, held.view.name) == ("4712", None)
    rack.identified("board-1", identity("4711"))
    assert [one.view.name for one in store.racks()] == ["FOH"]


async def test_only_the_first_board_tells_which_rack_it_is(
    tmp_path: Path, store: Store, clock: HandClock
) -> None:
    rack = watch(tmp_path, store, clock)
    rack.identified("board-2", identity("9999"))
    assert rack.rack == "at-127-0-0-1-5020-2"


async def test_a_change_shows_at_once(tmp_path: Path, store: Store, clock: HandClock) -> None:
    rack = watch(tmp_path, store, clock)
    change = EditWay(way="7", max_a=5.0)
    await store.owner(rack.rack).change(rack.rack, (change,), expected_revision=None)
    held = store.rack(rack.rack)
    assert held is not None
    assert next(way for way in held.view.ways if way.id == "7").max_a == 5.0


async def test_silence_is_judged_by_the_timer(
    tmp_path: Path, store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rack_watch, "TICK_S", 0.01)
    rack = watch(tmp_path, store, clock)
    ticking = asyncio.create_task(rack.tick())
    clock.ns += 3 * 10**9
    await asyncio.sleep(0.1)
    held = store.rack(rack.rack)
    assert held is not None
    assert any("NO ANSWER, TREAT AS LIVE" in alarm.text for alarm in held.view.alarms)
    seen = held.view.seq
    await asyncio.sleep(0.05)
    held = store.rack(rack.rack)
    assert held is not None
    assert held.view.seq == seen, "a clock that stands still steps nothing"
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)


async def test_a_disk_that_refuses_is_asked_again_and_loses_nothing(
    tmp_path: Path,
    store: Store,
    clock: HandClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(rack_memory, "SAVE_AGAIN_S", 0.01)
    kept: list[str] = []

    def refuse(_: IdentityFile, __: str, known: KnownRack) -> None:
        kept.append(known.rack)
        if len(kept) < 3:
            raise NotSaved("not saved: No space left on device")

    monkeypatch.setattr(IdentityFile, "met", refuse)
    rack = watch(tmp_path, store, clock)
    rack.identified("board-1", identity("4711"))
    await saved(rack)
    assert kept == ["4711"] * 3
    assert "No space left" in caplog.text


async def test_settings_of_a_later_version_do_not_keep_a_rack_from_being_watched(
    tmp_path: Path, store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "racks").mkdir()
    later = b'{"schema": "rack-settings/9"}'
    document.save(tmp_path / "racks" / "4711.settings", later)
    rack = watch(tmp_path, store, clock)
    rack.identified("board-1", identity("4711"))
    assert "its names and limits are not shown" in caplog.text
    with pytest.raises(NotSaved):
        await store.owner("4711").change("4711", (RenameRack(name="x"),), expected_revision=None)
    loaded = document.load(tmp_path / "racks" / "4711.settings")
    assert loaded is not None
    assert loaded.document == later


async def test_an_alarm_memory_that_is_none_starts_anew(
    tmp_path: Path, store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    SettingsFile(tmp_path).save_memory("4711", {"schema": "something else"})
    watch(tmp_path, store, clock).identified("board-1", identity("4711"))
    assert "starts anew" in caplog.text


async def test_two_racks_with_one_serial_are_both_listed_and_told(
    tmp_path: Path, store: Store, clock: HandClock
) -> None:
    elsewhere = replace(SETUP.boards[0], address=TcpAddress(host="127.0.0.1", port=5021))
    claims: dict[str, str] = {}
    first = watch(tmp_path, store, clock, claims=claims)
    second = watch(tmp_path, store, clock, replace(SETUP, boards=(elsewhere,)), claims)
    for rack in (first, second, second):
        rack.identified("board-1", identity("4711"))
    assert {held.view.rack for held in store.racks()} == {"4711", "at-127-0-0-1-5021-2"}
    told = [one.event for one in store.events().events if one.event.id.rule == "identity"]
    assert [event.id.rack for event in told] == ["at-127-0-0-1-5021-2"]
    assert "127.0.0.1:5020/2" in told[0].text


async def test_a_remembered_rack_that_another_place_claims_is_not_taken(
    tmp_path: Path, store: Store, clock: HandClock
) -> None:
    IdentityFile(tmp_path).met("127.0.0.1:5020/2", KnownRack("4711", "C244711"))
    rack = watch(tmp_path, store, clock, claims={"4711": "elsewhere"})
    assert rack.rack == "at-127-0-0-1-5020-2"


async def test_an_exchange_is_told_and_old_readings_do_not_count(
    tmp_path: Path, store: Store, clock: HandClock
) -> None:
    rack = watch(tmp_path, store, clock)
    rack.identified("board-1", identity("4711"))
    old_ns = clock.ns
    clock.ns += 10**9
    rack.identified("board-1", identity("4712"))
    told = [one.event for one in store.events().events if one.event.id.rule == "identity"]
    assert [(event.id.rack, event.id.occurrence) for event in told] == [("4711", 1)]
    assert "4712" in told[0].text
    meter = DeviceReading(
        device="meter", period_ms=500, sample=MainsSample(f_hz=50.0), at_ns=old_ns, missed=2
    )
    fresh = replace(meter, at_ns=clock.ns)
    board: DeviceReading[BoardSample] = DeviceReading(device="board-1", period_ms=100)
    for sample, f_hz in ((meter, None), (fresh, 50.0)):
        rack.heard(RackReading(at_ns=clock.ns, meter=sample, boards=(board,)))
        held = store.rack("4712")
        assert held is not None
        assert held.view.mains.f_hz == f_hz


async def test_the_memory_of_one_rack_is_never_saved_under_another(
    tmp_path: Path, store: Store, clock: HandClock
) -> None:
    rack = watch(tmp_path, store, clock)
    rack.identified("board-1", identity("4711"))
    await saved(rack)
    clock.ns += 10 * 10**9
    silent: DeviceReading[MainsSample] = DeviceReading(device="meter", period_ms=500)
    rack.heard(RackReading(at_ns=clock.ns, meter=silent, boards=()))
    rack.identified("board-1", identity("4712"))
    await saved(rack)
    files = SettingsFile(tmp_path)
    assert {alarm["rack"] for alarm in files.load_memory("4711")["alarms"]} == {"4711"}
    assert "4711" not in {alarm["rack"] for alarm in files.load_memory("4712").get("alarms", [])}
