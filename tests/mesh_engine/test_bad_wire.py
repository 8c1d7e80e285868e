import time

import pytest
from tests.netns.net import Net
from tests.netns.stage import Speaker, all_see_all, eventually

pytestmark = pytest.mark.netns


def test_what_is_urgent_arrives_whole_and_in_order_over_a_bad_wire() -> None:
    messages = 60
    with Net() as net:
        net.switch("s")
        net.host("a", "s", "10.0.0.1/24")
        net.host("b", "s", "10.0.0.2/24")
        net.bad_wire("b", "s", delay_s=0.05, loss=0.10)
        a, b = Speaker(net, "a"), Speaker(net, "b", "--call=10.0.0.1")
        all_see_all([a, b])
        a.do("say", topic="events/a", text="", times=messages, every_s=0.02, urgent=True)
        eventually(lambda: len(b.having("arrived")) >= messages)
        heard = [event["text"] for event in b.having("arrived")]
        assert heard == [str(number) for number in range(messages)]


@pytest.mark.long
def test_ten_minutes_of_a_bad_wire() -> None:
    with Net() as net:
        net.switch("s")
        net.host("a", "s", "10.0.0.1/24")
        net.host("b", "s", "10.0.0.2/24")
        net.bad_wire("b", "s", delay_s=0.05, loss=0.10)
        a, b = Speaker(net, "a"), Speaker(net, "b", "--call=10.0.0.1")
        all_see_all([a, b])
        began = time.monotonic()
        a.do("say", topic="events/a", text="", times=3000, every_s=0.1, urgent=True)
        time.sleep(320)
        heard = [int(event["text"]) for event in b.having("arrived")]
        assert heard == sorted(set(heard))
        lost = 3000 - len(heard)
        parted = len(b.having("left", since=began))
        # What was on its way when a connection broke is gone; who counts its messages notices.
        assert lost <= 20 * parted, (lost, parted)
