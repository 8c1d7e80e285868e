from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.prune import pruned, touches


def wrong(*path: str | int) -> Wrong:
    return Wrong(path, "", "")


def test_wrong_keys_go_and_the_rest_stays() -> None:
    data = {"a": 1, "t": {"b": 2, "c": 3}, "l": [{"d": 4, "e": 5}, {"d": 6}]}
    left = pruned(data, [wrong("a"), wrong("t", "c"), wrong("l", 0, "e"), wrong("missing")])
    assert left == {"t": {"b": 2}, "l": [{"d": 4}, {"d": 6}]}


def test_a_list_with_a_wrong_element_goes_as_a_whole() -> None:
    data = {"l": [1, 2], "t": {"m": [{"x": 1}, 0]}, "n": [[1], [2]]}
    assert pruned(data, [wrong("l", 1), wrong("t", "m", 1)]) == {"t": {}, "n": [[1], [2]]}


def test_the_document_itself_is_left_alone() -> None:
    data = {"t": {"b": 2}}
    pruned(data, [wrong("t", "b")])
    assert data == {"t": {"b": 2}}


def test_a_place_is_touched_by_what_is_inside_or_around_it() -> None:
    wrongs = [wrong("racks", 0, "meter", "host")]
    assert touches(("racks", 0, "meter"), wrongs)
    assert touches(("racks", 0, "meter", "host", "x"), wrongs)
    assert not touches(("racks", 0, "meter", "port"), wrongs)
    assert not touches(("racks", 1), wrongs)
