from hypothesis import given
from hypothesis import strategies as st
from tests.names.conftest import no_chance

from stagewatt.names.claims import ASKS, PATIENT_FROM, PATIENT_NS, STEP_NS, Claims, Step


def _run(claims: Claims, now_ns: int, steps: int = 4) -> list[Step]:
    found = []
    for _ in range(steps):
        found.append(claims.tick(now_ns))
        now_ns += STEP_NS
    return found


def test_a_name_is_asked_for_three_times_and_then_held() -> None:
    claims = Claims(no_chance)
    claims.wish(["a"], 0)
    assert claims.tentative == ("a",)
    assert _run(claims, 0) == [Step(ask=("a",))] * ASKS + [Step(won=("a",))]
    assert [*claims.held] == ["a"]
    assert [*claims.tentative] == []
    assert claims.due_ns is None


def test_nothing_is_due_before_its_time() -> None:
    claims = Claims(lambda: 0.5)
    claims.wish(["a"], 0)
    assert claims.tick(STEP_NS // 2 - 1) == Step()
    assert claims.tick(STEP_NS // 2) == Step(ask=("a",))
    assert claims.due_ns == STEP_NS // 2 + STEP_NS


def test_a_lost_name_goes_on_to_the_next_number() -> None:
    claims = Claims(no_chance)
    claims.wish(["a"], 0)
    _run(claims, 0)
    assert claims.lost("A", 0)
    assert claims.held == ()
    assert claims.tentative == ("a-2",)
    assert claims.base_of("a-2") == "a"
    assert not claims.lost("a", 0)
    assert _run(claims, STEP_NS)[-1] == Step(won=("a-2",))


def test_the_next_number_steps_over_our_other_names() -> None:
    claims = Claims(no_chance)
    claims.wish(["a", "a-2"], 0)
    claims.lost("a", 0)
    assert claims.tentative == ("a-3", "a-2")


def test_who_takes_name_after_name_waits_a_minute_for_the_next() -> None:
    claims = Claims(no_chance)
    claims.wish(["a"], 0)
    for number in range(1, PATIENT_FROM):
        claims.lost(f"a-{number}" if number > 1 else "a", 0)
    assert claims.due_ns == STEP_NS
    claims.lost(f"a-{PATIENT_FROM}", 0)
    assert claims.due_ns == PATIENT_NS


def test_asking_again_keeps_what_is_held() -> None:
    claims = Claims(no_chance)
    claims.wish(["a", "b"], 0)
    _run(claims, 0)
    claims.again(0, ["B"])
    assert [*claims.held] == ["a", "b"]
    assert [*claims.tentative] == ["b"]
    assert _run(claims, 0)[-1] == Step(), "it was held: nothing new"
    claims.again(0)
    assert [*claims.tentative] == ["a", "b"]


def test_a_wish_that_stays_keeps_what_it_reached() -> None:
    claims = Claims(no_chance)
    claims.wish(["a", "b"], 0)
    _run(claims, 0)
    claims.lost("a", 0)
    claims.wish(["b", "a", "c"], 0)
    assert claims.held == ("b",)
    assert claims.tentative == ("a-2", "c")


@given(st.lists(st.sampled_from(["lost a", "lost a-2", "lost b", "tick", "again", "wish"])))
def test_no_name_is_ever_held_twice(story: list[str]) -> None:
    claims = Claims(no_chance)
    claims.wish(["a", "b", "a-2"], 0)
    for now, word in enumerate(story):
        if word.startswith("lost"):
            claims.lost(word[5:], now * STEP_NS)
        elif word == "again":
            claims.again(now * STEP_NS)
        elif word == "wish":
            claims.wish(["a-2", "a"], now * STEP_NS)
        claims.tick(now * STEP_NS)
        every = [*claims.held, *(set(claims.tentative) - set(claims.held))]
        assert len({each.lower() for each in every}) == len(every)
