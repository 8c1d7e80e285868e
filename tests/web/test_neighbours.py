"""Other nodes over HTTP: the list, racks from before, names on offer, racks read elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from stagewatt.domain.errors import NotSaved, Unreachable
from stagewatt.domain.peer import MeshState
from stagewatt.domain.settings import Change, GroupRack, RackSettings, RenameRack, changed
from stagewatt.http.hosts import Hosts
from stagewatt.state.store import Store
from stagewatt.web import qr

RACK = "/api/v1/racks/r1"
QR = "/api/v1/node/qr.svg"
JSON = {"content-type": "application/json"}


def refused(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return dict(answer.json()["error"])


class FarOwner:
    """The owner of a rack on another node: answers at once, its picture comes later."""

    def __init__(self, settings: RackSettings) -> None:
        self.settings = settings
        self.asked: list[tuple[str, tuple[Change, ...], int | None]] = []

    async def change(
        self, rack: str, changes: tuple[Change, ...], *, expected_revision: int | None
    ) -> RackSettings:
        self.asked.append((rack, changes, expected_revision))
        for change in changes:
            self.settings = changed(self.settings, change)
        return self.settings

    async def acknowledge(self, alarm: str, by: str, comment: str) -> None:
        raise AssertionError("nobody asked for this")


@pytest.fixture
def far(store: Store, make_view: Any) -> FarOwner:
    """Rack r2 of node n2."""
    store.publish(make_view(rack="r2", node="n2", settings_revision=4), via="n2")
    owner = FarOwner(RackSettings(revision=4))
    store.register_owner("r2", owner)
    return owner


def test_the_list_of_nodes(client: TestClient, neighbours: Any, clock: Any) -> None:
    neighbours.fill()
    clock.ns += 250_000_000
    own, other = client.get("/api/v1/nodes").json()["nodes"]
    assert own == {
        "id": "n1",
        "instance": "b1",
        "name": "foh",
        "version": "1.2.3",
        "addresses": ["http://10.0.0.5:8080/", "http://169.254.7.8:8080/"],
        "racks": ["r1"],
        "present": True,
        "age_s": 0.0,
        "local": True,
        "role": "peer",
    }
    assert other == {
        "id": "n2",
        "instance": "b9",
        "name": "monitor world",
        "version": "1.2.0",
        "addresses": ["http://10.0.0.6:8080/"],
        "racks": ["r2", "r3"],
        "present": True,
        "age_s": 0.75,
        "local": False,
        "role": "router",
    }


def test_racks_from_before_stand_apart(client: TestClient, neighbours: Any) -> None:
    neighbours.fill()
    assert client.get("/api/v1/racks").json()["known"] == [
        {
            "id": "old",
            "name": "Dimmer SR",
            "printed_name": "smartPDU000007",
            "model": "smartpdu-36",
            "group": "Stage L",
            "node": "n7",
            "last_seen": "2027-01-15T08:00:00.000Z",
        }
    ]
    neighbours.gone[0] = replace(neighbours.gone[0], seen_wall_s=None)
    assert client.get("/api/v1/racks").json()["known"][0]["last_seen"] is None


def test_a_rack_from_before_is_forgotten(client: TestClient, neighbours: Any) -> None:
    neighbours.fill()
    answer = client.request("DELETE", "/api/v1/racks/old", headers=JSON)
    assert (answer.status_code, answer.json()) == (200, {"id": "old"})
    assert client.get("/api/v1/racks").json()["known"] == []
    answer = client.request("DELETE", "/api/v1/racks/old", headers=JSON, content=b"{}")
    assert refused(answer, 404)["where"] == "rack"


def test_a_rack_that_answers_is_not_forgotten(client: TestClient) -> None:
    error = refused(client.request("DELETE", RACK, headers=JSON), 409)
    assert (error["code"], error["where"]) == ("still_there", "rack")
    assert client.get(RACK).status_code == 200


@pytest.mark.parametrize("rack", ["R1", "..", "a" * 33, "old.settings", "%2e%2e", "r1%00", "é"])
def test_what_is_no_rack_s_id_goes_nowhere(
    client: TestClient, neighbours: Any, monkeypatch: pytest.MonkeyPatch, rack: str
) -> None:
    async def asked(_: str) -> None:
        raise AssertionError("this must not be asked for")

    monkeypatch.setattr(neighbours, "forget", asked)
    answer = client.request("DELETE", f"/api/v1/racks/{rack}", headers=JSON)
    assert answer.status_code in {404, 405}, answer.text


def test_a_disk_that_refuses_to_forget_is_told(
    client: TestClient, neighbours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: str) -> None:
        raise NotSaved("no space")

    monkeypatch.setattr(neighbours, "forget", full)
    answer = client.request("DELETE", "/api/v1/racks/old", headers=JSON)
    assert refused(answer, 507)["code"] == "not_saved"


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/api/v1/racks/old"), ("POST", f"{RACK}/adopt")]
)
def test_what_needs_no_body_takes_none_but_the_empty_one(
    client: TestClient, neighbours: Any, method: str, path: str
) -> None:
    neighbours.fill()
    for body in (b"[]", b'{"x": 1}', b"null", b"{", b"0"):
        refused(client.request(method, path, headers=JSON, content=body), 400)
    foreign = {**JSON, "origin": "http://evil.example"}
    refused(client.request(method, path, headers=foreign), 403)
    refused(client.request(method, path), 415)
    assert (len(neighbours.gone), len(neighbours.offers)) == (1, 1)
    assert client.request(method, path, headers=JSON, content=b" {} ").status_code == 200


def test_names_on_offer_stand_beside_the_rack(client: TestClient, neighbours: Any) -> None:
    assert client.get(RACK).json()["offer"] is None
    neighbours.fill()
    assert client.get(RACK).json()["offer"] == {
        "former_node": "n7",
        "kept_by": "n2",
        "last_seen": None,
        "name": "Dimmer SL",
        "group": "Stage L",
        "names": 2,
        "limits": 3,
        "colors": 1,
    }


def test_offered_names_are_taken(client: TestClient, neighbours: Any) -> None:
    neighbours.fill()
    answer = client.post(f"{RACK}/adopt", headers=JSON)
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"12"'
    rack = answer.json()
    assert (rack["name"], rack["group"], rack["offer"]) == ("Dimmer SL", "Stage L", None)
    assert [way["name"] for way in rack["ways"]][:3] == ["LED 1", "LED 2", None]
    assert refused(client.post(f"{RACK}/adopt", headers=JSON), 404)["where"] == "rack"
    assert refused(client.post("/api/v1/racks/none/adopt", headers=JSON), 404)["where"] == "rack"


def test_a_keeper_that_does_not_answer_is_said(
    client: TestClient, neighbours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(_: str) -> RackSettings:
        raise Unreachable("n2 does not answer")

    monkeypatch.setattr(neighbours, "adopt", silent)
    error = refused(client.post(f"{RACK}/adopt", headers=JSON), 503)
    assert error["code"] == "owner_unreachable"


def test_the_newest_picture_of_a_far_rack_is_fetched_first(
    client: TestClient, far: FarOwner, neighbours: Any, store: Store, make_view: Any
) -> None:
    neighbours.on_fresh = lambda: store.publish(
        make_view(rack="r2", node="n2", seq=9, temperature_c=55.0), via="n2"
    )
    assert client.get("/api/v1/racks/r2").json()["temperature_c"] == 55.0
    client.get(RACK)
    client.get("/api/v1/racks/none")
    assert neighbours.freshened == ["r2"], "own racks are as fresh as they can be"


def test_a_far_rack_forgotten_while_it_is_fetched_is_not_found(
    client: TestClient, far: FarOwner, neighbours: Any, store: Store
) -> None:
    neighbours.on_fresh = lambda: store.forget("r2")
    refused(client.get("/api/v1/racks/r2"), 404)


def test_who_reads_it_is_said(client: TestClient, store: Store, make_view: Any) -> None:
    store.publish(make_view(rack="r2", node="n2", also_read_by=("n3", "n4")), via="n2")
    rows = client.get("/api/v1/racks").json()["racks"]
    for shown in (rows[1], client.get("/api/v1/racks/r2").json()):
        assert (shown["via"], shown["node"]) == ("n2", "n2")
        assert shown["also_read_by"] == ["n3", "n4"]


def test_a_far_rack_is_changed_by_its_owner_and_shown_as_it_answered(
    client: TestClient, far: FarOwner
) -> None:
    tag = client.get("/api/v1/racks/r2").headers["etag"]
    assert tag == '"4"'
    body = json.dumps({"name": "SL", "group": "Stage L"})
    headers = {**JSON, "if-match": tag}
    answer = client.patch("/api/v1/racks/r2", content=body, headers=headers)
    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["group"]) == ("SL", "Stage L")
    assert answer.json()["settings_revision"] == 6
    assert answer.headers["etag"] == '"6"'
    assert far.asked == [("r2", (RenameRack(name="SL"), GroupRack(group="Stage L")), 4)]


def test_a_far_way_and_connector_are_shown_as_their_owner_answered(
    client: TestClient, far: FarOwner
) -> None:
    way = client.patch("/api/v1/racks/r2/ways/A1", content=b'{"max_a": 9}', headers=JSON)
    assert (way.json()["max_a"], way.headers["etag"]) == (9, '"5"')
    path = "/api/v1/racks/r2/connectors/A"
    connector = client.patch(path, content=b'{"color": "YE"}', headers=JSON)
    assert (connector.json()["color"], connector.headers["etag"]) == ("YE", '"6"')


def test_a_group_is_set_shown_and_cleared(client: TestClient) -> None:
    answer = client.patch(RACK, content=b'{"group": " Stage L "}', headers=JSON)
    assert answer.json()["group"] == "Stage L"
    assert client.get("/api/v1/racks").json()["racks"][0]["group"] == "Stage L"
    client.patch(RACK, content=b'{"name": "SL"}', headers=JSON)
    assert client.get(RACK).json()["group"] == "Stage L", "left out, it stays"
    assert client.patch(RACK, content=b'{"group": null}', headers=JSON).json()["group"] is None
    long = json.dumps({"group": "x" * 65})
    assert refused(client.patch(RACK, content=long, headers=JSON), 422)["where"] == "group"
    assert refused(client.patch(RACK, content=b'{"group": 1}', headers=JSON), 400)


def test_the_node_says_where_its_screen_is_found_and_whose_it_is(
    client: TestClient, neighbours: Any
) -> None:
    node = client.get("/api/v1/node").json()
    assert node["addresses"] == ["http://10.0.0.5:8080/", "http://169.254.7.8:8080/"]
    assert (node["site"], node["locked"]) == ("open", False)
    assert node["names"] == ["smartpdu4711ab.local"], "what no browser resolves is left out"
    neighbours.addresses = neighbours.names = ()
    node = client.get("/api/v1/node").json()
    assert (node["addresses"], node["names"]) == ([], [])


def test_the_node_says_how_long_it_runs(client: TestClient, clock: Any) -> None:
    assert client.get("/api/v1/node").json()["uptime_s"] == 0
    clock.ns += 90_250_000_000
    assert client.get("/api/v1/node").json()["uptime_s"] == 90.25


def test_the_node_says_how_its_mesh_goes(client: TestClient, neighbours: Any) -> None:
    assert client.get("/api/v1/node").json()["mesh"] is None, "it takes part in none"
    problem = "10.0.0.9:7432 is locked, this node has no key"
    neighbours.state = MeshState(
        is_open=True,
        role="peer",
        port=7433,
        addresses=("10.0.0.5",),
        locked=False,
        opened=2,
        dropped=3,
        overflows=0,
        problems=(problem,),
    )
    assert client.get("/api/v1/node").json()["mesh"] == {
        "open": True,
        "role": "peer",
        "port": 7433,
        "opened": 2,
        "dropped": 3,
        "problems": [problem],
    }


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was put into QR codes."""
    texts: list[str] = []

    def svg(text: str) -> bytes:
        texts.append(text)
        return b"<svg/>"

    monkeypatch.setattr(qr, "svg", svg)
    return texts


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("", "http://10.0.0.5:8080/"),
        ("?path=/", "http://10.0.0.5:8080/"),
        ("?path=", "http://10.0.0.5:8080/"),
        ("?path=%23/rack/4711ab", "http://10.0.0.5:8080/#/rack/4711ab"),
        ("?path=/%23/wall%3Fkiosk", "http://10.0.0.5:8080/#/wall?kiosk"),
        ("?address=http://169.254.7.8:8080/", "http://169.254.7.8:8080/"),
        ("?path=%23/&address=http://169.254.7.8:8080/", "http://169.254.7.8:8080/#/"),
    ],
)
def test_a_code_opens_our_screen(
    client: TestClient, encoded: list[str], query: str, text: str
) -> None:
    answer = client.get(QR + query)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert encoded == [text]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("?path=//evil.example/", "path"),
        ("?path=http://evil.example/", "path"),
        ("?path=/api/v1/node", "path"),
        ("?path=%23rack", "path"),
        ("?path=/%23/a%0d%0ab", "path"),
        ("?path=%23/%C3%A9", "path"),
        ("?path=%23/" + "x" * 121, "path"),
        ("?path=/..", "path"),
        ("?path=javascript:alert(1)", "path"),
        ("?address=http://evil.example/", "address"),
        ("?address=", "address"),
        ("?size=5", "size"),
    ],
)
def test_a_code_opens_nothing_else(
    client: TestClient, encoded: list[str], query: str, where: str
) -> None:
    assert refused(client.get(QR + query), 400)["where"] == where
    assert encoded == []


def test_without_an_address_there_is_no_code(client: TestClient, neighbours: Any) -> None:
    neighbours.addresses = ()
    assert refused(client.get(QR), 404)["where"] == "address"


def test_a_code_is_a_picture_that_names_its_address(client: TestClient) -> None:
    text = client.get(QR).text
    assert text.startswith("<svg ")
    assert "<title>http://10.0.0.5:8080/</title>" in text
    assert "script" not in text
    assert qr.svg("http://[fe80::1]/#/a&b=<c>").count(b"<title>") == 1
    assert b"&amp;b" in qr.svg("http://x/#/a&b=1")


def test_the_names_by_which_the_network_finds_us_are_our_own() -> None:
    called: Callable[[], tuple[str, ...]] = lambda: ("smartpdu4711ab.local", "smartpdu4711ab")  # noqa: E731 - short
    hosts = Hosts(machine_name=lambda: "pi", called=called)
    assert hosts.allows("smartPDU4711AB.local", None)
    assert hosts.allows("smartPDU4711AB", None)
    assert not hosts.allows("smartPDU000001", None)
