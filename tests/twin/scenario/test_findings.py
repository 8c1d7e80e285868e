"""Everything that is wrong with a file is said at once, with its line, its place and a cure."""

from __future__ import annotations

import pytest

from stagewatt.domain.errors import BadDocument
from stagewatt.twin.scenario.read import scenario

HEAD = 'schema = "scenario/1"\ntitle = "T"\nabout = "A"\nduration_s = 100.0\n'
RACK = '[[racks]]\nid = "one"\nmodel = "smartpdu-36"\n'
TWO = RACK + '[[racks]]\nid = "two"\nmodel = "c24-soca"\nfed_from = "one"\n'
ENTRY = "[[timeline]]\n"
PATCH = "[[patch]]\n"


def wrong(text: str) -> list[str]:
    """Return what is said of a text, without the file's name."""
    with pytest.raises(BadDocument) as bad:
        scenario(text, "t.toml")
    lines = str(bad.value).splitlines()
    assert all(line.startswith("t.toml") for line in lines)
    return [line.removeprefix("t.toml:") for line in lines]


def one(text: str) -> str:
    (line,) = wrong(text)
    return line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('schema = "scenario/1"\ntitle = ', "2: the file: not TOML: "),
        (HEAD.replace("scenario/1", "scenario/2") + RACK, "1: schema: "),
        (HEAD, "racks: is missing; add a list"),
        (HEAD + "racks = []\n", "5: racks: the list is empty; name at least one"),
        (HEAD + "racks = 5\n", "5: racks: 5 is not a list; put it in [ ]"),
        (HEAD + RACK + "x = 1\n", "8: racks[1].x: unknown key; known: "),
        (HEAD + RACK.replace("one", "One!"), '6: racks[1].id: "One!" is not written right; '),
        (HEAD + RACK * 2, "9: racks[2].id: one is taken; give each rack a name of its own"),
        (HEAD + RACK.replace("one", "source"), "6: racks[1].id: source is taken; "),
        (
            HEAD + RACK.replace("-36", "-37"),
            '7: racks[1].model: there is no rack model "smartpdu-37"; did you mean smartpdu-',
        ),
        (
            HEAD + RACK + 'fed_from = "one"\n',
            '8: racks[1].fed_from: no rack "one" stands before this one; ',
        ),
        (
            HEAD + '[[racks]]\nid = "bar"\nmodel = "c12b-11"\n' + RACK + 'fed_from = "bar"\n',
            "11: racks[2].fed_from: bar is a c12b-11, which has no panel source; ",
        ),
        (
            HEAD + RACK + "feeder = { length_m = 10.0, mm2 = 100.0 }\n",
            "8: racks[1].feeder.mm2: there is no conductor of 100 mm2; known: 1.5, 2.5, ",
        ),
        (
            HEAD + RACK + "dials = { ri = 0.8 }\n",
            '8: racks[1].dials.ri: a smartpdu-36 has no dial "ri" that can be set; known: ir, ',
        ),
        (
            HEAD + RACK + "dials = { ir = 0.81 }\n",
            "8: racks[1].dials.ir: ir has no step 0.81; steps: 0.4, 0.5, ",
        ),
        (
            HEAD + RACK + 'dials = { ir = "off" }\n',
            "8: racks[1].dials.ir: ir has no step off; steps: ",
        ),
        (
            HEAD + RACK + 'printed_name = "longer than sixteen"\n',
            "8: racks[1].printed_name: ",
        ),
        (
            HEAD + '[source]\nkind = "genset"\n' + RACK,
            "5: source.rated_kva: is missing; add what the genset is rated for",
        ),
        (
            HEAD + "[source]\nrated_kva = 5.0\n" + RACK,
            '6: source.rated_kva: belongs to a genset; remove it, or write kind = "genset"',
        ),
        (HEAD + "[weather]\nambient_c = nan\n" + RACK, "6: weather.ambient_c: nan is out of range"),
        (
            HEAD + RACK + PATCH + 'at = ["A1"]\nload = "par46"\n',
            '10: patch[1].load: the library has no load "par46"; did you mean par64?',
        ),
        (
            HEAD + RACK + PATCH + 'rack = "two"\nat = ["A1"]\nload = "par64"\n',
            '9: patch[1].rack: there is no rack "two"; known: one',
        ),
        (
            HEAD + TWO + PATCH + 'at = ["A1"]\nload = "par64"\n',
            "12: patch[1].rack: is missing; there are several: one, two",
        ),
        (
            HEAD + RACK + PATCH + 'at = ["A1", "D1"]\nload = "par64"\n',
            '9: patch[1].at[2]: a smartpdu-36 has no ways "D1"; ',
        ),
        (
            HEAD + '[[racks]]\nid = "bar"\nmodel = "c12b-11"\n' + PATCH
            + 'at = ["panel_source"]\nload = "hoist-1t"\n',
            '9: patch[1].at[1]: a c12b-11 has no ways "panel_source"; known: ',
        ),
        (
            HEAD + RACK + PATCH + 'at = ["A1-3", "X8"]\nload = "par64"\n',
            "9: patch[1].at[2]: X8 has 3 phase(s), par64 has 1; choose another load or place",
        ),
        (
            HEAD + RACK + PATCH + 'at = ["A"]\nload = "par64"\n' + PATCH
            + 'at = ["X7", "A3"]\nload = "par64"\n',
            "12: patch[2].at: A3 is taken: patch[1] is plugged in there; name each place once",
        ),
        (
            HEAD + TWO + PATCH + 'rack = "one"\nat = ["panel_source"]\nload = "hoist-1t"\n',
            "14: patch[1].at: panel_source is taken: rack two hangs there; name each place once",
        ),
        (
            HEAD + RACK + ENTRY,
            "8: timeline[1]: says nothing; give exactly one of cue, plug, unplug, weather, say, do",
        ),
        (
            HEAD + RACK + ENTRY + 'say = "x"\nweather = {}\n',
            "8: timeline[1]: says weather and say at once; ",
        ),
        (
            HEAD + RACK + ENTRY + 'at_s = 101.0\nsay = "x"\n',
            "9: timeline[1].at_s: is after the end at 100 s; lengthen duration_s, ",
        ),
        (
            HEAD + RACK + ENTRY + 'until_s = 1.0\nsay = "x"\n',
            "9: timeline[1].until_s: ends nothing; give every_s, and an until_s after at_s",
        ),
        (
            HEAD + RACK + ENTRY + 'at_s = 5.0\nevery_s = 1.0\nuntil_s = 4.0\nsay = "x"\n',
            "11: timeline[1].until_s: ends nothing; ",
        ),
        (HEAD + RACK + ENTRY + 'every_s = 0.05\nsay = "x"\n', "9: timeline[1].every_s: "),
        (
            HEAD + RACK + ENTRY + 'rack = "one"\nsay = "x"\n',
            "9: timeline[1].rack: means nothing here; remove it: words and weather are for all",
        ),
        (
            HEAD + TWO + ENTRY + 'cue = { at = ["A1"], level = 1.0 }\n',
            "12: timeline[1].rack: is missing; ",
        ),
        (
            HEAD + RACK + ENTRY + 'cue = { at = ["A1"] }\n',
            "9: timeline[1].cue: has no level, or two kinds of it; give either level or levels",
        ),
        (
            HEAD + RACK + ENTRY + 'cue = { at = ["A1"], level = 1.0, levels = [0.5] }\n',
            "9: timeline[1].cue: has no level, or two kinds of it; ",
        ),
        (
            HEAD + RACK + ENTRY + 'cue = { at = ["Q"], level = 1.0 }\n',
            '9: timeline[1].cue.at[1]: a smartpdu-36 has no ways "Q"; ',
        ),
        (
            HEAD + RACK + ENTRY + 'plug = { at = ["A1"], load = "par46" }\n',
            '9: timeline[1].plug.load: the library has no load "par46"; ',
        ),
        (
            HEAD + RACK + ENTRY + 'plug = { at = ["X9"], load = "par64" }\n',
            "9: timeline[1].plug.at[1]: X9 has 3 phase(s), par64 has 1; ",
        ),
        (
            HEAD + TWO + ENTRY + 'rack = "one"\n'
            'plug = { at = ["panel_source"], load = "hoist-1t" }\n',
            "14: timeline[1].plug.at[1]: panel_source is taken: a rack hangs there; ",
        ),
        (
            HEAD + RACK + ENTRY + 'unplug = { at = ["A13"] }\n',
            '9: timeline[1].unplug.at[1]: a smartpdu-36 has no ways "A13"; ',
        ),
        (HEAD + RACK + ENTRY + "do = {}\n", "9: timeline[1].do: has 0 words; give exactly one"),
        (
            HEAD + RACK + ENTRY + "do = { cover = { open = true }, reset = {} }\n",
            "9: timeline[1].do: has 2 words; ",
        ),
        (
            HEAD + RACK + ENTRY + "do = { dail = {} }\n",
            '9: timeline[1].do.dail: the panel has no word "dail"; did you mean dial?',
        ),
        (
            HEAD + RACK + ENTRY + "do = { cover = { open = 1 } }\n",
            "9: timeline[1].do.cover.open: Expected `bool`, got `int` - at `$.open`; ",
        ),
        (
            HEAD + RACK + ENTRY + "do = { cover = { } }\n",
            "9: timeline[1].do.cover.open: Object missing required field `open`; ",
        ),
        (
            HEAD + RACK + ENTRY + 'do = { way = { way = "Z1", action = "on" } }\n',
            "9: timeline[1].do.way.way: ",
        ),
        (
            HEAD + RACK + ENTRY + 'do = { load = { way = "A1", load = "show" } }\n',
            "9: timeline[1].do.load.load: a scenario cannot give a place back to itself; ",
        ),
        (
            HEAD + RACK + ENTRY + "do = { fault = { active = true } }\n",
            "9: timeline[1].do.fault.fault: Object missing required field `fault`; ",
        ),
        (
            HEAD + RACK + ENTRY + 'do = { fault = { fault = "gremlin" } }\n',
            "9: timeline[1].do.fault.fault: ",
        ),
        (
            HEAD + RACK + ENTRY + "do = { meter_button = { } }\n",
            "9: timeline[1].do.meter_button.button: give either button or buttons; ",
        ),
    ],
)  # fmt: skip
def test_what_can_be_wrong(text: str, said: str) -> None:
    line = one(text)
    assert line.startswith((said, f" {said}")), line
    assert line.count("; ") >= 1


def test_all_of_it_is_said_at_once() -> None:
    text = HEAD + RACK.replace("-36", "-37") + "x = 1\n" + PATCH + 'at = ["A1"]\nload = "nothing"\n'
    assert len(wrong(text + ENTRY + "at_s = 101.0\n" + ENTRY + "level = 1\n")) == 6


def test_too_many_racks_for_one_process() -> None:
    racks = "".join(RACK.replace("one", f"r{number}") for number in range(201))
    assert one(HEAD + racks) == " racks: are more than 200; play them as two sites"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + '[source]\nkind = "genset"\nrated_kva = "much"\n' + RACK,
        HEAD + RACK + PATCH + 'rack = 5\nat = ["A1"]\nload = "par64"\n',
        HEAD + RACK + ENTRY + 'cue = { at = ["A1"], level = 2.0 }\n',
        HEAD + RACK + ENTRY + 'cue = { at = ["A1"], levels = [0.1, 2.0] }\n',
    ],
)
def test_what_follows_from_a_wrong_value_is_not_said_again(text: str) -> None:
    one(text)


def test_a_rack_of_an_unknown_model_hides_nothing_of_the_others() -> None:
    text = HEAD + RACK.replace("-36", "-37") + '[[racks]]\nid = "two"\nmodel = "c24-soca"\n'
    text += 'fed_from = "one"\n' + PATCH + 'rack = "one"\nat = ["Q"]\nload = "par64"\n'
    lines = wrong(text + PATCH + 'rack = "two"\nat = ["Q"]\nload = "par64"\n')
    assert [line.split(": ")[1] for line in lines] == ["racks[1].model", "patch[2].at[1]"]
