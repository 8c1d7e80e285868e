import pytest
from tests.netns.net import Net
from tests.netns.stage import Speaker, all_see_all

pytestmark = pytest.mark.netns


def test_common_topics_come_to_all_the_others_only_to_those_who_follow() -> None:
    with Net() as net:
        net.switch("s")
        net.host("a", "s", "10.0.0.1/24")
        here = "--interface=127.0.0.1"
        a, b, c = (Speaker(net, "a", here, name=name) for name in "abc")
        all_see_all([a, b, c])
        a.do("offer", topics=["live/a/r1", "live/a/r2"])
        b.do("follow", topics=["live/a/r1"])
        a.wait("wanted", topic="live/a/r1", wanted=True)
        for topic in ("live/a/r1", "live/a/r2", "pulse/a", "card/a/r1", "events/a"):
            a.do("say", topic=topic, text="hello", urgent=not topic.startswith(("live", "pulse")))
        for topic in ("pulse/a", "card/a/r1", "events/a"):
            b.wait("arrived", topic=topic, text="hello")
            c.wait("arrived", topic=topic, text="hello")
        b.wait("arrived", topic="live/a/r1", text="hello")
        b.do("follow", topics=["live/a/r2"])
        a.wait("wanted", topic="live/a/r1", wanted=False)
        a.wait("wanted", topic="live/a/r2", wanted=True)
        assert not a.having("arrived")
        assert not c.having("arrived", topic="live/a/r1")
        assert not b.having("arrived", topic="live/a/r2")
        # Nobody offers r3: nobody is told of it.
        c.do("follow", topics=["live/a/r3"])
        assert b.answer("ask", node=a.node)["text"] == "answer to it"
        assert b.answer("ask", node="f" * 16)["text"] is None
        assert not a.having("wanted", topic="live/a/r3")
