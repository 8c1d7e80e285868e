import pytest

from stagewatt.app.config_hosts import host_and_port, is_host, is_loopback


@pytest.mark.parametrize(
    "text",
    ["rack1", "rack-1.local", "10.0.0.1", "fe80::1", "a.b.c.", "my_rack", "1rack", "x" * 63],
)
def test_names_and_addresses_are_hosts(text: str) -> None:
    assert is_host(text)


@pytest.mark.parametrize(
    "text",
    ["", "-a", "a-", "a..b", "a b", "http://a", "a:1", "10.0.0", "10.0.0.256", "1.2.3.4.5", "ä",
     "x" * 64, ".".join(["x" * 60] * 5), "a/b", "*"],
)  # fmt: skip
def test_everything_else_is_not(text: str) -> None:
    assert not is_host(text)


@pytest.mark.parametrize(
    ("listen", "expected"),
    [
        ("0.0.0.0:8080", ("0.0.0.0", 8080)),
        ("localhost:0", ("localhost", 0)),
        ("[::1]:80", ("::1", 80)),
        ("[nonsense]:80", None),
        ("::1:80", None),
        ("host", None),
        ("host:", None),
        ("host:65536", None),
        ("ho st:80", None),
        (":80", None),
    ],
)
def test_a_place_to_listen_is_a_host_and_a_port(
    listen: str, expected: tuple[str, int] | None
) -> None:
    assert host_and_port(listen) == expected


def test_loopback_is_this_machine_alone() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.5.5.5", "::1", "localhost", "LOCALHOST"]))
    assert not any(map(is_loopback, ["0.0.0.0", "::", "10.0.0.1", "rack.local"]))
