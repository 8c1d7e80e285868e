"""Questions for what did not come: each gets its turn, and an old one's answer misleads nobody."""

from __future__ import annotations

import pytest
from tests.mesh.racks import MS, NAMED, an_alarm, an_event
from tests.mesh.world import Node, Rack, World

from stagewatt.mesh.codec import SAID
from stagewatt.mesh.core.history import taken
from stagewatt.mesh.core.outputs import Ask
from stagewatt.mesh.core.peers import Other, Others
from stagewatt.mesh.messages import Card, Events
from stagewatt.mesh.questions import Answer, AskEvents, AskViews, Question, Refusal


def texts(node: Node) -> list[str]:
    return [event.text for event in node.recorded() if event.text.startswith("event")]


@pytest.mark.parametrize("bad", [("r00",), ("r03", "r07", "r11"), ("r19",)])
def test_a_rack_that_cannot_be_told_hides_no_other(bad: tuple[str, ...]) -> None:
    world = World()
    a = world.start("node-a")
    for number in range(20):
        a.read(Rack(f"r{number:02}"))
    world.run(10)
    answer, asked = a.answer, []

    def fails(question: Question) -> Answer:
        if isinstance(question, AskViews):
            asked.append(question.racks)
            if not set(bad).isdisjoint(question.racks):
                return Refusal("broken", "one of them cannot be told", None)
        return answer(question)

    a.answer = fails  # type: ignore[method-assign]
    late = world.start("node-z")
    world.run(25)
    assert sorted(held.view.rack for held in late.store.racks()) == sorted(
        {f"r{number:02}" for number in range(20)}.difference(bad)
    )
    assert max(len(racks) for racks in asked) == 8


def test_where_all_is_well_eight_racks_are_asked_for_at_once() -> None:
    world = World()
    a = world.start("node-a")
    for number in range(20):
        a.read(Rack(f"r{number:02}"))
    world.run(10)
    late = world.start("node-z")
    world.run(2.5)
    assert len(late.store.racks()) == 20
    world.run(0.5)
    other = late.core.site.others.by_node["node-a"]
    assert (other.at_once, len(other.asked)) == (8, 0)


def test_a_question_about_a_former_run_loses_no_event_of_the_new_one() -> None:
    world = World()
    a, b = world.start("node-a"), world.start("node-b")
    a.read(Rack("r1"))
    world.run(1)
    a.events(*(an_event("r1", number, a.now_ns) for number in range(1, 61)))
    world.run(5)
    assert len(texts(b)) == 60
    question = AskEvents(a.instance, 60)
    world.kill("node-a")
    again = world.start("node-a")
    again.read(Rack("r1"))
    again.events(*(an_event("r1", number, again.now_ns) for number in range(101, 106)))
    answer = again.answer(question)
    assert isinstance(answer, Events)
    assert (answer.first, len(answer.events)) == (1, 5)
    b.core.answered(("events", "node-a"), "node-a", answer, b.now_ns)
    b.do()
    world.run(3)
    assert texts(b)[60:] == [f"event {number}" for number in range(101, 106)]


def test_an_empty_answer_says_nothing() -> None:
    other = Other("node-a", "run-2", 0)
    assert taken(other, Events("run-2", 6, ()), 0, answer=True) == ()
    assert other.events == 0
    other.events = 3
    assert taken(other, Events("run-2", 6, ()), 0, answer=True) == ()
    assert other.events == 3
    b = World().start("node-b")
    b.core.joined("node-a", "run-2", b.now_ns)
    b.do()
    b.core.answered(("events", "node-a"), "node-a", Events("run-2", 60, ()), b.now_ns)
    assert not [one for one in b.core.take() if isinstance(one, Ask)]


def test_of_a_new_run_of_a_known_node_every_event_is_told() -> None:
    world = World()
    a, b = world.start("node-a"), world.start("node-b")
    a.read(Rack("r1"))
    world.run(5)
    world.kill("node-a")
    world.split(("node-a",), ("node-b",))
    again = world.start("node-a")
    again.read(Rack("r1"))
    again.events(*(an_event("r1", number, again.now_ns) for number in range(1, 301)))
    world.run(1)
    world.heal()
    world.run(6)
    assert texts(b) == [f"event {number}" for number in range(1, 301)]


def test_of_a_run_that_counts_again_no_event_is_told_twice() -> None:
    others = Others()
    other, _ = others.heard("node-a", "run-1", 0)
    assert other is not None
    other.begin("run-2")
    assert other.events is None
    other.begin("run-1")
    other.events = 7
    others.heard("node-a", "run-2", MS)
    assert other.events == 0
    other.events = 3
    other.begin("run-1")
    assert other.events == 7
    other.asked = tuple("r")
    other.begin("run-2")
    assert other.events == 3
    assert not other.asked
    del other.runs["run-2"]
    other.begin("run-9")
    assert other.events == 0


def test_a_card_that_was_told_only_to_one_who_asked_is_told_to_be_over() -> None:
    world = World()
    a, rack, said = world.start("node-a"), Rack("r1"), list[Card]()

    def watch(_: Node, topic: str, payload: bytes) -> None:
        message = SAID.decode(payload)
        if isinstance(message, Card):
            said.append(message)

    def put(*, on: bool) -> None:
        rack.changes = {"alarms": (alarm,) if on else ()}
        a.judge("r1")

    world.watch = watch
    alarm = an_alarm("r1", a.instance, a.now_ns)
    a.read(rack, NAMED)
    while len(said) < 10 or said[-1].alarms:
        put(on=not rack.changes.get("alarms"))
        world.run(0.15)
        assert world.now_ns < 120_000_000 * MS
    put(on=True)
    late = world.start("node-z")
    world.run(1.5)
    assert len(late.held("r1").view.alarms) == 1
    assert not said[-1].alarms
    assert a.core.site.mine["r1"].pulse(a.now_ns).card == said[-1].number
    put(on=False)
    world.run(10)
    assert late.held("r1").view.alarms == ()


def test_states_that_were_told_only_to_one_who_asked_are_told_to_be_over() -> None:
    world = World()
    a = world.start("node-a")
    a.read(Rack("r1"), NAMED)
    world.run(6)
    mine = a.core.site.mine["r1"]
    before = mine.live(a.now_ns).facts
    a.racks["r1"].changes["online"] = False
    a.judge("r1")
    between = a.core.views(("r1",), a.now_ns).lives[0].facts
    a.racks["r1"].changes.clear()
    a.judge("r1")
    assert before < between
    assert mine.pulse(a.now_ns).facts == before
    world.run(10)
    assert mine.pulse(a.now_ns).facts > between


def test_who_was_asked_what_it_remembers_is_forgotten_with_its_run() -> None:
    world = World()
    a = world.start("node-a")
    a.read(Rack("r1"))
    world.run(3)
    for _ in range(12):
        world.start("node-x")
        world.run(2.5)
        world.kill("node-x")
        world.run(0.5)
    assert len(a.core.site.mine["r1"].asked) == 1
    assert a.now_ns > 30_000 * MS
