from collections.abc import Callable

import pytest

from stagewatt.catalogue.load import aliases, load_all, load_text, model, models, parts
from stagewatt.domain.errors import BadDocument, Unknown
from stagewatt.domain.figures import (
    MainTolerances,
    NeutralThresholds,
    ResidualBand,
    Sensor,
    Size,
    Thermal,
)
from stagewatt.domain.phases import Phase
from stagewatt.domain.pieces import LeverRule, ResidualRelay
from stagewatt.domain.rack import RackModel

Edit = Callable[..., str]
Load = Callable[..., RackModel]
Refuse = Callable[..., list[str]]


def test_the_catalogue_ships_three_families_in_the_order_of_their_ids() -> None:
    assert list(models()) == sorted(models())
    families = [rack.family for rack in models().values()]
    assert {name: families.count(name) for name in families} == {
        "c12": 40,
        "c24": 6,
        "smartpdu": 3,
    }


def test_an_alias_is_another_name_of_a_model() -> None:
    assert aliases() == {"c12": "c12b-11", "c24": "c24-soca"}
    assert model("c24") is model("c24-soca") is models()["c24-soca"]


def test_an_unknown_model_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(Unknown, match=r"'smartpdu48'; did you mean smartpdu-48\?") as error:
        model("smartpdu48")
    assert error.value.where == "model"


def test_a_text_is_read_with_the_shipped_parts() -> None:
    text = 'schema = "rack-model/1"\nid = "mine"\ntitle = "Mine"\n'
    text += 'include = ["smartpdu", "nm8s", "nm8s-250"]\n[outputs]\ngroups = ["A"]\n'
    mine = load_text(text, "mine.toml")
    assert [way.id for way in mine.supervised] == [f"A{number}" for number in range(1, 13)]
    assert mine.main == model("smartpdu-36").main


def test_a_way_keeps_its_own_phase_and_the_rest_follow_each_other(
    loaded: Load, rack_text: str
) -> None:
    phases = [way.phases for way in loaded(rack_text).supervised]
    l1, l2, l3 = (Phase.L1,), (Phase.L2,), (Phase.L3,)
    assert phases == [l1, l3, l3, l1, l2, l3, l1, l2, l3, l1, l2, l3]


def test_doubled_sockets_stand_at_the_connector_of_their_way(loaded: Load, rack_text: str) -> None:
    also = {connector.id: connector.also for connector in loaded(rack_text).connectors}
    assert also == {"A1-6": (), "B1-6": ("B6 Schuko (front)",), "X1": (), "X2": (), "X3": ()}


def test_what_is_not_said_is_not_made_up(loaded: Load, rack_text: str) -> None:
    rack = loaded(rack_text)
    assert rack.source is None
    assert rack.ambient_min_c is None
    assert rack.ambient_max_c is None
    assert rack.nominal_v_ln_v == 230.0
    assert (rack.size, rack.cooling, rack.options) == (None, None, ())
    assert (rack.network, rack.levers, rack.monitor_buttons) == (True, LeverRule.TWO, False)
    assert (rack.meter_buttons, rack.lamps, rack.knobs) == ((), (), ())
    assert (rack.work_lights, rack.usb) == (0, 0)
    assert rack.neutral_relay == NeutralThresholds()
    assert rack.sensor == Sensor()
    assert rack.residual_band == ResidualBand()
    assert rack.thermal == Thermal()
    assert rack.main.tolerances == MainTolerances()
    assert rack.drain.conductors_a == dict.fromkeys(("pe", "n", "l1", "l2", "l3"), 100.0)
    assert rack.main.dials["ir"].steps == (None, 0.5, 1.0)
    assert rack.main.dials["ir"].settable


def test_ambient_and_source_are_taken_where_they_are_said(edited: Edit, loaded: Load) -> None:
    extra = '[ambient]\nmin_c = -5.0\nmax_c = 40\n[source]\ntype = "powerlock"\nrated_a = 90.0\n'
    rack = loaded(edited(("[drain]", f"{extra}[drain]"), ("factory = 1.0", 'factory = "off"')))
    assert (rack.ambient_min_c, rack.ambient_max_c) == (-5.0, 40.0)
    assert rack.source is not None
    assert rack.source.rated_a == 90.0
    assert rack.main.dials["ir"].factory is None


def test_figures_are_taken_key_by_key_and_the_rest_stays(edited: Edit, loaded: Load) -> None:
    extra = "[neutral_relay]\nlooks_s = 0.1\n[main.tolerances]\npickup_high = 1.25\n"
    extra += "[sensor]\nfloor_a = 0.0\nassumed = false\n"
    rack = loaded(edited(("[drain]", f"{extra}[drain]\nconductors_a = {{ n = 60.0 }}")))
    assert rack.neutral_relay == NeutralThresholds(looks_s=0.1)
    assert rack.main.tolerances == MainTolerances(pickup_high=1.25)
    assert rack.sensor == Sensor(floor_a=0.0, assumed=False)
    assert rack.drain.conductors_a["n"] == 60.0
    assert rack.drain.conductors_a["l1"] == 100.0


def test_what_is_on_the_front_is_taken_where_it_is_said(edited: Edit, loaded: Load) -> None:
    front = """
network = false
levers = "middle"
monitor_buttons = true
meter_buttons = ["I", "E"]
lamps = ["line"]
knobs = ["backlight", "work_light"]
work_lights = 1
usb = 3
cooling = "forced"
options = ["a"]
cautions = ["keep it dry"]
[size]
height_u = 4
"""
    rack = loaded(edited(("\n[drain]", f"{front}[drain]")))
    assert (rack.network, rack.levers, rack.monitor_buttons) == (False, LeverRule.MIDDLE, True)
    assert (rack.meter_buttons, rack.lamps) == (("I", "E"), ("line",))
    assert (rack.knobs, rack.work_lights, rack.usb) == (("backlight", "work_light"), 1, 3)
    assert (rack.cooling, rack.options, rack.cautions) == ("forced", ("a",), ("keep it dry",))
    assert rack.size == Size(height_u=4)


def test_pairs_give_each_phase_two_neighbours(edited: Edit, loaded: Load) -> None:
    text = edited(('"by_group"', '"by_group"\nphases = "pairs"'), ("A2 =", "B6 ="))
    phases = [way.phases[0].value[1] for way in loaded(text).supervised]
    assert "".join(phases) == "112233112233"


def test_a_residual_relay_is_part_of_its_protection(edited: Edit, loaded: Load) -> None:
    relay = "[protection.three.relay]\nsteps_a = [0.03, 0.3]\nsteps_s = [0.02]\n"
    relay += "factory_a = 0.3\nfactory_s = 0.02\n"
    rack = loaded(
        edited(("poles = 4\n\n[outputs]", f"poles = 4\nresidual_a = 0.3\n{relay}[outputs]"))
    )
    assert rack.auxiliary[-1].protection.relay == ResidualRelay(
        steps_a=(0.03, 0.3), steps_s=(0.02,), factory_a=0.3, factory_s=0.02
    )


def include(*names: str) -> tuple[str, str]:
    listed = ", ".join(f'"{name}"' for name in names)
    return 'family = "small"', f'family = "small"\ninclude = [{listed}]'


PART = 'schema = "rack-part/1"\nassumed = ["one"]\n'


def test_parts_add_to_a_model_in_the_order_of_inclusion(edited: Edit, loaded: Load) -> None:
    text = edited(include("p", "q"))
    rack = loaded(text, p=PART, q=PART.replace("one", "two"))
    assert rack.assumed == ("one", "two")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (PART + "color = 1", "color in parts/p.toml:3: unknown key; known: schema, id, title"),
        (
            PART + "[ambient]\nmin_c = 0\n",
            "ambient.max_c in parts/p.toml:3: is missing; add degree",
        ),
        (
            PART + "[phases]\nA99 = 'L1'\n",
            "phases.A99 in parts/p.toml:4: there is no way A99; known: A1, A2",
        ),
        (
            PART + 'meter = "x"',
            "meter in parts/p.toml:3: is given a second time, after small.toml:",
        ),
        (
            PART + 'id = "x"',
            "id in parts/p.toml:3: a part cannot have this key; move it to the mod",
        ),
        (PART + 'include = ["q"]', "include in parts/p.toml:3: a part cannot have this key; move"),
        ('schema = "x"', 'schema in parts/p.toml:1: this is not a part; write "rack-part/1"'),
        ("", 'schema in parts/p.toml: this is not a part; write "rack-part/1"'),
    ],
)
def test_what_is_wrong_in_a_part_is_found_in_its_own_file(
    edited: Edit, refused: Refuse, part: str, expected: str
) -> None:
    (line,) = refused(edited(include("p")), p=part)
    assert line.startswith(f"small.toml: {expected}")


def test_an_unknown_part_is_found_where_it_is_included(edited: Edit, refused: Refuse) -> None:
    (line,) = refused(edited(include("p", "ambinet")), p=PART, ambient=PART)
    assert "include[2]: there is no part ambinet; did you mean ambient?" in line


@pytest.mark.parametrize("written", ['include = "p"', "include = [1]"])
def test_an_inclusion_that_is_no_list_of_names_is_found(
    edited: Edit, refused: Refuse, written: str
) -> None:
    (line,) = refused(edited(('family = "small"', f'family = "small"\n{written}')), p=PART)
    assert "include" in line


def test_a_file_is_named_like_its_model(rack_text: str) -> None:
    load_all({"small": rack_text}, {})
    with pytest.raises(BadDocument, match=r"models/big\.toml:3: id: small stands in big\.toml"):
        load_all({"big": rack_text}, {})


def test_two_models_cannot_share_a_name(rack_text: str) -> None:
    other = rack_text.replace('"small"', '"other"', 1).replace(
        "title", 'aliases = ["small"]\ntitle', 1
    )
    with pytest.raises(BadDocument, match=r"id: small is used by models/small\.toml"):
        load_all({"small": rack_text, "other": other}, {})


def test_every_part_is_included_by_some_model() -> None:
    used = {part for part in parts() if any(f'"{part}"' in text for text in texts().values())}
    assert used == set(parts())


def texts() -> dict[str, str]:
    from stagewatt.catalogue import load  # noqa: PLC0415 - only this check reads the raw files

    return load._texts("models")
