from __future__ import annotations

import asyncio
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.errors import Conflict, Invalid, NotSaved, Refused, Unknown
from stagewatt.domain.rack import RackModel
from stagewatt.domain.settings import (
    Change,
    ColorConnector,
    EditWay,
    GroupRack,
    RackSettings,
    RenameRack,
    WaySettings,
)
from stagewatt.state.check import checked
from stagewatt.state.owner import LocalRack


class Disk:
    """Keeps what it is given, or refuses."""

    def __init__(self) -> None:
        self.kept: list[RackSettings] = []
        self.full = False
        self.threads: set[int] = set()
        self.started = threading.Event()
        self.hold = threading.Event()
        self.hold.set()

    def save(self, rack: str, settings: RackSettings) -> None:
        self.threads.add(threading.get_ident())
        self.started.set()
        assert self.hold.wait(5)
        if self.full:
            raise NotSaved("not saved: no space left on device")
        self.kept.append(settings)


class Notes:
    """Takes acknowledgements, at once or when the test lets it."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.go = asyncio.Event()
        self.go.set()
        self.done = asyncio.Event()

    async def note(self, alarm: str, by: str, comment: str) -> None:
        await self.go.wait()
        if alarm == "gone":
            raise Unknown("no such alarm", where="alarm")
        self.taken.append((alarm, by, comment))
        self.done.set()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def shown() -> list[RackSettings]:
    return []


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def owner(model: RackModel, disk: Disk, shown: list[RackSettings], notes: Notes) -> LocalRack:
    settings = RackSettings(revision=7, ways={"A1": WaySettings(min_a=2.0, max_a=10.0)})
    return LocalRack(
        "r1", model, settings, save=disk.save, applied=shown.append, acknowledge=notes.note
    )


async def ask(owner: LocalRack, *changes: Change, expected: int | None = None) -> RackSettings:
    return await owner.change("r1", changes, expected_revision=expected)


async def test_a_change_is_kept_then_shown(
    owner: LocalRack, disk: Disk, shown: list[RackSettings]
) -> None:
    after = await ask(owner, RenameRack(name="  Dimmer SL "))
    assert after.name == "Dimmer SL"
    assert after.revision == 8
    assert disk.kept == shown == [after]
    assert owner.settings is after
    assert disk.threads.isdisjoint({threading.get_ident()}), "the disk never holds up the loop"


async def test_what_changes_nothing_is_not_written(owner: LocalRack, disk: Disk) -> None:
    assert (await ask(owner)).revision == 7
    assert (await ask(owner, EditWay(way="A1", min_a=2.0), RenameRack(name=None))).revision == 7
    assert disk.kept == []


async def test_a_refused_disk_changes_nothing(
    owner: LocalRack, disk: Disk, shown: list[RackSettings]
) -> None:
    disk.full = True
    before = owner.settings
    with pytest.raises(NotSaved):
        await ask(owner, RenameRack(name="x"))
    assert owner.settings is before
    assert shown == []
    disk.full = False
    assert (await ask(owner, RenameRack(name="x"))).revision == 8


async def test_all_changes_or_none(owner: LocalRack, disk: Disk) -> None:
    with pytest.raises(Invalid):
        await ask(owner, RenameRack(name="x"), EditWay(way="A1", min_a=11.0))
    assert owner.settings.name is None
    assert disk.kept == []


async def test_an_edit_on_an_old_revision_is_a_conflict(owner: LocalRack) -> None:
    await ask(owner, RenameRack(name="mine"), expected=7)
    with pytest.raises(Conflict) as refused:
        await ask(owner, RenameRack(name="yours"), expected=7)
    assert refused.value.where == "If-Match"
    assert owner.settings.name == "mine"


async def test_of_two_at_once_on_one_revision_one_wins(owner: LocalRack, disk: Disk) -> None:
    answers = await asyncio.gather(
        *(ask(owner, RenameRack(name=name), expected=7) for name in "ab"), return_exceptions=True
    )
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1
    assert len(disk.kept) == 1


async def test_who_goes_away_leaves_memory_and_disk_the_same(model: RackModel, disk: Disk) -> None:
    shown: asyncio.Future[RackSettings] = asyncio.get_running_loop().create_future()
    owner = LocalRack(
        "r1",
        model,
        RackSettings(),
        save=disk.save,
        applied=shown.set_result,
        acknowledge=Notes().note,
    )
    disk.hold.clear()
    asked = asyncio.create_task(ask(owner, RenameRack(name="x")))
    assert await asyncio.to_thread(disk.started.wait, 5)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    disk.hold.set()
    async with asyncio.timeout(5):
        assert (await shown).name == "x"
    assert owner.settings.name == "x"
    assert disk.kept == [owner.settings]


async def test_another_rack_is_not_its_business(owner: LocalRack) -> None:
    with pytest.raises(Unknown):
        await owner.change("r2", (RenameRack(name="x"),), expected_revision=None)


@pytest.mark.parametrize(
    ("change", "kind", "where"),
    [
        (EditWay(way="B1", name="x"), Unknown, "way"),
        (ColorConnector(connector="B", color="BN"), Unknown, "connector"),
        (ColorConnector(connector="A", color="XX"), Invalid, "color"),
        (EditWay(way="A1", min_a=11.0), Invalid, "min_a"),
        (EditWay(way="A1", max_a=1.0), Invalid, "max_a"),
        (EditWay(way="A1", min_a=5.0, max_a=4.0), Invalid, "min_a"),
        (EditWay(way="A1", min_a=-0.1), Invalid, "min_a"),
        (EditWay(way="A1", max_a=1000.1), Invalid, "max_a"),
        (EditWay(way="A1", max_a=float("nan")), Invalid, "max_a"),
        (EditWay(way="A1", max_a=float("inf")), Invalid, "max_a"),
        (EditWay(way="X1", max_a=1.0), Invalid, "max_a"),
        (EditWay(way="A1", name="x" * 65), Invalid, "name"),
        (RenameRack(name="a\tb"), Invalid, "name"),
        (RenameRack(name="a\nb"), Invalid, "name"),
        (RenameRack(name="a\x00b"), Invalid, "name"),
        (RenameRack(name="\u202eevil"), Invalid, "name"),
        (RenameRack(name="a\u2028b"), Invalid, "name"),
        (RenameRack(name="\ud800"), Invalid, "name"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(
    owner: LocalRack, change: Change, kind: type[Refused], where: str
) -> None:
    with pytest.raises(kind) as refused:
        await ask(owner, change)
    assert refused.value.where == where


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (None, None),
        ("", None),
        ("   ", None),
        ("x" * 64, "x" * 64),
        ("Bu\u0308hne", "B\u00fchne"),
        ("舞台 👩\u200d🔧", "舞台 👩\u200d🔧"),
    ],
)
async def test_names_are_kept_in_their_normal_form(
    owner: LocalRack, name: str | None, kept: str | None
) -> None:
    assert (await ask(owner, EditWay(way="X1", name=name))).way("X1").name == kept


async def test_limits_may_be_equal_zero_or_cleared(owner: LocalRack) -> None:
    assert (await ask(owner, EditWay(way="A1", min_a=0.0, max_a=0.0))).way("A1").max_a == 0.0
    assert (await ask(owner, EditWay(way="A1", min_a=None, max_a=None))).ways == {}


async def test_a_way_without_a_sensor_may_clear_limits_and_have_a_colour(owner: LocalRack) -> None:
    assert (await ask(owner, EditWay(way="X1", min_a=None))).revision == 7
    after = await ask(owner, ColorConnector(connector="X", color="VT"))
    assert after.connectors == {"X": "VT"}
    assert (await ask(owner, ColorConnector(connector="X", color=None))).connectors == {}


@given(name=st.text(max_size=80))
def test_a_name_that_passes_is_its_own_normal_form(name: str) -> None:
    model = RackModel.__new__(RackModel)
    try:
        once = checked(model, RackSettings(), RenameRack(name=name))
    except Invalid:
        return
    assert checked(model, RackSettings(), once) == once


async def test_an_acknowledgement_goes_on_in_its_normal_form(
    owner: LocalRack, notes: Notes
) -> None:
    await owner.acknowledge("r1.A1.supervision.1", " Bu\u0308hne ", "  on my way ")
    await owner.acknowledge("r1.A1.supervision.1", "x" * 64, "y" * 200)
    assert notes.taken == [
        ("r1.A1.supervision.1", "B\u00fchne", "on my way"),
        ("r1.A1.supervision.1", "x" * 64, "y" * 200),
    ]
    with pytest.raises(Unknown):
        await owner.acknowledge("gone", "Anna", "")


@pytest.mark.parametrize(
    ("by", "comment", "where"),
    [
        ("", "", "by"),
        ("   ", "", "by"),
        ("x" * 65, "", "by"),
        ("a\nb", "", "by"),
        ("\u202eanna", "", "by"),
        ("\ud800", "", "by"),
        ("Anna", "y" * 201, "comment"),
        ("Anna", "a\x00b", "comment"),
        ("Anna", "a\u2028b", "comment"),
    ],
)
async def test_who_and_what_are_checked_like_names(
    owner: LocalRack, notes: Notes, by: str, comment: str, where: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await owner.acknowledge("r1.A1.supervision.1", by, comment)
    assert refused.value.where == where
    assert notes.taken == []


async def test_who_acknowledges_and_goes_away_has_acknowledged(
    owner: LocalRack, notes: Notes
) -> None:
    notes.go.clear()
    asked = asyncio.create_task(owner.acknowledge("a", "Anna", ""))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    notes.go.set()
    async with asyncio.timeout(5):
        await notes.done.wait()
    assert notes.taken == [("a", "Anna", "")]


async def test_a_rack_is_put_into_a_group_and_out_of_it(
    owner: LocalRack, disk: Disk, shown: list[RackSettings]
) -> None:
    after = await ask(owner, GroupRack(group=" Stage L "))
    assert (after.group, after.revision) == ("Stage L", 8)
    assert disk.kept == shown == [after]
    assert (await ask(owner, GroupRack(group="Stage L"))).revision == 8
    assert (await ask(owner, GroupRack(group=""))).group is None
    for group in ("x" * 65, "a\tb"):
        with pytest.raises(Invalid) as refused:
            await ask(owner, GroupRack(group=group))
        assert refused.value.where == "group"


async def test_what_the_owner_elsewhere_keeps_is_followed_as_it_is(
    owner: LocalRack, disk: Disk, shown: list[RackSettings]
) -> None:
    theirs = RackSettings(revision=3, name="Dimmer SL", connectors={"A": "YE"})
    await owner.follow(theirs)
    await owner.follow(RackSettings(revision=3, name="Dimmer SL", connectors={"A": "YE"}))
    assert owner.settings == theirs
    assert disk.kept == shown == [theirs], "the same is not written twice"
    disk.full = True
    with pytest.raises(NotSaved):
        await owner.follow(RackSettings(revision=4))
    assert owner.settings == theirs
    assert len(shown) == 1
