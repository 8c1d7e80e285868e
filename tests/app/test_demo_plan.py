from pathlib import Path

import pytest

from stagewatt.app.config import check_text
from stagewatt.app.demo import run
from stagewatt.app.demo_plan import Place, config, introduced, site, twins, watched
from stagewatt.catalogue.load import model


def place(number: int, name: str) -> Place:
    return Place(
        number=number,
        model=model(name),
        host="127.0.0.1",
        screen=8080 + number,
        modbus=5020 + number,
        panel=9000 + number,
        data=Path("/data") / str(number),
        allowed_hosts=('a"b',) if number == 9 else (),
    )


def test_each_rack_is_a_process_that_stands_alone() -> None:
    one, two = twins([place(0, "smartpdu-48"), place(1, "c24")], "none")
    assert (one.name, two.name) == ("rack 0", "rack 1")
    assert one.argv[:2] == ("twin", "smartpdu-48")
    assert "--listen=127.0.0.1:5021" in two.argv
    assert "--seed=2" in two.argv
    assert [a for a in one.argv if a.startswith("--serial")] != [
        a for a in two.argv if a.startswith("--serial")
    ]


def test_racks_of_a_scenario_are_one_process_from_the_first_ports_on() -> None:
    (racks,) = site([place(0, "smartpdu-72"), place(1, "smartpdu-72")], "tour.toml")
    assert racks.argv == (
        *("twin", "--scenario=tour.toml", "--listen=127.0.0.1:5020", "--panel=127.0.0.1:9000"),
    )


def test_each_rack_with_a_network_has_a_node_that_its_configuration_fits() -> None:
    places = [place(0, "smartpdu-48"), place(1, "c12b-21")]
    assert watched(places) == places
    for each in places:
        made, findings = check_text(config(each, places), "n.toml")
        assert (findings, made is not None) == ((), True)
        assert made is not None
        assert [rack.model for rack in made.racks] == [each.model]
        assert made.unmonitored == ()


def test_racks_without_a_network_stand_on_the_first_nodes_list() -> None:
    places = [place(0, "c12a-11"), place(1, "smartpdu-36"), place(2, "c12a-75")]
    (node,) = watched(places)
    made, _ = check_text(config(node, places), "n.toml")
    assert made is not None
    assert [rack.model.id for rack in made.racks] == ["smartpdu-36"]
    assert [(rack.id, rack.model.id) for rack in made.unmonitored] == [
        ("rack-0", "c12a-11"),
        ("rack-2", "c12a-75"),
    ]


def test_a_demo_of_nothing_but_such_racks_still_has_a_node() -> None:
    places = [place(0, "c12a-11"), place(1, "c12a-11")]
    (node,) = watched(places)
    made, _ = check_text(config(node, places), "n.toml")
    assert made is not None
    assert (made.racks, len(made.unmonitored)) == ((), 2)


@pytest.mark.parametrize(
    ("models", "said"),
    [
        (["smartpdu-48"], "1 simulated rack, watched by 1 node"),
        (["smartpdu-72", "c24"], "2 simulated racks, watched by 2 nodes, one each"),
        (
            ["c12a-11", "smartpdu-36"],
            "2 simulated racks, 1 of them watched by 1 node; the rest has no network",
        ),
        (["c12a-11"], "1 simulated rack, not monitored: no network; 1 node lists it"),
        (["c12a-11"] * 2, "2 simulated racks, not monitored: no network; 1 node lists them"),
    ],
)
def test_the_welcome_counts_nodes_as_they_are(models: list[str], said: str) -> None:
    assert introduced([place(number, name) for number, name in enumerate(models)]) == said


@pytest.mark.parametrize("option", ["--port", "--modbus-port", "--panel-port"])
@pytest.mark.parametrize("port", ["0", "-5", "70000", "65535", "x"])
def test_a_port_that_cannot_be_is_named(
    option: str, port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run([f"{option}={port}"])
    assert ended.value.code == 2
    assert f"{port!r} is not a port from 1 to 65504" in capsys.readouterr().err


def test_a_host_that_is_not_this_machine_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--host=192.0.2.7", f"--data={tmp_path}"]) == 1
    assert "cannot listen on 192.0.2.7:8080" in capsys.readouterr().err
