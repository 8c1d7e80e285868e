from hypothesis import given
from hypothesis import strategies as st

from stagewatt.mesh.lookout import UNHEARD_NS, Unheard

S = 1_000_000_000


def test_a_connection_without_a_sign_of_life_starts_anew_but_seldom() -> None:
    unheard = Unheard()
    assert not unheard.look(["a", "b"], ["a"], 0)
    assert not unheard.look(["a", "b"], ["a"], 9 * S)
    assert unheard.look(["a", "b"], ["a"], 10 * S)
    assert not unheard.look(["a", "b"], ["a"], 11 * S)
    assert not unheard.look(["a", "b"], ["a"], 69 * S)
    assert unheard.look(["a", "b"], ["a"], 70 * S)
    assert not unheard.look(["a", "b"], ["a"], 71 * S)
    assert not unheard.look(["a", "b"], ["a"], 189 * S)
    assert unheard.look(["a", "b"], ["a"], 190 * S)


def test_who_is_heard_in_time_or_gone_is_forgotten() -> None:
    unheard = Unheard()
    assert not unheard.look(["a"], [], 0)
    assert not unheard.look(["a"], ["a"], 9 * S)
    assert not unheard.look(["a"], [], 11 * S)
    assert not unheard.look([], [], 20 * S)
    assert not unheard.look(["a"], [], 22 * S)
    assert not unheard.look(["a"], [], 31 * S)
    assert unheard.look(["a"], [], 32 * S)


sets = st.sets(st.sampled_from("abcd"))


@given(st.lists(st.tuples(st.integers(0, 2 * S), sets, sets), max_size=60))
def test_it_never_starts_anew_without_a_cause(
    looks: list[tuple[int, set[str], set[str]]],
) -> None:
    unheard, now_ns = Unheard(), 0
    history: list[tuple[int, set[str]]] = []
    for step_ns, linked, heard in looks:
        now_ns += step_ns
        history.append((now_ns, linked - heard))
        if unheard.look(linked, heard, now_ns):
            recent = [each for at, each in history if at > now_ns - UNHEARD_NS]
            assert set.intersection(*recent)
