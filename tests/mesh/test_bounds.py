"""What strangers say never fills the memory, and what is wrong changes nothing."""

from __future__ import annotations

import pytest
from tests.mesh.racks import MS, NAMED, a_view, an_event
from tests.mesh.world import Rack, World

from stagewatt.mesh.compose_card import card_of
from stagewatt.mesh.compose_live import live_of
from stagewatt.mesh.compose_pulse import pulse_of
from stagewatt.mesh.core import hearing, site
from stagewatt.mesh.core.core import Core
from stagewatt.mesh.core.history import event_piece
from stagewatt.mesh.core.outputs import Me
from stagewatt.mesh.core.peers import PEERS_MAX, RUNS_MAX, Others
from stagewatt.mesh.messages import Events, Live, Pulse
from stagewatt.mesh.questions import AskViews, Kept, Refusal, Views

START = 1_000 * MS
ME = Me(node="node-m", instance="run-m", name="M", version="1")


def a_pulse(instance: str, number: int, *racks: str) -> Pulse:
    pieces = tuple(pulse_of(a_view(rack, boot=instance), 1, 1, START) for rack in racks)
    return Pulse(instance, number, 0, pieces)


def test_where_there_are_too_many_nodes_the_quietest_makes_room() -> None:
    core = Core(ME, (), START)
    for number in range(PEERS_MAX):
        core.heard(f"n{number}", a_pulse("i", 1, f"r{number}"), START + number)
    core.heard("one-more", a_pulse("i", 1), START + 5000)
    assert "one-more" not in core.site.others.by_node
    core.site.others.by_node["n7"].silent = True
    core.site.others.by_node["n9"].silent = True
    core.heard("one-more", a_pulse("i", 1), START + 5000)
    assert "one-more" in core.site.others.by_node
    assert "n7" not in core.site.others.by_node
    assert core.site.teller("r7") is None
    assert len(core.site.others.by_node) == PEERS_MAX


def test_runs_of_one_node_are_bounded() -> None:
    others = Others()
    for number in range(RUNS_MAX + 5):
        assert others.heard("n", f"run{number}", START + number)[1]
    assert len(others.by_node["n"].runs) == RUNS_MAX
    others.by_node["n"].instance = "gone"
    assert others.clone("n") is None


def test_racks_of_one_node_and_of_all_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "CLAIMS_MAX", 2)
    monkeypatch.setattr(site, "RACKS_MAX", 3)
    core = Core(ME, (), START)
    for number in range(5):
        core.heard("a", card_of(a_view(f"r{number}", boot="i"), 1, START), START)
    assert sorted(core.site.remotes) == ["r0", "r1"]
    core.heard("b", a_pulse("i", 1, "x1", "x2", "x3"), START)
    assert sorted(core.site.remotes) == ["r0", "r1", "x1"]


def test_who_does_not_claim_a_rack_is_not_believed() -> None:
    core = Core(ME, (), START)
    live = live_of(a_view("r1", boot="i"), 1, START)
    assert isinstance(live, Live)
    core.heard("a", live, START)
    assert core.site.remotes == {}
    core.heard("a", a_pulse("i", 5, "r1"), START)
    core.heard("a", a_pulse("i", 4), START)
    assert core.site.teller("r1") == "a"
    core.heard("b", card_of(a_view("r1", node="b", boot="j"), 1, START), START)
    assert core.site.remotes["r1"].node == "a"


def test_answers_that_come_from_a_former_run_count_for_nothing() -> None:
    core = Core(ME, (), START)
    core.heard("a", a_pulse("new", 1, "r1"), START)
    core.heard("a", a_pulse("newer", 1, "r1"), START)
    card = card_of(a_view("r1", boot="new"), 1, START)
    core.answered(("views", "a"), "a", Views("new", (card,), ()), START)
    assert core.site.remotes["r1"].card is None
    core.answered(("views", "a"), "a", Refusal("x", "y", None), START)
    core.answered(("kept", "a", "new", "gone"), "a", Kept(()), START)
    core.answered(("events", "a"), "a", Events("newer", 1, ()), START)
    assert core.site.remotes["r1"].card is None


def test_a_question_that_nobody_closed_is_asked_anew_and_swept() -> None:
    core = Core(ME, (), START)
    core.heard("a", a_pulse("i", 1, "r1"), START)
    desk = core.site.desk
    assert desk.is_open(("views", "a"), START)
    assert not desk.ask(("views", "a"), "a", AskViews(("r1",)), START + MS)
    core.answered(("views", "a"), "a", None, START)
    assert desk.is_open(("views", "a"), START + 300 * MS)
    assert not desk.is_open(("views", "a"), START + 500 * MS)
    core.tick(START + 2_000 * MS)
    assert desk._open == {}


def test_events_that_are_kept_no_more_are_skipped_only_in_an_answer() -> None:
    world = World()
    b = world.start("node-b")
    events = Events("i", 40, ())
    b.core.heard("a", a_pulse("i", 1), b.now_ns)
    b.core.heard("a", events, b.now_ns)
    pieces = tuple(event_piece(an_event("r", n, b.now_ns), b.now_ns) for n in range(40, 43))
    b.core.heard("a", Events("i", 40, pieces), b.now_ns)
    b.do()
    assert b.recorded() == []
    b.core.answered(("events", "a"), "a", Events("i", 40, pieces), b.now_ns)
    b.do()
    assert [event.text for event in b.recorded()] == ["event 40", "event 41", "event 42"]
    b.core.heard("a", Events("i", 42, pieces[2:]), b.now_ns)
    b.do()
    assert len(b.recorded()) == 3


def test_of_a_node_met_late_the_newest_events_are_taken() -> None:
    world = World()
    a = world.start("node-a")
    a.read(Rack("r1"), NAMED)
    a.events(*(an_event("r1", number, a.now_ns) for number in range(1, 231)))
    world.run(1)
    late = world.start("node-b")
    world.run(2)
    assert [e.text for e in late.recorded()] == [f"event {n}" for n in range(181, 231)]
    world.split(("node-a",), ("node-b",))
    a.events(*(an_event("r1", number, a.now_ns) for number in range(231, 1500)))
    world.run(1)
    world.heal()
    world.run(8)
    told = [e.text for e in late.recorded() if e.text.startswith("event")]
    assert told[-1000:] == [f"event {n}" for n in range(500, 1500)]


def test_the_first_events_heard_of_a_run_may_come_before_any_pulse() -> None:
    core = Core(ME, (), START)
    core.heard("a", Events("i", 1, ()), START)
    assert core.site.others.by_node["a"].events == 0
