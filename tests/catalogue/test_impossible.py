from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.catalogue.load import load_document
from stagewatt.domain.errors import BadDocument

Edit = Callable[..., str]
Refuse = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"A", "B"]', '"A", "B", "A"]', "outputs.groups[3]: there is a group A already"),
        ('"A", "B"]', '"A", "B", "1-6"]', "outputs.groups[3]: ways numbered by group cannot begin"),
        ('protection = "way"', 'protection = "wya"', "outputs.protection: there is no protection"),
        ('n = "way"', 'n = "three"', "outputs.protection: 4 poles on one phase; choose a 1- or"),
        (
            'module = "socapex-19"',
            'module = "true1"',
            "outputs.module: true1 is not among the modules that fit; add it",
        ),
        ('"powercon"]', '"powerkon"]', "outputs.modules[2]: there is no connector type powerkon"),
        ('"powercon"]', '"cee-32-5"]', "outputs.modules[2]: cee-32-5 carries three phases"),
        ('"powercon"]', '"harting-16-8"]', "outputs.modules[2]: a group of 6 ways does not fill"),
        ('"cee-16-3"', '"cee-16"', "auxiliary[1].connector: there is no connector type cee-16"),
        ('"cee-16-3"', '"cee-16-5"', "auxiliary[1].connector: cee-16-5 carries 3 phase(s), the"),
        ('"cee-16-3"', '"socapex-19"', "auxiliary[1].connector: socapex-19 carries 6 ways; choose"),
        ('n = "three"', 'n = "four"', "auxiliary[2].protection: there is no protection four"),
        ('n = "three"', 'n = "way"', "auxiliary[2].protection: 2 poles for three phases; choose"),
        (
            "rated_a = 32.0",
            "rated_a = 64.0",
            "auxiliary[2].protection: 64 A behind a main device of 63 A; correct one of the",
        ),
        ('"X1", "X2"', '"X1", "X3"', "auxiliary[2].ways[1]: there is a way X3 already; give it"),
        ('"X1", "X2"', '"A6", "X2"', "auxiliary[1].ways[1]: there is a way A6 already; give it"),
        ('ways = ["B6"]', 'ways = ["B7"]', "doubled[1].ways[1]: there is no way B7; known: A1"),
        ('"schuko"', '"shuko"', "doubled[1].socket: there is no connector type shuko; did you"),
        ("A2 =", "A7 =", "phases.A7: there is no way A7; known: A1"),
        ("A2 =", "X3 =", "phases.X3: X3 carries all three phases; remove this line"),
        ('kind = "mccb"', 'kind = "switch_disconnector"', "main.dials: a switch-disconnector has"),
        ("dials.ir", "dials.irr", "main.dials.irr: there is no dial irr; did you mean ir?"),
        ("factory = 1.0", "factory = 0.7", "main.dials.ir.factory: 0.7 is not one of the steps"),
        ("0.5, 1.0]", "1.0, 0.5]", "main.dials.ir.steps: the steps do not rise; sort them"),
        ("0.5, 1.0]", "1.0, 1.0]", "main.dials.ir.steps: the steps do not rise; sort them"),
        ('"off", 0.5', '"off", "off", 0.5', "main.dials.ir.steps: the steps do not rise; sort"),
        ("slight_a = 16.0", "slight_a = 21.0", "indicator: floor_a, slight_a and serious_a do not"),
        ("floor_a = 0.1", "floor_a = 16.0", "indicator: floor_a, slight_a and serious_a do not"),
        ("[drain]", "[ambient]\nmin_c = 40.0\nmax_c = 40.0\n[drain]", "ambient: min_c is not"),
        ("[[fuses]]", '[[fuses]]\nid = "electronics"\nrating_a = 2.0\nprotects = "x"\n[[fuses]]',
         "fuses[2]: there is a fuse electronics already; give each its own"),
        ("[drain]", "[main.tolerances]\npickup_high = 1.4\n[drain]",
         "main.tolerances: the pick-up is outside 1.05 to 1.30, or does not rise; make 1.05 <="),
        ("[drain]", "[main.tolerances]\npickup_low = 1.25\n[drain]", "main.tolerances: the pick"),
        ("[drain]", "[main.tolerances]\npickup_low = 1.0\n[drain]", "main.tolerances: the pick-up"),
        ("[drain]", "[main.tolerances]\nstatus_low = 1.2\n[drain]",
         "main.tolerances: status_low is not below status_high; exchange the two"),
        ("[drain]", "[neutral_relay]\nv_ln_max_v = 230.0\n[drain]",
         "neutral_relay: nominal 230 V is not between v_ln_min_v and v_ln_max_v; it would trip"),
        ("[drain]", "[neutral_relay]\nv_ll_min_v = 400.0\n[drain]",
         "neutral_relay: nominal 398 V is not between v_ll_min_v and v_ll_max_v; it would never"),
        ("[drain]", "[residual_band]\nlow_a = 0.015\n[drain]", "residual_band: a 30 mA device"),
        ("[drain]", "[residual_band]\nhigh_a = 0.031\n[drain]", "residual_band: a 30 mA device"),
        ("[drain]", "[residual_band]\nlow_a = 0.028\n[drain]", "residual_band: a 30 mA device"),
        ("serious_a = 20.0", "serious_a = 20.0\nslow_hz = 4.0", "indicator: slow_hz is not below"),
        ("\n[drain]", '\nknobs = ["work_light"]\n[drain]', "knobs: a dimmer without work lights"),
        ('"cee-16-3"', '"cee-16-3"\nfits = ["schuko"]',
         "auxiliary[1].connector: cee-16-3 is not among the types that fit; add it to fits or"),
        ('"cee-16-3"', '"cee-16-3"\nfits = ["cee-16-3", "shuko"]',
         "auxiliary[1].fits[2]: there is no connector type shuko; did you mean schuko?"),
        ('"cee-16-3"', '"cee-16-3"\nfits = ["cee-16-3", "cee-32-5"]',
         "auxiliary[1].fits[2]: cee-32-5 carries 3 phase(s), the way 1; make connector and"),
    ],
)  # fmt: skip
def test_an_impossible_rack_is_one_finding_with_its_place(
    edited: Edit, refused: Refuse, old: str, new: str, expected: str
) -> None:
    (line,) = refused(edited((old, new)))
    at, _, finding = line.partition(": ")
    assert at.startswith("small.toml:")
    assert finding.startswith(expected)
    assert "; " in finding


RELAY = """residual_a = 0.03
[protection.three.relay]
steps_a = [0.03, 0.3]
steps_s = [0.02, 5.0]
factory_a = 0.03
factory_s = 0.02
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("residual_a = 0.03\n", "", "protection.three: a residual relay without residual_a; give"),
        ("[0.03, 0.3]", "[0.3, 0.03]", "protection.three.relay.steps_a: the steps do not rise"),
        ("[0.02, 5.0]", "[0.02, 0.02]", "protection.three.relay.steps_s: the steps do not rise"),
        ("y_a = 0.03", "y_a = 0.1", "protection.three.relay.factory_a: 0.1 is not one of the"),
        ("y_s = 0.02", "y_s = 1.0", "protection.three.relay.factory_s: 1.0 is not one of the"),
        ("[0.03, 0.3]", "[]", "protection.three.relay.steps_a: the list is empty; name at least"),
        ("steps_s", "step_s", "protection.three.relay.step_s: unknown key; did you mean steps_s?"),
    ],
)
def test_an_impossible_residual_relay_is_found_with_its_place(
    edited: Edit, refused: Refuse, old: str, new: str, expected: str
) -> None:
    assert old in RELAY
    text = edited(("poles = 4\n\n[outputs]", f"poles = 4\n{RELAY.replace(old, new)}\n[outputs]"))
    line = refused(text)[0]
    at, _, finding = line.partition(": ")
    assert at.startswith("small.toml:")
    assert finding.startswith(expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("network = 1", "network: 1 cannot stand here; write true or false"),
        ('levers = "four"', 'levers: "four" is not one of these; write "middle" or "three" or'),
        ('lamps = ["lines"]', 'lamps[1]: "lines" is not one of these; write "data_tx" or'),
        ("knobs = [1]", "knobs[1]: 1 is not one of these"),
        ("usb = 17", "usb: 17 is out of range; write a number from 0 to 16"),
        ('cooling = "water"', 'cooling: "water" is not one of these; write "forced" or "free"'),
        ("[size]\nheight_u = 0", "size.height_u: 0 is out of range; write 1 to 60 rack units"),
        ("[size]\nwidth_mm = 1.0", "size.height_u: is missing; add 1 to 60 rack units"),
        ("[neutral_relay]\nlooks = 1.0", "neutral_relay.looks: unknown key; did you mean looks_s?"),
        ("[neutral_relay]\nlooks_s = -1.0", "neutral_relay.looks_s: -1.0 is out of range; write"),
        ("[sensor]\nfloor_a = true", "sensor.floor_a: true is not a number; write amps from 0"),
        ("[residual_band]\nlow_a = 0.0", "residual_band.low_a: 0.0 is out of range; write amps"),
        ("[thermal]\nwarm_up_s = 0.0", "thermal.warm_up_s: 0.0 is out of range; write seconds abo"),
        ("[thermal]\nclogged_factor = 0.5", "thermal.clogged_factor: 0.5 is out of range; write f"),
        ("[main.tolerances]\nlong_share = 2.0", "main.tolerances.long_share: 2.0 is out of range"),
    ],
)
def test_what_is_written_wrong_in_a_new_table_is_found_with_its_line(
    edited: Edit, refused: Refuse, written: str, expected: str
) -> None:
    text = edited(("\n[drain]", f"\n{written}\n[drain]"))
    (line,) = refused(text)
    at, _, finding = line.partition(": ")
    assert at.startswith("small.toml:")
    assert finding.startswith(expected)


def test_groups_of_ways_numbered_through_are_called_like_their_ways(
    edited: Edit, refused: Refuse
) -> None:
    text = edited(('"by_group"', '"through"'), ('"A", "B"]', '"1-6", "7-24"]'), ("B6", "12"))
    (line,) = refused(text.replace("A2 =", "2 ="))
    assert line.endswith("outputs.groups[2]: holds the ways 7-12; call it 7-12")


def test_a_finding_names_the_line(edited: Edit, refused: Refuse) -> None:
    text = edited(("dials.ir", "dials.irr"))
    (line,) = refused(text)
    number = text.splitlines().index("[main.dials.irr]") + 1
    assert line.startswith(f"small.toml:{number}: ")


def test_everything_wrong_is_found_at_once(edited: Edit, refused: Refuse) -> None:
    text = edited(
        ("title", "titel"),
        ('meter = "sdm630"', "meter = 630"),
        ("poles = 4", "poles = 5"),
        ('"X1", "X2"', '"X1", "x2"'),
    )
    assert [line.partition(": ")[2].partition(":")[0] for line in refused(text)] == [
        "titel",
        "meter",
        "main.poles",
        "auxiliary[1].ways[2]",
        "title",
    ]


def test_an_unknown_key_does_not_hide_what_is_impossible(edited: Edit, refused: Refuse) -> None:
    text = edited(("A2 =", "A9 ="), ("[main]", "[main]\ncolour = 1"), ("factory", "faktory"))
    assert [line.partition(": ")[2].partition(":")[0] for line in refused(text)] == [
        "main.colour",
        "main.dials.ir.faktory",
        "main.dials.ir.factory",
    ]
    text = edited(("A2 =", "A9 ="), ("[main]", "[main]\ncolour = 1"))
    assert [line.partition(": ")[2].partition(":")[0] for line in refused(text)] == [
        "main.colour",
        "phases.A9",
    ]


def test_what_follows_from_a_wrong_key_is_not_said_again(edited: Edit, refused: Refuse) -> None:
    text = edited(('kind = "mccb"', 'kind = "switch_disconnector"'), ("factory = 1.0", "f = 1"))
    assert not any("overcurrent settings" in line for line in refused(text))


@pytest.mark.unmeasured
@given(st.data())
def test_no_mutation_of_a_model_ends_in_a_traceback(rack_text: str, data: st.DataObject) -> None:
    lines = rack_text.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        pieces = ["", "x = 1", "[[drain]]", "[", lines[data.draw(st.integers(0, len(lines) - 1))]]
        key = lines[at].partition(" = ")[0]
        pieces += [f"{key} = {value}" for value in ("0", "-1", '""', "[]", "[[1]]", "{}", "nan")]
        lines[at] = data.draw(st.sampled_from(pieces))
    assert outcome("\n".join(lines)) in {"loads", "is explained"}


def outcome(text: str) -> str:
    try:
        load_document(text, "f.toml", {})
    except BadDocument as error:
        explained = all(each.place and each.problem and each.cure for each in error.findings)
        return "is explained" if error.findings and explained else "is not explained"
    return "loads"
