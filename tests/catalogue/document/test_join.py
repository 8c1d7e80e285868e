from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.join import Joined
from stagewatt.catalogue.document.source import decode

MAIN = decode('title = "t"\nlist = [1]\n[table]\na = 1\n', "main.toml")
PART = decode("schema = 1\nlist = [2]\n[table]\nb = 2\n[[more]]\nc = [3]\n", "part.toml")


def joined() -> Joined:
    made = Joined(MAIN)
    made.add(MAIN)
    made.add(PART, without=("schema",))
    return made


def test_tables_join_key_by_key_and_lists_end_to_end() -> None:
    made = joined()
    assert made.data == {
        "title": "t",
        "list": [1, 2],
        "table": {"a": 1, "b": 2},
        "more": [{"c": [3]}],
    }
    assert made.findings == []
    assert MAIN.data["list"] == [1]


def test_a_finding_stands_where_the_value_was_written() -> None:
    made = joined()
    for path in (("title",), ("list", 1), ("table", "b"), ("more", 0, "c", 0), ("new",)):
        made.found(Wrong(path, "p", "c"))
    assert [(finding.place, finding.line) for finding in made.findings] == [
        ("title", 1),
        ("list[1] in part.toml:2", None),
        ("table.b in part.toml:4", None),
        ("more[1].c[1] in part.toml:6", None),
        ("new", None),
    ]


def test_a_key_given_twice_is_found_with_both_places() -> None:
    made = joined()
    made.add(decode('title = "u"\n[table]\nb = 3\n[more]\nx = 1', "third.toml"))
    cure = "give it in one of the two"
    assert [str(finding) for finding in made.findings] == [
        f"title in third.toml:1: is given a second time, after main.toml:1; {cure}",
        f"table.b in third.toml:3: is given a second time, after part.toml:4; {cure}",
        f"more in third.toml:4: is given a second time, after part.toml; {cure}",
    ]


def test_lists_inside_tables_do_not_grow() -> None:
    made = Joined(MAIN)
    made.add(decode("[t]\nsteps = [1]", "one.toml"))
    made.add(decode("[t]\nsteps = [2]", "two.toml"))
    assert made.data == {"t": {"steps": [1]}}
    assert [finding.place for finding in made.findings] == ["t.steps in two.toml:2"]
