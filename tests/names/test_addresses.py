from pathlib import Path

import pytest
from tests.names.conftest import ETH, ETH_6, WLAN

from stagewatt.names.addresses import NO_MAC, Asker, LocalAddress, is_own, reached_by
from stagewatt.names.interfaces import local_addresses
from stagewatt.names.rate import SECOND_NS, AnswerRate

ALL = (ETH, ETH_6, WLAN)


@pytest.mark.parametrize(
    ("asker", "near"),
    [
        (Asker("10.0.0.77", 1), (ETH, ETH_6)),
        (Asker("192.168.7.1", 1), (WLAN,)),
        (Asker("fe80::77", 1, 2), (ETH, ETH_6)),
        (Asker("fe80::77", 1, 3), ()),
        (Asker("fe80::77", 1, 0), (ETH, ETH_6)),
        (Asker("8.8.8.8", 1), ()),
        (Asker("2001:db8::1", 1), ()),
        (Asker("nonsense", 1), ()),
    ],
)
def test_only_who_is_on_a_link_of_ours_is_near(
    asker: Asker, near: tuple[LocalAddress, ...]
) -> None:
    assert reached_by(asker, ALL) == near


def test_what_an_address_says_of_itself() -> None:
    assert (ETH.broadcast, ETH.version, ETH.link_local) == ("10.0.0.255", 4, False)
    assert (ETH_6.broadcast, ETH_6.version, ETH_6.link_local) == (None, 6, True)
    assert LocalAddress(ip="10.0.0.5", prefix=31, interface="p", index=4).broadcast is None
    assert is_own(Asker("10.0.0.5", 9), ALL)
    assert not is_own(Asker("10.0.0.6", 9), ALL)


def test_loopback_counts_only_where_it_is_asked_for(tmp_path: Path) -> None:
    assert all(each.interface != "lo" for each in local_addresses())
    (loopback,) = local_addresses(["127.0.0.1"])
    assert (loopback.ip, loopback.interface, loopback.mac) == ("127.0.0.1", "lo", NO_MAC)
    (tmp_path / "lo").mkdir()
    (tmp_path / "lo" / "address").write_text("b8:27:eb:01:02:03\n")
    (told, *_) = local_addresses(["lo"], net=tmp_path)
    assert told.mac.hex() == "b827eb010203"
    (tmp_path / "lo" / "address").write_text("00:11\n")
    assert local_addresses(["lo"], net=tmp_path)[0].mac == NO_MAC


def test_an_asker_gets_a_burst_and_then_a_trickle() -> None:
    rate = AnswerRate(per_s=10)
    assert [rate.allows("a", 0) for _ in range(41)] == [True] * 40 + [False]
    assert rate.allows("b", 0), "another one is not held up"
    assert rate.allows("a", SECOND_NS // 10)
    assert not rate.allows("a", SECOND_NS // 10)


def test_many_askers_together_are_limited_too() -> None:
    rate = AnswerRate(per_s=10, askers=8)
    allowed = sum(rate.allows(str(each), 0) for each in range(1000))
    assert allowed == 200
    assert len(rate._askers) == 8
