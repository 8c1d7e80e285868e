from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from stagewatt.domain.errors import Conflict
from stagewatt.domain.settings import COLORS
from stagewatt.state.store import Store
from stagewatt.web.patches import expected_revision

RACK = "/api/v1/racks/r1"
JSON = {"content-type": "application/json"}


def patch(client: TestClient, path: str, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.patch(path, content=content, headers={**JSON, **headers})


def refused(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return dict(answer.json()["error"])


def test_a_rack_is_renamed_and_the_new_picture_comes_back(client: TestClient, rack: Any) -> None:
    answer = patch(client, RACK, {"name": " Dimmer SL "})
    assert answer.status_code == 200
    assert answer.json()["name"] == "Dimmer SL"
    assert answer.json()["settings_revision"] == 1
    assert answer.headers["etag"] == '"1"'
    assert client.get(RACK).json()["name"] == "Dimmer SL"
    assert [settings.name for settings in rack.saved] == ["Dimmer SL"]


def test_a_way_gets_name_and_limits(client: TestClient) -> None:
    body = {"name": "LED 1", "min_a": 2, "max_a": 15.5}
    answer = patch(client, f"{RACK}/ways/A1", body)
    assert answer.status_code == 200
    assert body.items() <= answer.json().items()
    assert answer.json()["id"] == "A1"
    assert {"quality", "age_s", "source"} <= set(answer.json())


def test_a_connector_gets_a_colour_and_its_ways_inherit_it(client: TestClient) -> None:
    answer = patch(client, f"{RACK}/connectors/A", {"color": "YE"})
    assert answer.status_code == 200
    assert answer.json()["color"] == "YE"
    assert answer.json()["id"] == "A"
    assert client.get(RACK).json()["ways"][0]["color"] == "YE"


@pytest.mark.parametrize("color", COLORS)
def test_every_tape_colour_is_known(client: TestClient, color: str) -> None:
    assert patch(client, f"{RACK}/connectors/A", {"color": color}).json()["color"] == color


def test_null_clears_and_absent_leaves_alone(client: TestClient) -> None:
    patch(client, f"{RACK}/ways/A1", {"name": "LED", "min_a": 1, "max_a": 2})
    way = patch(client, f"{RACK}/ways/A1", {"min_a": None}).json()
    assert (way["name"], way["min_a"], way["max_a"]) == ("LED", None, 2)
    patch(client, RACK, {"name": "x"})
    assert patch(client, RACK, {"name": None}).json()["name"] is None
    patch(client, f"{RACK}/connectors/A", {"color": "RD"})
    assert patch(client, f"{RACK}/connectors/A", {"color": None}).json()["color"] is None


@pytest.mark.parametrize("path", [RACK, f"{RACK}/ways/A1", f"{RACK}/connectors/A"])
def test_an_empty_change_changes_nothing(client: TestClient, rack: Any, path: str) -> None:
    answer = patch(client, path, {})
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"0"'
    assert rack.saved == []


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        (RACK, {"nmae": "x"}, "nmae"),
        (RACK, {"name": "x", "color": "RD"}, "color"),
        (RACK, {"name": 5}, "name"),
        (RACK, {"name": ["x"]}, "name"),
        (f"{RACK}/ways/A1", {"max_a": "16"}, "max_a"),
        (f"{RACK}/ways/A1", {"max_a": True}, "max_a"),
        (f"{RACK}/ways/A1", {"max_a": {}}, "max_a"),
        (f"{RACK}/ways/A1", {"rated_a": 63}, "rated_a"),
        (f"{RACK}/connectors/A", {"color": 1}, "color"),
        (RACK, [], None),
        (RACK, "name", None),
        (RACK, None, None),
        (RACK, b"", None),
        (RACK, b"{", None),
        (RACK, b'{"name": "x"} {}', None),
        (RACK, b'{"name": NaN}', None),
        (RACK, b'{"name": "\xff"}', None),
        (f"{RACK}/ways/A1", b'{"max_a": Infinity}', None),
        (f"{RACK}/ways/A1", b'{"max_a": 1e999}', None),
        (RACK, b"[" * 60_000, None),
    ],
)
def test_a_malformed_change_is_named(
    client: TestClient, rack: Any, path: str, body: Any, where: str | None
) -> None:
    error = refused(patch(client, path, body), 400)
    assert error["code"] == "bad_request"
    if where is not None:
        assert error["where"] == where
    assert rack.saved == []


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        (f"{RACK}/ways/A1", {"min_a": 5, "max_a": 4}, "min_a"),
        (f"{RACK}/ways/A1", {"min_a": -1}, "min_a"),
        (f"{RACK}/ways/A1", {"max_a": 1001}, "max_a"),
        (f"{RACK}/ways/A1", {"max_a": 1e308}, "max_a"),
        (f"{RACK}/ways/A1", {"name": "a\nb"}, "name"),
        (f"{RACK}/ways/A1", {"name": "x" * 65}, "name"),
        (f"{RACK}/ways/X1", {"max_a": 10}, "max_a"),
        (f"{RACK}/connectors/A", {"color": "#ff0000"}, "color"),
        (RACK, {"name": "a\u0000b"}, "name"),
        (RACK, {"name": "\ud83d"}, "name"),
    ],
)
def test_a_value_that_cannot_be_is_named(
    client: TestClient, rack: Any, path: str, body: Any, where: str
) -> None:
    answer = patch(client, path, body)
    if answer.status_code == 400:
        # A half of a surrogate pair is no text at all.
        assert body == {"name": "\ud83d"}
        return
    assert refused(answer, 422)["where"] == where
    assert rack.saved == []


def test_a_limit_is_also_checked_against_the_one_that_stays(client: TestClient) -> None:
    patch(client, f"{RACK}/ways/A1", {"min_a": 5})
    assert refused(patch(client, f"{RACK}/ways/A1", {"max_a": 4}), 422)["where"] == "max_a"
    assert patch(client, f"{RACK}/ways/A1", {"min_a": None, "max_a": 4}).status_code == 200


def test_a_way_without_a_sensor_takes_a_name_and_says_why_no_limit(client: TestClient) -> None:
    assert patch(client, f"{RACK}/ways/X1", {"name": "coffee"}).json()["name"] == "coffee"
    error = refused(patch(client, f"{RACK}/ways/X1", {"min_a": 1}), 422)
    assert "not measured" in error["message"]


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/api/v1/racks/none", "rack"),
        ("/api/v1/racks/none/ways/A1", "rack"),
        (f"{RACK}/ways/Z9", "way"),
        (f"{RACK}/connectors/Z", "connector"),
    ],
)
def test_what_is_not_there_cannot_be_changed(client: TestClient, path: str, where: str) -> None:
    assert refused(patch(client, path, {}), 404)["where"] == where


def test_an_edit_made_on_an_older_picture_is_not_lost_on_the_newer(client: TestClient) -> None:
    tag = client.get(RACK).headers["etag"]
    assert patch(client, RACK, {"name": "mine"}, **{"if-match": tag}).status_code == 200
    answer = patch(client, f"{RACK}/ways/A1", {"name": "yours"}, **{"if-match": tag})
    assert refused(answer, 412)["code"] == "conflict"
    assert client.get(RACK).json()["ways"][0]["name"] is None
    newer = client.get(RACK).headers["etag"]
    answer = patch(client, f"{RACK}/ways/A1", {"name": "yours"}, **{"if-match": newer})
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"2"'


@pytest.mark.parametrize("tag", ['W/"0"', '"x"', "0", '"1"', "nonsense", '""'])
def test_a_tag_that_never_was_matches_nothing(client: TestClient, rack: Any, tag: str) -> None:
    assert refused(patch(client, RACK, {"name": "x"}, **{"if-match": tag}), 412)
    assert rack.saved == []


@pytest.mark.parametrize("tag", ["*", '"7", "0"', ' "0" '])
def test_tags_that_match(client: TestClient, tag: str) -> None:
    assert patch(client, RACK, {"name": "x"}, **{"if-match": tag}).status_code == 200


def test_expected_revision() -> None:
    assert expected_revision(None, 3) is None
    assert expected_revision("*", 3) is None
    assert expected_revision('"3"', 3) == 3
    assert expected_revision('"1", "3"', 3) == 3
    assert expected_revision('"1", "2"', 3) == 1
    with pytest.raises(Conflict):
        expected_revision('W/"3"', 3)


def test_an_owner_out_of_reach_is_said(client: TestClient, store: Store, make_view: Any) -> None:
    store.publish(make_view(rack="r2"), via="n2")
    error = refused(patch(client, "/api/v1/racks/r2", {"name": "x"}), 503)
    assert error["code"] == "owner_unreachable"


def test_a_full_disk_changes_nothing_and_says_so(client: TestClient, rack: Any) -> None:
    rack.disk_full = True
    error = refused(patch(client, RACK, {"name": "x"}), 507)
    assert error["code"] == "not_saved"
    assert client.get(RACK).json()["name"] is None
    assert client.get(RACK).json()["settings_revision"] == 0
    rack.disk_full = False
    assert patch(client, RACK, {"name": "x"}).json()["settings_revision"] == 1


@pytest.mark.parametrize("path", [RACK, f"{RACK}/ways/A1", f"{RACK}/connectors/A"])
def test_no_change_passes_beside_the_gate(client: TestClient, rack: Any, path: str) -> None:
    body = b'{"name": "x"}' if "connectors" not in path else b'{"color": "RD"}'
    answers = {
        403: client.patch(path, content=body, headers={**JSON, "origin": "http://evil.example"}),
        415: client.patch(path, content=body, headers={"content-type": "text/plain"}),
        413: client.patch(path, content=b" " * (65 << 10), headers=JSON),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
    rebound = client.patch(path, content=body, headers={**JSON, "host": "evil.example"})
    assert refused(rebound, 403)["code"] == "host_not_allowed"
    assert rack.saved == []


def test_a_flood_of_changes_meets_the_limit_and_reading_goes_on(client: TestClient) -> None:
    statuses = [patch(client, RACK, {}).status_code for _ in range(40)]
    assert statuses[:30] == [200] * 30
    assert set(statuses[30:]) == {429}
    assert int(patch(client, RACK, {}).headers["retry-after"]) >= 1
    assert client.get(RACK).status_code == 200
