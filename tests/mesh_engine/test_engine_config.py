import base64
import json
from dataclasses import replace

import zenoh
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.mesh.engine_config import (
    MOST_GENERATION,
    Found,
    Opening,
    Role,
    generation,
    session_id,
    settings,
    to_call,
)
from stagewatt.mesh.papers import Papers
from stagewatt.mesh.site import site_of

chances = st.binary(min_size=12, max_size=12)
OPENING = Opening(
    site=site_of("tour"),
    session="1" * 32,
    role="peer",
    listen=("10.0.0.7:7432",),
    connect=("10.0.0.8:7432",),
    interfaces=("10.0.0.7",),
    multicast=True,
    papers=None,
)


def order(session: str) -> bytes:
    """As the engine compares them."""
    return bytes.fromhex(session)[::-1]


@given(st.lists(chances, max_size=20), chances)
def test_a_newcomer_is_greater_than_all_that_are_there(earlier: list[bytes], chance: bytes) -> None:
    there: list[str] = []
    for each in earlier:
        there.append(session_id(there, each))
    newcomer = session_id(there, chance)
    assert all(order(newcomer) > order(each) for each in there)
    assert len(newcomer) == 32
    assert newcomer[0] != "0"


@given(st.text(max_size=40), chances)
def test_a_strangers_id_does_no_harm(stranger: str, chance: bytes) -> None:
    made = session_id([stranger], chance)
    assert len(made) == 32
    assert generation(made) >= 1


def test_an_id_that_cannot_be_outbid_does_not_count() -> None:
    assert generation("f" * 32) == 0
    made = session_id(["f" * 32], bytes(12))
    assert generation(made) == 1
    last = session_id(["1" * 24 + (MOST_GENERATION - 1).to_bytes(4, "little").hex()], bytes(12))
    assert generation(last) == 0  # the end of the row: from there on nothing counts


def test_of_a_nodes_addresses_the_nearest_is_called_and_none_of_ones_own() -> None:
    found = [
        Found("a", ("172.17.0.1:7432", "10.0.0.9:7432")),
        Found("b", ("192.168.7.3:7433",)),
        Found("c", ("10.0.0.7:7432",)),
        Found("d", ()),
        Found("e", ("[fe80::1]:7432",)),
    ]
    called = to_call(found, ("10.0.0.7", "172.17.0.1"), 7432, 16)
    assert set(called) == {"10.0.0.9:7432", "192.168.7.3:7433", "[fe80::1]:7432"}
    assert to_call(found, (), 7432, 1)[0] in {each for one in found for each in one.endpoints}


@given(st.integers(0, 60), st.integers(1, 16))
def test_no_more_are_called_than_may_be(count: int, most: int) -> None:
    found = [Found(f"{number:032x}", (f"10.0.0.{number}:7432",)) for number in range(count)]
    called = to_call(found, ("10.0.1.1",), 7432, most)
    assert len(called) == min(count, most)
    assert len(set(called)) == len(called)


def accepted(opening: Opening) -> zenoh.Config:
    config = zenoh.Config()
    for path, value in settings(opening).items():
        config.insert_json5(path, json.dumps(value))
    return config


def test_the_engine_takes_all_of_it_in_every_role() -> None:
    roles: tuple[Role, ...] = ("peer", "router", "client")
    for role in roles:
        config = accepted(replace(OPENING, role=role))
        assert json.loads(config.get_json("mode")) == role
        assert json.loads(config.get_json("transport/link/tx/lease")) == 2000
        multicast = json.loads(config.get_json("scouting/multicast/enabled"))
        assert multicast == (role != "client")


def test_a_locked_site_speaks_nothing_but_tls() -> None:
    made = settings(replace(OPENING, papers=Papers(b"authority", b"certificate", b"private")))
    accepted(replace(OPENING, papers=Papers(b"authority", b"certificate", b"private")))
    assert made["transport/link/protocols"] == ["tls"]
    assert made["listen/endpoints"] == ["tls/10.0.0.7:7432"]
    assert made["connect/endpoints"] == ["tls/10.0.0.8:7432"]
    tls = made["transport/link/tls"]
    assert isinstance(tls, dict)
    assert tls["enable_mtls"] is True
    assert base64.b64decode(tls["root_ca_certificate_base64"]) == b"authority"
    for side in ("listen", "connect"):
        assert base64.b64decode(tls[f"{side}_certificate_base64"]) == b"certificate"
        assert base64.b64decode(tls[f"{side}_private_key_base64"]) == b"private"


def test_an_open_site_speaks_tcp_and_no_interface_means_loopback() -> None:
    made = settings(replace(OPENING, interfaces=()))
    assert made["transport/link/protocols"] == ["tcp"]
    assert "transport/link/tls" not in made
    assert made["scouting/multicast/enabled"] is False
    assert made["scouting/multicast/interface"] == "127.0.0.1"
    assert settings(replace(OPENING, multicast=False))["scouting/multicast/enabled"] is False
