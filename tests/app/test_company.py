"""A node's company as its configuration asks for it; what the mesh finds out is acted upon."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest
from tests.app.test_rack_watch import HandClock

from stagewatt.app import company as module
from stagewatt.app.called import Called
from stagewatt.app.company import alone, together
from stagewatt.app.config import NodeConfig, load
from stagewatt.app.who import Who
from stagewatt.domain.settings import RackSettings
from stagewatt.durable.peers import PeerFile
from stagewatt.mesh.bus import Link
from stagewatt.mesh.core.outputs import Cloned
from stagewatt.mesh.election import Role
from stagewatt.mesh.hooks import Hooks
from stagewatt.state.store import Store

WHO = Who("00ff", "b1")


def config(folder: Path, more: str = "", listen: str = "0.0.0.0:8080") -> NodeConfig:
    path = folder / "node.toml"
    path.write_text(
        f'schema = "node-config/1"\n[node]\nname = "foh"\nlisten = "{listen}"\n[mesh]\n{more}'
    )
    return load(path)


class Recorder:
    """Takes the place of the engine, and keeps what it was given."""

    def __init__(self, *given: object, **named: object) -> None:
        self.given, self.named = given, named
        self.roles: list[tuple[object, ...]] = []
        self.linked: tuple[Link, ...] = ()

    def set_role(self, *role: object) -> None:
        self.roles.append(role)

    def links(self) -> tuple[Link, ...]:
        return self.linked


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> list[Recorder]:
    """The engines that were made."""
    made: list[Recorder] = []

    def make(*given: object, **named: object) -> Recorder:
        made.append(Recorder(*given, **named))
        return made[-1]

    monkeypatch.setattr(module, "ZenohBus", make)
    return made


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> list[Hooks]:
    """What the mesh was given to call."""
    given: list[Hooks] = []

    def service(*parts: object, hooks: Hooks, **named: object) -> Mock:
        given.append(hooks)
        return Mock()

    monkeypatch.setattr(module, "MeshService", service)
    return given


def joined(conf: NodeConfig, cloned: Mock | None = None) -> module.Company:
    clock = HandClock()
    store = Store(clock, boot_id="b1")
    called = Called(conf, WHO.node, store, clock)
    return together(conf, WHO, store, clock, called, cloned or Mock())


def test_a_node_alone_has_only_itself(tmp_path: Path) -> None:
    clock = HandClock()
    store, conf = Store(clock, boot_id="b1"), config(tmp_path)
    company = alone(conf, WHO, store, clock, Called(conf, WHO.node, store, clock))
    (me,) = company.neighbours.nodes()
    assert (me.id, me.instance, me.name, me.local) == ("00ff", "b1", "foh", True)
    assert company.works == {}


@pytest.mark.parametrize(
    ("more", "listen", "interfaces"),
    [
        ("", "0.0.0.0:8080", ()),
        ("", "127.0.0.1:8080", ("127.0.0.1",)),
        ('interfaces = ["eth0"]', "127.0.0.1:8080", ("eth0",)),
    ],
)
def test_the_mesh_is_spoken_where_the_node_listens(
    tmp_path: Path,
    bus: list[Recorder],
    hooks: list[Hooks],
    more: str,
    listen: str,
    interfaces: tuple[str, ...],
) -> None:
    company = joined(config(tmp_path, more, listen))
    assert bus[0].named["interfaces"] == interfaces
    assert list(company.works) == ["mesh", "time without mesh"]


def test_addresses_and_key_reach_the_engine(
    tmp_path: Path, bus: list[Recorder], hooks: list[Hooks]
) -> None:
    more = 'site = "tour"\nkey = "0123456789abcdef"\naddresses = ["10.0.0.5", "[fe80::1]:99"]\n'
    joined(config(tmp_path, more))
    assert bus[0].given == ("tour",)
    assert bus[0].named["key"] == "0123456789abcdef"
    assert bus[0].named["addresses"] == ("10.0.0.5:7432", "[fe80::1]:99")


@pytest.mark.parametrize("moves", [True, False])
def test_of_two_with_one_key_the_one_told_takes_a_new_one(
    tmp_path: Path,
    bus: list[Recorder],
    hooks: list[Hooks],
    caplog: pytest.LogCaptureFixture,
    moves: bool,
) -> None:
    cloned = Mock()
    joined(config(tmp_path), cloned)
    hooks[0].cloned(Cloned("00ff", "b2", ("http://10.0.0.9:8080/",), mine_moves=moves))
    assert cloned.called is moves
    assert "10.0.0.9" in caplog.text


async def test_a_racks_settings_follow_its_owner(
    tmp_path: Path, bus: list[Recorder], hooks: list[Hooks]
) -> None:
    company = joined(config(tmp_path))
    followed: list[RackSettings] = []

    async def follow(settings: RackSettings) -> None:
        followed.append(settings)

    company.outlet.owned("4711", Mock(follow=follow))
    await hooks[0].follow("4711", RackSettings(revision=3))
    assert followed == [RackSettings(revision=3)]


def test_a_role_is_taken_where_the_routers_listen(
    tmp_path: Path, bus: list[Recorder], hooks: list[Hooks]
) -> None:
    conf = config(tmp_path)
    PeerFile(conf.data_dir).met("02", "10.0.0.2:7432")
    joined(conf)
    # The first one called this node: its end of the connection is a port of the moment.
    bus[0].linked = (
        Link("01", "10.0.0.1:54321", "10.0.0.1:7432"),
        Link("03", "10.0.0.3:54322"),
    )
    hooks[0].elected(Role("client", ("01", "02", "03")))
    hooks[0].elected(Role("router", ("01",)))
    hooks[0].elected(Role("client", ("03",)))
    hooks[0].elected(Role("peer"))
    assert bus[0].roles == [
        ("client", ["10.0.0.1:7432", "10.0.0.2:7432"]),
        ("router", ["10.0.0.1:7432"]),
        ("peer",),
        ("peer",),
    ]
