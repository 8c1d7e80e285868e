"""A node answers a model with the picture of its front, where there is one."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from stagewatt.catalogue.front import front_of
from stagewatt.web.api import Api


@pytest.mark.parametrize("name", ["smartpdu-48", "pdu48"])
def test_a_model_comes_with_its_front(client: TestClient, name: str) -> None:
    for _ in range(2):
        model = client.get(f"/api/v1/models/{name}").json()
        assert model["front"] == front_of("smartpdu-48")
        assert model["front"]["schema"] == "front/1"
    assert "front" not in client.get("/api/v1/models").json()["models"][0]


def test_a_model_without_a_picture_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{Api.__module__}.front_of", lambda _model: None)
    assert client.get("/api/v1/models/smartpdu-48").json()["front"] is None
