import signal

import pytest
from tests.netns.net import Net
from tests.netns.stage import SLACK_S, Speaker, all_see_all

pytestmark = pytest.mark.netns

KILLED_S = 0.5 + SLACK_S
SILENT_S = 2.5 + SLACK_S
BACK_S = 6.0 + SLACK_S


def test_a_node_that_is_killed_frozen_or_ended_is_seen_to_be_gone() -> None:
    with Net() as net:
        net.switch("s")
        for number, name in enumerate("abcd", start=1):
            net.host(name, "s", f"10.0.0.{number}/24")
        a, b, c, d = (Speaker(net, name) for name in "abcd")
        all_see_all([a, b, c, d])
        killed = b.signal(signal.SIGKILL)
        assert a.wait("left", node=b.node)["at_s"] - killed < KILLED_S
        frozen = c.signal(signal.SIGSTOP)
        assert a.wait("left", node=c.node)["at_s"] - frozen < SILENT_S
        thawed = c.signal(signal.SIGCONT)
        assert a.wait("joined", node=c.node, since=thawed)["at_s"] - thawed < BACK_S
        assert c.wait("joined", node=a.node, since=thawed)["at_s"] - thawed < BACK_S
        # A killed one that comes back is there again under the same name.
        again = Speaker(net, "b")
        a.wait("joined", node=again.node, since=thawed)
        # The others never lost each other.
        assert not d.having("left", node=a.node)
        assert not a.having("left", node=d.node)
