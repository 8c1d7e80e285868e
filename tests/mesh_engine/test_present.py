from hypothesis import given
from hypothesis import strategies as st

from stagewatt.mesh.bus import Presence
from stagewatt.mesh.present import Present

ME = Presence("me", "1")
A, B = Presence("a", "1"), Presence("b", "1")


def sign(who: Presence, session: str = "s", port: int = 7432) -> str:
    return f"alive/{who.node}/{who.instance}/{session}/{port}"


def begun() -> Present:
    present = Present()
    present.new_session(ME)
    return present


def test_who_gives_a_sign_is_there_until_its_last_sign_is_gone() -> None:
    present = begun()
    assert present.token(sign(A, "s1"), there=True) == ((A,), ())
    assert present.token(sign(A, "s1"), there=True) == ((), ())
    assert present.token(sign(A, "s2"), there=True) == ((), ())
    assert present.token(sign(A, "s1"), there=False) == ((), ())
    assert present.token(sign(A, "s2"), there=False) == ((), (A,))
    assert present.token(sign(A, "s2"), there=False) == ((), ())


def test_two_runs_of_one_node_are_two() -> None:
    present, again = begun(), Presence("a", "2")
    present.token(sign(A), there=True)
    assert present.token(sign(again), there=True) == ((again,), ())
    assert present.token(sign(A), there=False) == ((), (A,))


def test_oneself_is_never_there_but_a_clone_of_oneself_is() -> None:
    present, clone = begun(), Presence("me", "2")
    assert present.token(sign(ME), there=True) == ((), ())
    assert present.token(sign(clone), there=True) == ((clone,), ())


def test_a_new_session_keeps_who_turns_up_and_misses_the_others_once() -> None:
    present = begun()
    for who in (A, B):
        present.token(sign(who), there=True)
    present.new_session(ME)
    assert present.token(sign(A, "new"), there=True) == ((), ())
    assert present.prune() == (B,)
    assert present.prune() == ()
    # Of A only the old sign went; it never left.
    assert present.where() == {"new": ("a", 7432)}


def test_a_sign_that_is_given_again_is_not_old() -> None:
    present = begun()
    present.token(sign(A), there=True)
    present.new_session(ME)
    present.token(sign(A), there=True)
    assert present.prune() == ()


@given(st.text(max_size=60), st.booleans())
def test_garbage_is_nobody(text: str, there: bool) -> None:
    assert begun().token(text, there=there) == ((), ())


def test_what_looks_almost_like_a_sign_is_none() -> None:
    for bad in (
        "alive/a/1/s/0",
        "alive/a/1/s/70000",
        "alive/a/1/s/x",
        "alive/a/1/s",
        "alive/*/1/s/1",
    ):
        assert begun().token(bad, there=True) == ((), ())


def test_a_stranger_cannot_fill_the_memory() -> None:
    present = begun()
    for number in range(5000):
        present.token(sign(Presence(f"n{number}", "1")), there=True)
    assert len(present.where()) == 1  # one session
    assert len(present._signs) == 4096
