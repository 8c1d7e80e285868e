from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from stagewatt.catalogue import load
from stagewatt.domain.alarm import Acknowledgement, AlarmId, Event, EventKind, Severity
from stagewatt.domain.errors import Refused
from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.setup import UnmonitoredRack
from stagewatt.http.answers import _CODES
from stagewatt.state.store import Store
from stagewatt.web.app import NodeInfo, build
from stagewatt.web.openapi import document
from stagewatt.web.operations import OPERATIONS

RACK = "/api/v1/racks/r1"
JSON = {"content-type": "application/json"}


def an_event(number: int) -> Event:
    return Event(
        id=AlarmId("r1", "A1", "supervision", number),
        kind=EventKind.RAISED,
        at_ns=9_000_000_000,
        severity=Severity.WARNING,
        text=f"event {number}",
        before="normal",
        after="above",
    )


def refused(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error"}
    assert set(answer.json()["error"]) == {"code", "message", "where"}
    return dict(answer.json()["error"])


def test_node(client: TestClient, clock: Any) -> None:
    assert client.get("/api/v1/node").json() == {
        "id": "n1",
        "name": "foh",
        "version": "1.2.3",
        "boot_id": "b1",
        "racks": ["r1"],
        "clock": "unset",
        "addresses": ["http://10.0.0.5:8080/", "http://169.254.7.8:8080/"],
        "names": ["smartpdu4711ab.local"],
        "uptime_s": 0.0,
        "site": "open",
        "locked": False,
        "mesh": None,
    }
    clock.wall = 1_800_000_000.0
    assert client.get("/api/v1/node").json()["clock"] == "set"


def test_a_rack_of_another_node_is_not_read_here(
    client: TestClient, store: Store, make_view: Any
) -> None:
    store.publish(make_view(rack="r2", node="n2"), via="n2")
    assert client.get("/api/v1/node").json()["racks"] == ["r1"]
    rows = client.get("/api/v1/racks").json()["racks"]
    assert [(row["id"], row["via"], row["node"]) for row in rows] == [
        ("r1", None, "n1"),
        ("r2", "n2", "n2"),
    ]


def test_racks_entered_by_hand_are_listed_apart(
    store: Store, clock: Any, ui_dir: Path, neighbours: Any
) -> None:
    bar = UnmonitoredRack(id="bar", model=load.model("smartpdu-36"), name="Bar")
    app = build(
        store,
        node=NodeInfo("n1", "foh", "1", "b", unmonitored=(bar,)),
        clock=clock,
        models_json={"models": []},
        allowed_hosts=(),
        ui_dir=ui_dir,
        neighbours=neighbours,
    )
    client = TestClient(app, base_url="http://localhost")
    assert client.get("/api/v1/racks").json()["unmonitored"] == [
        {
            "id": "bar",
            "name": "Bar",
            "model": "smartpdu-36",
            "title": "smartPDU 36",
            "node": "n1",
        }
    ]


def test_racks(client: TestClient, clock: Any) -> None:
    clock.ns += 900_000_000
    assert client.get("/api/v1/racks").json() == {
        "racks": [
            {
                "id": "r1",
                "name": None,
                "printed_name": "smartPDU4711AB",
                "model": "smartpdu-48",
                "group": None,
                "node": "n1",
                "via": None,
                "also_read_by": [],
                "online": True,
                "age_s": 1.0,
                "i_a": {"l1": 120.25, "l2": 98.5, "l3": 101.0, "n": 22.13},
                "quality": "good",
                "i_age_s": 1.3,
                "used_pct": {"l1": 30.1, "l2": 24.6, "l3": 25.2, "n": 5.5},
                "used_bound": "exact",
                "warning": False,
                "alarms": 0,
                "unacked": 0,
                "severity": None,
                "unacked_severity": None,
                "worst": {
                    "place": "drain.l1",
                    "used_pct": 30.1,
                    "left_a": 279.75,
                    "limit_a": 400.0,
                    "bound": "exact",
                },
            }
        ],
        "unmonitored": [],
        "known": [],
    }


def test_a_rack_has_every_field_of_the_contract(client: TestClient) -> None:
    answer = client.get(RACK)
    rack = answer.json()
    assert answer.headers["etag"] == '"0"'
    assert answer.headers["cache-control"] == "no-store"
    assert rack["snapshot"] == {"boot_id": "b1", "seq": 1}
    mains = rack["mains"]
    assert mains["v_ln_v"] == {"l1": 230.1, "l2": 229.0, "l3": 231.4}
    assert mains["v_ll_v"] == {"l12": 399.0, "l23": 398.5, "l31": 400.2}
    assert mains["i_a"]["n"] == 22.13
    assert mains["f_hz"] == 50.02
    for name in ("p_w", "q_var", "s_va", "pf"):
        assert set(mains[name]) == {"l1", "l2", "l3", "sum"}
    assert mains["thd_i_pct"] == {"l1": 10.1, "l2": 20.2, "l3": 30.3}
    assert mains["energy_wh"] == {"partial": 1234.5, "total": 9876543.0}
    assert rack["supply"]["l1"] == "live"
    main = rack["main_breaker"]
    assert (main["state"], main["cause"], main["cause_quality"]) == ("on", None, "unknown")
    assert main["since_s"] == 60.0
    assert rack["e_stop"] == "released"
    assert rack["neutral_relay"] == "not_tripped"
    assert rack["temperature_c"] == 31.4
    assert rack["load"]["ways_a"] == {"l1": 40.0, "l2": 41.5, "l3": 42.0, "bound": "lower"}
    assert rack["load"]["p_ways_w"] == {"value": 28000.0, "bound": "lower"}
    assert rack["load"]["main_a"]["l3"] == {"at_least_a": 42.0, "at_most_a": None}
    assert rack["tightest"]["place"] == "drain.l1"
    assert rack["connectors"][0]["ways"] == ["A1", "A2", "A3", "A4", "A5"]
    way = rack["ways"][0]
    expected = {
        "id": "A1",
        "name": None,
        "phase": "L1",
        "connector": "A",
        "color": None,
        "i_a": 0.5,
        "p_w": 115.0,
        "load": "ok",
        "indicator": {"color": "green", "pattern": "steady"},
        "breaker": {"state": "on", "cause": None, "cause_quality": "unknown"},
        "min_a": None,
        "max_a": None,
        "warning": False,
        "quality": "good",
        "age_s": 0.1,
        "source": "board-1",
    }
    assert expected.items() <= way.items()


def test_every_block_and_way_carries_its_doubt(client: TestClient) -> None:
    rack = client.get(RACK).json()
    names = ("mains", "supply", "main_breaker", "contacts", "temperature", "load")
    for block in (*(rack[name] for name in names), *rack["ways"]):
        assert {"quality", "age_s", "source"} <= set(block)


def test_missing_is_null_and_never_zero(client: TestClient) -> None:
    way = next(way for way in client.get(RACK).json()["ways"] if way["id"] == "X1")
    assert way["i_a"] is None
    assert way["p_w"] is None
    assert way["age_s"] is None
    assert way["quality"] == "unmeasured"


def test_a_three_phase_way_has_phases_and_no_phase(client: TestClient, rack: Any) -> None:
    way = replace(rack.view.ways[0], phases=("L1", "L2", "L3"))
    rack.publish(ways=(way,))
    (way,) = client.get(RACK).json()["ways"]
    assert way["phase"] is None
    assert way["phases"] == ["L1", "L2", "L3"]


def test_ages_count_at_the_moment_of_asking(client: TestClient, clock: Any) -> None:
    clock.ns += 7_000_000_000
    rack = client.get(RACK).json()
    assert rack["mains"]["age_s"] == 7.4
    assert rack["ways"][0]["age_s"] == 7.1
    assert rack["age_s"] == 7.1
    assert rack["snapshot"]["seq"] == 1


def test_a_rack_without_a_nearest_limit(client: TestClient, rack: Any) -> None:
    rack.publish(tightest=None)
    assert client.get(RACK).json()["tightest"] is None
    assert client.get("/api/v1/racks").json()["racks"][0]["worst"] is None


def test_a_rack_through_the_mesh_ages_on_its_own_clock(
    client: TestClient, store: Store, make_view: Any, clock: Any
) -> None:
    other = Mark(Quality.GOOD, 99_000_000_000, "board-1")
    store.publish(make_view(rack="r2", at_ns=100_000_000_000, temperature_mark=other), via="n2")
    clock.ns += 2_000_000_000
    rack = client.get("/api/v1/racks/r2").json()
    assert rack["temperature"]["age_s"] == 3.0
    assert rack["via"] == "n2"


def test_wall_time_is_a_label_where_the_clock_is_set(
    client: TestClient, clock: Any, rack: Any, make_alarm: Any, store: Store
) -> None:
    rack.publish(alarms=(make_alarm(),))
    store.record([an_event(1)])
    assert client.get("/api/v1/alarms").json()["alarms"][0]["since"] is None
    assert client.get("/api/v1/events").json()["events"][0]["at"] is None
    clock.wall = 1_800_000_000.0
    assert client.get("/api/v1/alarms").json()["alarms"][0]["since"] == "2027-01-15T07:59:58.000Z"
    assert client.get("/api/v1/events").json()["events"][0]["at"] == "2027-01-15T07:59:59.000Z"
    assert client.get(RACK).json()["main_breaker"]["since"] == "2027-01-15T07:59:00.000Z"


def test_alarms_the_loudest_first(
    client: TestClient, store: Store, rack: Any, make_view: Any, make_alarm: Any
) -> None:
    rack.publish(alarms=(make_alarm(),))
    loud = make_alarm(id=AlarmId("r2", "rack", "not_answering", 1), severity=Severity.CRITICAL)
    store.publish(make_view(rack="r2", alarms=(loud,)))
    found = client.get("/api/v1/alarms").json()["alarms"]
    assert [one["id"] for one in found] == ["r2.rack.not_answering.1", "r1.A1.supervision.3"]
    assert found[1] == {
        "id": "r1.A1.supervision.3",
        "rack": "r1",
        "place": "A1",
        "rule": "supervision",
        "occurrence": 3,
        "severity": "warning",
        "state": "active",
        "since": None,
        "age_s": 2.0,
        "text": "A1 is above its maximum",
        "value": 15.2,
        "limit": 15.0,
        "unit": "A",
        "first_step": None,
        "ack": None,
    }
    assert client.get(RACK).json()["alarms"] == [found[1]]


def test_what_another_boot_raised_has_no_age(
    client: TestClient, rack: Any, make_alarm: Any, clock: Any
) -> None:
    clock.wall = 1_800_000_000.0
    rack.publish(alarms=(make_alarm(boot_id="b0"), make_alarm(boot_id="b1")))
    old, new = client.get("/api/v1/alarms").json()["alarms"]
    assert (old["age_s"], old["since"]) == (None, None)
    assert new["age_s"] == 2.0


def test_events_page_by_page(client: TestClient, store: Store) -> None:
    store.record([an_event(number) for number in range(1, 6)])
    page = client.get("/api/v1/events?since=b1-0&limit=3").json()
    assert [event["text"] for event in page["events"]] == ["event 1", "event 2", "event 3"]
    assert page["events"][0] == {
        "id": "b1-1",
        "alarm": "r1.A1.supervision.1",
        "rack": "r1",
        "place": "A1",
        "rule": "supervision",
        "occurrence": 1,
        "kind": "raised",
        "severity": "warning",
        "at": None,
        "age_s": 1.0,
        "text": "event 1",
        "before": "normal",
        "after": "above",
    }
    page = client.get(f"/api/v1/events?since={page['next']}").json()
    assert [event["text"] for event in page["events"]] == ["event 4", "event 5"]
    assert page["complete"]
    store.record([an_event(number) for number in range(6, 60)])
    assert not client.get("/api/v1/events?since=b1-1").json()["complete"]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=x", "limit"),
        ("limit=-1", "limit"),
        ("limit=%C2%B2", "limit"),
        ("limit=", "limit"),
        ("limit=999999999999", "limit"),
        ("since=", "since"),
        ("since=x", "since"),
        ("since=b1-x", "since"),
        (f"since={'b' * 200}-1", "since"),
        ("form=1", "form"),
    ],
)
def test_bad_parameters_are_named(client: TestClient, query: str, where: str) -> None:
    assert refused(client.get(f"/api/v1/events?{query}"), 400)["where"] == where


def test_models(client: TestClient) -> None:
    assert client.get("/api/v1/models").json()["models"][0]["id"] == "smartpdu-48"
    assert client.get("/api/v1/models/smartpdu-48").json()["title"] == "smartPDU 48"
    assert client.get("/api/v1/models/pdu48").json()["id"] == "smartpdu-48"
    assert refused(client.get("/api/v1/models/nothing"), 404)["code"] == "unknown"


def test_health_and_screen(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "up"}
    page = client.get("/")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert client.get("/ui/app.js").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/racks/none",
        "/api/v1/nothing",
        "/api/v2/racks",
        "/api/v1/racks/",
        "/api/v1/racks/r1/history",
        "/api/v1/incidents",
        "/api/v1/settings.xlsx",
        "/metrics",
        "/api/v1/panel",
        "/docs",
        "/favicon.ico",
    ],
)
def test_what_is_not_there_is_absent(client: TestClient, path: str) -> None:
    refused(client.get(path), 404)


@pytest.mark.parametrize("path", ["/api/v1/racks", RACK, "/healthz", "/api/v1/events"])
def test_head_and_options_and_wrong_methods(client: TestClient, path: str) -> None:
    head = client.head(path)
    assert head.status_code == 200
    assert head.content == b""
    assert int(head.headers["content-length"]) > 0
    options = client.options(path)
    assert options.status_code == 204
    assert "GET" in options.headers["allow"]
    assert "access-control-allow-origin" not in options.headers
    answer = client.request("PUT", path, headers=JSON)
    assert refused(answer, 405)["code"] == "method_not_allowed"
    assert "GET" in answer.headers["allow"]


def served(app: Starlette) -> set[tuple[str, str]]:
    """Return (method, path) of everything the router answers but the screen."""
    found: set[tuple[str, str]] = set()
    for route in app.routes:
        if isinstance(route, WebSocketRoute):
            found.add(("GET", route.path))
        elif isinstance(route, Route) and not route.path.startswith("/ui") and route.path != "/":
            methods = (route.methods or set()) - {"HEAD", "OPTIONS"}
            found |= {(method, route.path) for method in methods}
    return found


def test_the_description_names_exactly_what_is_served(app: Starlette, client: TestClient) -> None:
    told = client.get("/api/v1/openapi.json").json()
    described = {
        (method.upper(), path) for path, methods in told["paths"].items() for method in methods
    }
    assert described == served(app)
    assert told["openapi"].startswith("3.1")
    assert told == json.loads(json.dumps(document()))


def test_the_description_holds_together() -> None:
    told = document()
    text = json.dumps(told)
    for name in told["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text
    assert not [name for name in told["components"]["schemas"] if "." in name], "no module's name"
    import_free = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert import_free == set(told["components"]["schemas"])
    names = [one["operationId"] for path in told["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))


KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
    "object": (dict,),
    "array": (list,),
}


def misfits(value: Any, schema: dict[str, Any], schemas: dict[str, Any], at: str) -> list[str]:
    """Return where a value is not what a schema says: the part of JSON Schema msgspec writes."""
    if "$ref" in schema:
        return misfits(value, schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, at)
    if "anyOf" in schema:
        each = [misfits(value, option, schemas, at) for option in schema["anyOf"]]
        return [] if [] in each else [line for lines in each for line in lines]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{at}: {value!r}"]
    if "type" in schema and not isinstance(value, KINDS[schema["type"]]):
        return [f"{at}: {value!r} is no {schema['type']}"]
    if schema.get("type") == "array":
        parts = (misfits(one, schema["items"], schemas, f"{at}[]") for one in value)
        return [line for lines in parts for line in lines]
    return inner_misfits(value, schema, schemas, at) if "properties" in schema else []


def inner_misfits(
    value: dict[str, Any], schema: dict[str, Any], schemas: dict[str, Any], at: str
) -> list[str]:
    properties = schema["properties"]
    found = [f"{at}.{name} is missing" for name in schema["required"] if name not in value]
    found += [f"{at}.{name} is not described" for name in value if name not in properties]
    for name in value.keys() & properties.keys():
        found += misfits(value[name], properties[name], schemas, f"{at}.{name}")
    return found


@pytest.mark.parametrize(
    "path", ["node", "nodes", "racks", "racks/{rack}", "alarms", "events", "models"]
)
def test_answers_are_what_the_description_says(
    client: TestClient,
    rack: Any,
    make_alarm: Any,
    store: Store,
    neighbours: Any,
    path: str,
) -> None:
    ack = Acknowledgement(by="Anna", comment="", at_ns=1, boot_id="b1")
    rack.publish(alarms=(make_alarm(), make_alarm(ack=ack)), group="Stage L")
    neighbours.fill()
    store.record([an_event(1)])
    told = document()
    described = told["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]
    schema = described["content"]["application/json"]["schema"]
    answer = client.get(f"/api/v1/{path.format(rack='r1')}").json()
    assert misfits(answer, schema, told["components"]["schemas"], "$") == []


def test_a_misfit_is_seen() -> None:
    schemas = document()["components"]["schemas"]
    good = {"l1": 1.0, "l2": None, "l3": 3}
    assert misfits(good, schemas["Phases"], schemas, "$") == []
    for bad in ({**good, "l1": "1"}, {"l1": 1.0, "l2": 2.0}, {**good, "n": 1.0}, None):
        assert misfits(bad, schemas["Phases"], schemas, "$")


def test_law_seven_the_api_says_no_forbidden_word(
    client: TestClient, rack: Any, tripped: dict[str, Any]
) -> None:
    rack.publish(**tripped)
    for path in ("/healthz", "/api/v1/racks", RACK, "/api/v1/openapi.json"):
        text = client.get(path).text.lower()
        for word in ("safe", "dead", '"isolated', '"go"'):
            assert word not in text, (path, word)


def test_a_bug_behind_the_api_is_told_without_its_inside(
    store: Store, clock: Any, ui_dir: Path, neighbours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = build(
        store,
        node=NodeInfo(id="n", name="foh", version="1", boot_id="b"),
        clock=clock,
        models_json={"models": []},
        allowed_hosts=(),
        ui_dir=ui_dir,
        neighbours=neighbours,
    )

    def broken() -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr(store, "racks", broken)
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    answer = client.get("/api/v1/racks")
    assert refused(answer, 500)["code"] == "internal"
    assert "inside" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_docs_name_every_operation_and_every_error() -> None:
    text = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")
    for operation in OPERATIONS:
        assert f"{operation.method} {operation.path.partition('?')[0]}" in text
    for kind in Refused.__subclasses__():
        assert f"`{kind.code}`" in text or kind.code == "forbidden", kind
    for code in _CODES.values():
        assert f"`{code}`" in text
