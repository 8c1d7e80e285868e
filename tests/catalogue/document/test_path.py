from stagewatt.catalogue.document.path import line_of, shown


def test_a_path_is_shown_as_it_is_written_with_lists_counted_from_one() -> None:
    assert shown(("racks", 1, "boards", 0, "host")) == "racks[2].boards[1].host"
    assert shown(("odd key", "x")) == '"odd key".x'
    assert shown(()) == "the file"


def test_a_path_without_a_line_takes_the_one_around_it() -> None:
    lines = {("racks", 0): 3, ("racks", 0, "meter"): 5}
    assert line_of(lines, ("racks", 0, "meter", "host")) == 5
    assert line_of(lines, ("racks", 0, "id")) == 3
    assert line_of(lines, ("node",)) is None
