import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.errors import Invalid
from stagewatt.mesh.addresses import SETTLE_NS, Watch, endpoint, is_loopback, look, own

sets = st.frozensets(st.sampled_from(["10.0.0.1", "169.254.1.1", "192.168.1.5"]))


@given(st.lists(st.tuples(sets, st.integers(1, SETTLE_NS)), max_size=30), sets)
def test_only_a_change_that_stayed_for_a_second_starts_anew(
    looks: list[tuple[frozenset[str], int]], used: frozenset[str]
) -> None:
    watch, now_ns = Watch(used=used), 0
    history: list[tuple[int, frozenset[str]]] = []
    for seen, step_ns in looks:
        now_ns += step_ns
        history.append((now_ns, seen))
        watch, again = look(watch, seen, now_ns)
        since = [at for at, each in history if each == seen]
        unbroken = next(
            (
                history[index + 1][0]
                for index in range(len(history) - 1, -1, -1)
                if history[index][1] != seen and index + 1 < len(history)
            ),
            since[0],
        )
        assert again == (seen != used and now_ns - unbroken >= SETTLE_NS)
        if again:
            used = seen
            history = []
            assert watch == Watch(used=seen)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.1", "10.0.0.1:7432"),
        ("10.0.0.1:80", "10.0.0.1:80"),
        ("rack-7.local", "rack-7.local:7432"),
        ("rack:65535", "rack:65535"),
        ("fd00::1", "[fd00::1]:7432"),
        ("[fd00::1]", "[fd00::1]:7432"),
        ("[fd00:0::1]:99", "[fd00::1]:99"),
    ],
)
def test_an_address_by_hand(text: str, expected: str) -> None:
    assert endpoint(text, 7432) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":80",
        "a:",
        "a:0",
        "a:65536",
        "a:99999999",
        "a:8o",
        "a:٣",
        "a b",
        "a/b",
        "a#iface=x",
        "a?x",
        "-a",
        "[::1",
        "[::1]80",
        "[nine]",
        "::g",
        "tcp/10.0.0.1",
    ],
)
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(Invalid) as told:
        endpoint(text, 7432)
    assert told.value.where == "addresses"


def test_what_is_this_machine_alone() -> None:
    assert is_loopback("127.0.0.1:7432")
    assert is_loopback("127.3.0.1:7432")
    assert is_loopback("[::1]:7432")
    assert is_loopback("localhost:7432")
    assert not is_loopback("10.0.0.1:7432")
    assert not is_loopback("rack:7432")


class Ip:
    def __init__(self, ip: object) -> None:
        self.ip = ip


class Adapter:
    def __init__(self, name: str, *ips: object) -> None:
        self.name = name
        self.ips = [Ip(each) for each in ips]


def test_own_addresses_are_without_loopback_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cards = [
        Adapter("lo", "127.0.0.1", ("::1", 0, 0)),
        Adapter("eth0", "10.0.0.7", ("fe80::1", 0, 2)),
        Adapter("wlan0", "192.168.1.7", "169.254.3.3"),
    ]
    monkeypatch.setattr("stagewatt.mesh.addresses.ifaddr.get_adapters", lambda: cards)
    assert own() == {"10.0.0.7", "192.168.1.7", "169.254.3.3"}
    assert own(["wlan0"]) == {"192.168.1.7", "169.254.3.3"}
    assert own(["169.254.3.3", "eth0"]) == {"10.0.0.7", "169.254.3.3"}
    assert own(["lo"]) == own(["127.0.0.1"]) == {"127.0.0.1"}
    assert own(["eth9"]) == frozenset()
