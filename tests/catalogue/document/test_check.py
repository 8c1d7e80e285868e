from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct, field

from stagewatt.catalogue.document.check import check

Low = Annotated[int, Meta(ge=1, le=3, description="1 to 3")]
Word = Annotated[str, Meta(pattern=r"^[a-z]+\Z", min_length=2, max_length=4)]


class Inner(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    size: Annotated[float, Meta(gt=0.0)]
    on: bool = False


class Outer(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    low: Low
    word: Word = "ab"
    count: int = 0
    step: float | Literal["off"] = "off"
    kind: Literal["x", "y"] = "x"
    bits: Literal[1, 2] = 1
    maybe: Low | None = None
    inner: Inner | None = None
    names: Annotated[tuple[str, ...], Meta(min_length=1)] = ("n",)
    many: tuple[Inner, ...] = ()
    by_name: dict[str, Inner] = field(default_factory=dict)


def found(**changes: object) -> list[str]:
    data = {"low": 1} | changes
    wrongs = check(data, msgspec.inspect.type_info(Outer))
    return [f"{'.'.join(map(str, w.path))}: {w.problem}; {w.cure}" for w in wrongs]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"low": 4}, "low: 4 is out of range; write 1 to 3"),
        ({"low": 0}, "low: 0 is out of range; write 1 to 3"),
        ({"low": 1.5}, "low: 1.5 is not a whole number; write 1 to 3"),
        ({"low": True}, "low: true is not a number; write 1 to 3"),
        ({"low": "1"}, 'low: "1" is not a number; write 1 to 3'),
        ({"maybe": 9}, "maybe: 9 is out of range; write 1 to 3"),
        ({"count": 2**63}, f"count: {2**63} is out of range; write a whole number"),
        ({"word": "A"}, 'word: "A" is not written right; write a text'),
        ({"word": "a"}, 'word: "a" is not written right; write a text'),
        ({"word": "abcde"}, 'word: "abcde" is not written right; write a text'),
        ({"word": "ab\n"}, 'word: "ab\\n" is not written right; write a text'),
        ({"word": 5}, "word: 5 is not a text; write a text"),
        ({"step": "on"}, 'step: "on" cannot stand here; write a number or "off"'),
        ({"kind": "z"}, 'kind: "z" is not one of these; write "x" or "y"'),
        ({"bits": 3}, "bits: 3 is not one of these; write 1 or 2"),
        ({"bits": True}, "bits: true is not one of these; write 1 or 2"),
        ({"inner": 1}, "inner: 1 is not a table; write it as a table of keys"),
        ({"inner": {}}, "inner.size: is missing; add a number"),
        ({"inner": {"size": 0}}, "inner.size: 0 is out of range; write a number"),
        ({"inner": {"size": float("nan")}}, "inner.size: nan is out of range; write a number"),
        ({"inner": {"size": float("inf")}}, "inner.size: inf is out of range; write a number"),
        ({"inner": {"size": 1, "on": 1}}, "inner.on: 1 cannot stand here; write true or false"),
        ({"inner": {"size": 1, "sise": 1}}, "inner.sise: unknown key; did you mean size?"),
        ({"names": []}, "names: the list is empty; name at least one"),
        ({"names": "n"}, 'names: "n" is not a list; put it in [ ]'),
        ({"names": ["n", 1]}, "names.1: 1 is not a text; write a text"),
        ({"many": [{"size": 1}, 2]}, "many.1: 2 is not a table; write it as a table of keys"),
        ({"by_name": []}, "by_name: a list of 0 is not a table; write it as a table of keys"),
        ({"by_name": {"k": {"size": ""}}}, 'by_name.k.size: "" is not a number; write a number'),
    ],
)
def test_each_difference_has_place_problem_and_cure(
    changes: dict[str, object], expected: str
) -> None:
    assert found(**changes) == [expected]


def test_all_differences_come_at_once() -> None:
    assert len(found(low=9, word=1, names=[1, 2], inner={"x": 1}, oops=0)) == 7


def test_what_fits_has_no_difference() -> None:
    fits = {"word": "abc", "step": 0.5, "kind": "y", "bits": 2, "maybe": 3, "names": ["n"]}
    assert found(**fits, inner={"size": 1, "on": True}, many=[{"size": 2}]) == []


def test_a_type_that_no_document_of_ours_has_is_a_bug() -> None:
    with pytest.raises(TypeError, match="BytesType"):
        list(check("x", msgspec.inspect.type_info(bytes)))


leaves = st.one_of(
    st.booleans(),
    st.integers(-2, 5),
    st.sampled_from([10**40, float("nan"), float("inf"), "off", "x", "ab", "", [], {}]),
)
inners = st.dictionaries(st.sampled_from(["size", "on", "no"]), leaves, max_size=3)
values = st.one_of(
    leaves, inners, st.lists(leaves, max_size=2), st.lists(inners, max_size=2),
    st.dictionaries(st.sampled_from("ab"), inners, max_size=2),
)  # fmt: skip


@pytest.mark.unmeasured
@given(st.dictionaries(st.sampled_from([*Outer.__struct_fields__, "more"]), values))
def test_nothing_is_found_exactly_where_msgspec_takes_the_document(data: dict[str, Any]) -> None:
    wrongs = list(check(data, msgspec.inspect.type_info(Outer)))
    try:
        msgspec.convert(data, Outer)
    except msgspec.ValidationError:
        assert wrongs
    else:
        # What only we refuse: quantities that are no numbers, or beyond every machine word.
        assert all("inf is" in w.problem or "many digits is" in w.problem for w in wrongs)


class Loose(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    value: Annotated[Any, Meta(description="whatever its reader takes")] = None


@pytest.mark.parametrize("value", [1, "a", [1, "a"], {"any": "key"}, True])
def test_what_may_be_anything_is_left_to_who_reads_it(value: object) -> None:
    kind = msgspec.inspect.type_info(Loose)
    assert list(check({"value": value}, kind)) == []
    assert [each.path for each in check({"values": value}, kind)] == [("values",)]
