"""Acknowledging over HTTP: who may, what is refused, what every list shows afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from stagewatt.domain.alarm import Acknowledgement, AlarmId, Event, EventKind, Severity
from stagewatt.domain.errors import Unreachable
from stagewatt.state.store import Store

ALARM = "/api/v1/alarms/r1.A1.supervision.3/ack"
JSON = {"content-type": "application/json"}
ANNA = {"by": "Anna", "comment": "on my way"}


def post(client: TestClient, path: str, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(path, content=content, headers={**JSON, **headers})


def refused(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return dict(answer.json()["error"])


@pytest.fixture
def raised(rack: Any, make_alarm: Any) -> Any:
    """A rack with two alarms, one of them at a place with a dot."""
    loud = make_alarm(
        id=AlarmId("r1", "drain.l1", "main_load", 2), severity=Severity.CRITICAL, text="drain"
    )
    rack.publish(alarms=(loud, make_alarm()))
    return rack


def acks(client: TestClient) -> dict[str, Any]:
    return {one["id"]: one["ack"] for one in client.get("/api/v1/alarms").json()["alarms"]}


def test_an_alarm_is_acknowledged_and_every_list_shows_it(
    client: TestClient, raised: Any, clock: Any
) -> None:
    answer = post(client, ALARM, ANNA)
    assert answer.status_code == 200
    known = {"by": "Anna", "comment": "on my way", "at": None, "age_s": 0.0}
    assert answer.json() == {"id": "r1.A1.supervision.3", "ack": known}
    assert acks(client) == {"r1.drain.l1.main_load.2": None, "r1.A1.supervision.3": known}
    shown = {one["id"]: one["ack"] for one in client.get("/api/v1/racks/r1").json()["alarms"]}
    assert shown == acks(client)
    clock.ns += 3_000_000_000
    clock.wall = 1_800_000_000.0
    known = {**known, "age_s": 3.0, "at": "2027-01-15T07:59:57.000Z"}
    assert acks(client)["r1.A1.supervision.3"] == known


def test_the_list_of_racks_counts_what_nobody_knows(client: TestClient, raised: Any) -> None:
    def counted() -> tuple[Any, ...]:
        row = client.get("/api/v1/racks").json()["racks"][0]
        return tuple(row[name] for name in ("alarms", "unacked", "severity", "unacked_severity"))

    assert counted() == (2, 2, "critical", "critical")
    post(client, "/api/v1/alarms/r1.drain.l1.main_load.2/ack", ANNA)
    assert counted() == (2, 1, "critical", "warning")
    post(client, ALARM, ANNA)
    assert counted() == (2, 0, "critical", None)


def test_the_first_is_kept_and_told_to_the_second(client: TestClient, raised: Any) -> None:
    post(client, ALARM, ANNA)
    answer = post(client, ALARM, {"by": "Ben"})
    assert answer.status_code == 200
    assert answer.json()["ack"]["by"] == "Anna"


def test_a_comment_may_be_left_out_and_texts_are_trimmed(client: TestClient, raised: Any) -> None:
    assert post(client, ALARM, {"by": "  Bu\u0308hne "}).json()["ack"]["by"] == "B\u00fchne"
    assert acks(client)["r1.A1.supervision.3"]["comment"] == ""


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, None),
        ({"comment": "x"}, None),
        ({"by": None}, "by"),
        ({"by": 5}, "by"),
        ({"by": "Anna", "comment": None}, "comment"),
        ({"by": "Anna", "comment": ["x"]}, "comment"),
        ({"by": "Anna", "until": 5}, "until"),
        ([], None),
        (None, None),
        (b"", None),
        (b"{", None),
        (b'{"by": "\xff"}', None),
        (b"[" * 60_000, None),
    ],
)
def test_a_malformed_one_is_named(
    client: TestClient, raised: Any, body: Any, where: str | None
) -> None:
    error = refused(post(client, ALARM, body), 400)
    assert error["code"] == "bad_request"
    if where is not None:
        assert error["where"] == where
    assert set(acks(client).values()) == {None}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"by": ""}, "by"),
        ({"by": "  "}, "by"),
        ({"by": "x" * 65}, "by"),
        ({"by": "a\u0000b"}, "by"),
        ({"by": "\u202eAnna"}, "by"),
        ({"by": "Anna", "comment": "y" * 201}, "comment"),
        ({"by": "Anna", "comment": "a\nb"}, "comment"),
    ],
)
def test_a_value_that_cannot_be_is_named(
    client: TestClient, raised: Any, body: Any, where: str
) -> None:
    assert refused(post(client, ALARM, body), 422)["where"] == where
    assert set(acks(client).values()) == {None}


def test_what_cannot_be_is_said_before_it_travels(
    client: TestClient, store: Store, make_view: Any, make_alarm: Any
) -> None:
    alarm = make_alarm(id=AlarmId("r2", "A1", "supervision", 1))
    store.publish(make_view(rack="r2", alarms=(alarm,)), via="n2")
    path = "/api/v1/alarms/r2.A1.supervision.1/ack"
    assert refused(post(client, path, {"by": ""}), 422)["where"] == "by"
    assert refused(post(client, path, ANNA), 503)["code"] == "owner_unreachable"


@pytest.mark.parametrize(
    "alarm",
    ["r1.A1.supervision.2", "r1.A1", "none", "r9.A1.supervision.3", "x" * 5000, "%00", "%F0%9F"],
)
def test_what_is_not_raised_is_not_found(client: TestClient, raised: Any, alarm: str) -> None:
    assert refused(post(client, f"/api/v1/alarms/{alarm}/ack", ANNA), 404)["where"] == "alarm"


def test_an_address_that_is_none(client: TestClient, raised: Any) -> None:
    refused(post(client, "/api/v1/alarms/a/b/ack", ANNA), 404)
    refused(post(client, "/api/v1/alarms//ack", ANNA), 404)
    assert refused(client.get(ALARM), 405)["code"] == "method_not_allowed"


def test_a_full_disk_notes_nothing_and_says_so(client: TestClient, raised: Any) -> None:
    raised.disk_full = True
    assert refused(post(client, ALARM, ANNA), 507)["code"] == "not_saved"
    assert set(acks(client).values()) == {None}


def test_a_neighbour_that_does_not_answer_is_said(
    client: TestClient, raised: Any, neighbours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*_: str) -> None:
        raise Unreachable("n2 does not answer")

    monkeypatch.setattr(neighbours, "acknowledge", silent)
    assert refused(post(client, ALARM, ANNA), 503)["code"] == "owner_unreachable"


def test_where_the_picture_is_older_than_the_answer_nothing_is_invented(
    client: TestClient, raised: Any, neighbours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def elsewhere(*_: str) -> None:
        """The owner noted it; its next picture is not here yet."""

    monkeypatch.setattr(neighbours, "acknowledge", elsewhere)
    assert post(client, ALARM, ANNA).json() == {"id": "r1.A1.supervision.3", "ack": None}


def test_no_acknowledgement_passes_beside_the_gate(client: TestClient, raised: Any) -> None:
    body = json.dumps(ANNA).encode()
    for status, headers in (
        (403, {**JSON, "origin": "http://evil.example"}),
        (415, {"content-type": "text/plain"}),
        (403, {**JSON, "host": "evil.example"}),
    ):
        refused(client.post(ALARM, content=body, headers=headers), status)
    refused(client.post(ALARM, content=b" " * (65 << 10), headers=JSON), 413)
    assert set(acks(client).values()) == {None}
    statuses = [post(client, ALARM, ANNA).status_code for _ in range(40)]
    assert statuses.count(429) >= 10


def test_what_an_earlier_boot_noted_has_a_label_and_no_age(
    client: TestClient, rack: Any, make_alarm: Any
) -> None:
    old = Acknowledgement(by="Anna", comment="", at_ns=1, boot_id="b0", at_wall_s=1_800_000_000.0)
    rack.publish(alarms=(make_alarm(ack=old),))
    known = acks(client)["r1.A1.supervision.3"]
    assert (known["at"], known["age_s"]) == ("2027-01-15T08:00:00.000Z", None)
    for at_wall_s in (None, 1e300, float("nan"), float("-inf")):
        rack.publish(alarms=(make_alarm(ack=replace(old, at_wall_s=at_wall_s)),))
        assert acks(client)["r1.A1.supervision.3"]["at"] is None


def test_what_this_node_noted_of_a_far_rack_has_its_age(
    client: TestClient, store: Store, clock: Any, make_view: Any, make_alarm: Any
) -> None:
    """A rack that fell silent carries an alarm that each node raises for itself."""
    clock.ns += 10**9
    mine = Acknowledgement(by="Anna", comment="", at_ns=clock.ns - 10**9, boot_id="b1")
    silent = make_alarm(
        id=AlarmId("r2", "node", "not_answering", 1),
        since_ns=clock.ns - 2 * 10**9,
        boot_id="b1",
        ack=mine,
    )
    theirs = make_alarm(id=AlarmId("r2", "A1", "supervision", 1), boot_id="b7")
    older = replace(theirs, id=AlarmId("r2", "A2", "supervision", 1), boot_id="b6")
    view = make_view(rack="r2", boot_id="b7", at_ns=clock.ns, alarms=(silent, theirs, older))
    store.publish(view, via="n2")
    clock.ns += 5 * 10**8
    ages = {one["place"]: one["age_s"] for one in client.get("/api/v1/alarms").json()["alarms"]}
    assert ages == {"node": 2.5, "A1": 3.5, "A2": None}
    assert acks(client)["r2.node.not_answering.1"]["age_s"] == 1.5


def test_its_event_is_told(client: TestClient, store: Store) -> None:
    event = Event(
        id=AlarmId("r1", "A1", "supervision", 3),
        kind=EventKind.ACKNOWLEDGED,
        at_ns=1,
        severity=Severity.WARNING,
        text="acknowledged by Anna: A1 is above its maximum",
    )
    store.record(
        [event, replace(event, kind=EventKind.JOINED), replace(event, kind=EventKind.LEFT)]
    )
    events = client.get("/api/v1/events").json()["events"]
    assert [one["kind"] for one in events] == ["acknowledged", "joined", "left"]
    assert events[0]["alarm"] == "r1.A1.supervision.3"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70)
BODIES = st.one_of(
    st.binary(max_size=60),
    st.recursive(
        SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=6
    ).map(lambda body: json.dumps(body).encode()),
    st.fixed_dictionaries({"by": SCALARS}, optional={"comment": SCALARS, "x": SCALARS}).map(
        lambda body: json.dumps(body).encode()
    ),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=BODIES)
def test_no_body_does_anything_but_what_it_says(
    client: TestClient, raised: Any, clock: Any, make_alarm: Any, body: bytes
) -> None:
    raised.publish(alarms=(make_alarm(),))
    clock.ns += 10**9  # a rest for the rate limit
    answer = post(client, ALARM, body)
    known = acks(client)["r1.A1.supervision.3"]
    if answer.status_code == 200:
        assert 1 <= len(known["by"]) <= 64
        assert len(known["comment"]) <= 200
        assert answer.json()["ack"]["by"] == known["by"]
    else:
        assert refused(answer, answer.status_code)["code"] in {"bad_request", "invalid"}
        assert known is None
