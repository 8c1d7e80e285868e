import subprocess
import sys
import time

import pytest
from tests.netns.net import Net
from tests.netns.stage import Speaker, all_see_all, eventually

pytestmark = pytest.mark.netns

KEY = "the key of this production"
WRONG = "the key of another production"


def hosts(net: Net, names: str) -> None:
    net.switch("s")
    for number, name in enumerate(names, start=1):
        net.host(name, "s", f"10.0.0.{number}/24")


def test_two_sites_on_one_wire_never_see_each_other() -> None:
    with Net() as net:
        hosts(net, "abcd")
        a, b = Speaker(net, "a", "--site=one"), Speaker(net, "b", "--site=one")
        c = Speaker(net, "c", "--site=two")
        # Not even who was given the address of the other site's node.
        d = Speaker(net, "d", "--site=two", "--call=10.0.0.1")
        all_see_all([a, b])
        all_see_all([c, d])
        a.do("say", topic="events/a", text="ours", urgent=True)
        b.wait("arrived", topic="events/a", text="ours")
        wrong = "10.0.0.1:7432 lets nobody of this site in: it belongs to another one"
        eventually(lambda: wrong in d.answer("status")["problems"])
        assert {event["node"] for one in (a, b) for event in one.having("joined")} == {
            a.node,
            b.node,
        }
        assert {event["node"] for one in (c, d) for event in one.having("joined")} == {
            c.node,
            d.node,
        }
        assert not c.having("arrived")
        assert not d.having("arrived")
        # They are not even connected.
        assert {node for node, _ in d.answer("links")["links"]} == {c.node}


def test_a_locked_site_lets_in_who_has_the_key_and_tells_the_others_why() -> None:
    with Net() as net:
        hosts(net, "abcd")
        a = Speaker(net, "a", f"--key={KEY}")
        b = Speaker(net, "b", f"--key={KEY}")
        all_see_all([a, b])
        wrong = Speaker(net, "c", f"--key={WRONG}")
        none = Speaker(net, "d", "--call=10.0.0.1")
        assert a.answer("ask", node=b.node)["text"] == "answer to it"
        other_key = "10.0.0.1:7432 has another key or belongs to another site"
        eventually(lambda: other_key in wrong.answer("status")["problems"])
        no_key = "10.0.0.1:7432 is locked, this node has no key"
        eventually(lambda: no_key in none.answer("status")["problems"])
        a.do("say", topic="events/a", text="ours", urgent=True)
        b.wait("arrived", topic="events/a", text="ours")
        for stranger in (wrong, none):
            assert not stranger.having("joined")
            assert not stranger.having("arrived")
            assert stranger.answer("ask", node=a.node, timeout_s=1)["text"] is None
        assert {event["node"] for event in a.having("joined")} == {b.node}


def test_what_travels_on_a_locked_site_cannot_be_read_on_the_wire() -> None:
    secret = "FOH-desk-on-rack-seven"
    recorder = (
        "import socket,sys\n"
        "tap=socket.socket(socket.AF_PACKET,socket.SOCK_RAW,socket.htons(3));tap.bind(('e-s',3))\n"
        "print('on',flush=True)\n"
        "while True: sys.stdout.write(tap.recv(65536).hex()+'\\n'); sys.stdout.flush()\n"
    )

    def recorded(*args: str) -> bytes:
        with Net() as net:
            hosts(net, "ab")
            tap = net.start("a", [sys.executable, "-c", recorder], stdout=subprocess.PIPE)
            assert tap.stdout is not None
            assert tap.stdout.readline() == "on\n"
            a, b = Speaker(net, "a", *args), Speaker(net, "b", *args)
            all_see_all([a, b])
            a.do("say", topic="events/a", text=secret, urgent=True)
            b.wait("arrived", text=secret)
            time.sleep(0.3)
            tap.kill()
            return b"".join(bytes.fromhex(line) for line in tap.stdout if len(line) % 2)

    open_wire, locked_wire = recorded(), recorded(f"--key={KEY}")
    assert secret.encode() in open_wire
    assert b"stagewatt" in open_wire
    assert secret.encode() not in locked_wire
    assert b"events" not in locked_wire
    assert KEY.encode() not in locked_wire


@pytest.mark.long
def test_a_wrong_key_makes_no_storm() -> None:
    """Ten nodes with another key beside two with the right one: connections stay rare."""
    names = "abcdefghijkl"
    with Net() as net:
        hosts(net, names)
        right = [Speaker(net, name, f"--key={KEY}") for name in names[:2]]
        for name in names[2:]:
            Speaker(net, name, f"--key={WRONG}", f"--site=test{name}", "--call=10.0.0.1")
        all_see_all(right)
        time.sleep(5)
        before = net.traffic("a", "s")
        time.sleep(20)
        after = net.traffic("a", "s")
        rate = (after[0] - before[0]) / 20
        assert rate < 30_000, rate
