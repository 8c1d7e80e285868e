"""What a demo plans: which processes, which configurations, and what it says of them."""

from pathlib import Path

import pytest

from stagewatt.app.config import check_text
from stagewatt.app.demo import run
from stagewatt.app.demo_plan import Place, Watch, config, introduced, site, twins, watches
from stagewatt.app.demo_welcome import welcome
from stagewatt.app.demo_words import parsed, places, racks
from stagewatt.catalogue.load import model


def place(number: int, name: str, host: str = "127.0.0.1") -> Place:
    return Place(
        number=number,
        model=model(name),
        host=host,
        screen=8080 + number,
        modbus=5020 + number,
        panel=9000 + number,
        data=Path("/data") / str(number),
        allowed_hosts=('a"b',) if number == 9 else (),
    )


def stand(*models: str) -> list[Place]:
    return [place(number, name) for number, name in enumerate(models)]


def test_each_rack_is_a_process_that_stands_alone() -> None:
    one, two = twins(stand("smartpdu-48", "c24"), "none")
    assert (one.name, two.name) == ("rack 0", "rack 1")
    assert one.argv[:2] == ("twin", "smartpdu-48")
    assert "--listen=127.0.0.1:5021" in two.argv
    assert "--seed=2" in two.argv
    assert [a for a in one.argv if a.startswith("--serial")] != [
        a for a in two.argv if a.startswith("--serial")
    ]


def test_like_racks_have_labels_that_tell_them_apart() -> None:
    labels = [each.serial[-6:] for each in stand("smartpdu-48", "smartpdu-48", "smartpdu-48")]
    assert labels == ["000001", "000002", "000003"]
    assert len({each.serial for each in stand("smartpdu-48", "c24")}) == 2
    assert place(0, "smartpdu-48").serial != place(0, "smartpdu-72").serial
    assert len(place(31, "smartpdu-48").serial) == 12


def test_racks_of_a_scenario_are_one_process_from_the_first_ports_on() -> None:
    (racks_of_it,) = site(stand("smartpdu-72", "smartpdu-72"), "tour.toml")
    assert racks_of_it.argv == (
        *("twin", "--scenario=tour.toml", "--listen=127.0.0.1:5020", "--panel=127.0.0.1:9000"),
    )


def test_each_rack_with_a_network_has_a_node_that_its_configuration_fits() -> None:
    racks_here = stand("smartpdu-48", "c12b-21")
    nodes = watches(racks_here)
    assert [node.at for node in nodes] == racks_here
    for node in nodes:
        made, findings = check_text(config(node, "demo-8080"), "n.toml")
        assert findings == ()
        assert made is not None
        assert [rack.model for rack in made.racks] == [node.at.model]
        assert made.unmonitored == ()


def test_one_node_reads_every_rack_at_one_screen() -> None:
    racks_here = stand("smartpdu-48", "c24-soca", "c12a-11", "c24-powercon")
    (node,) = watches(racks_here, one_node=True)
    assert node.at is racks_here[0]
    made, findings = check_text(config(node, "demo-8080"), "n.toml")
    assert findings == ()
    assert made is not None
    assert [rack.model.id for rack in made.racks] == ["smartpdu-48", "c24-soca", "c24-powercon"]
    assert [rack.id for rack in made.unmonitored] == ["rack-2"]
    assert made.port == 8080


def test_racks_without_a_network_stand_on_the_first_nodes_list() -> None:
    first, second = watches(stand("c12a-11", "smartpdu-36", "c12a-75", "c24"))
    made, _ = check_text(config(first, "demo-1"), "n.toml")
    assert made is not None
    assert [rack.model.id for rack in made.racks] == ["smartpdu-36"]
    assert [(rack.id, rack.model.id) for rack in made.unmonitored] == [
        ("rack-0", "c12a-11"),
        ("rack-2", "c12a-75"),
    ]
    assert second.lists == ()


def test_a_demo_of_nothing_but_such_racks_still_has_a_node() -> None:
    (node,) = watches(stand("c12a-11", "c12a-11"))
    made, _ = check_text(config(node, "demo-1"), "n.toml")
    assert made is not None
    assert (made.racks, len(made.unmonitored)) == ((), 2)


def test_a_demo_is_a_site_of_its_own_that_does_not_leave_this_machine() -> None:
    text = config(watches(stand("c24"))[0], "demo-8080")
    assert '[mesh]\nsite = "demo-8080"\ninterfaces = ["lo"]\n' in text
    assert "[names]\nmdns = false\nnetbios = false\nllmnr = false\n" in text


def test_a_demo_that_is_opened_to_the_network_has_a_name_there() -> None:
    opened = place(0, "c24", "0.0.0.0")
    text = config(Watch(at=opened, reads=(opened,)), "demo-8080")
    assert "mdns = true\nnetbios = false" in text


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
    assert introduced(stand(*models), len(watches(stand(*models)))) == said


def test_one_rack_is_welcomed_in_three_lines() -> None:
    here = stand("smartpdu-48")
    assert welcome(here, watches(here), "smartPDU 48").splitlines() == [
        "smartPDU 48: 1 simulated rack, watched by 1 node",
        "",
        "  open this    http://127.0.0.1:8080/",
        "  front panel  http://127.0.0.1:9000/",
        "  Modbus TCP   127.0.0.1:5020 (meter: unit 1, I/O board: unit 2)",
        "",
        "Ctrl-C stops everything.",
    ]


def test_few_racks_have_a_screen_each() -> None:
    here = stand("smartpdu-48", "c12a-11", "c24")
    said = welcome(here, watches(here), "x").splitlines()
    assert said[1] == "The nodes find each other: every screen shows all racks."
    assert [line for line in said if "open this" in line] == [
        "  open this    http://127.0.0.1:8080/",
        "  open this    http://127.0.0.1:8082/",
    ]
    assert said.count("  front panel  http://127.0.0.1:9001/") == 1
    assert any("not monitored" in line for line in said)
    assert "\n\n\n" not in "\n".join(said)


def test_one_node_has_one_screen_and_every_rack_its_panel() -> None:
    here = stand("smartpdu-48", "c24")
    said = welcome(here, watches(here, one_node=True), "x").splitlines()
    assert sum("open this" in line for line in said) == 1
    assert sum("front panel" in line for line in said) == 2
    assert "find each other" not in "\n".join(said)


def test_many_racks_have_a_line_each() -> None:
    here = stand(*["smartpdu-48", "c24", "c12a-11"] * 3)
    said = welcome(here, watches(here), "x").splitlines()
    assert len(said) == 3 + 9 + 2
    assert said[3] == (
        "  rack 0   smartpdu-48  open this http://127.0.0.1:8080/  "
        "front panel http://127.0.0.1:9000/  Modbus TCP 127.0.0.1:5020"
    )
    assert said[5] == "  rack 2   c12a-11  front panel http://127.0.0.1:9002/  no network"


@pytest.mark.parametrize(
    ("words", "models"),
    [
        ([], ["smartpdu-48"]),
        (["--racks=2"], ["smartpdu-48"] * 2),
        (["--model=c24", "--racks=2"], ["c24-soca"] * 2),
        (["--model=smartpdu-48", "--model=c24-soca"], ["smartpdu-48", "c24-soca"]),
        (
            ["--racks=3", "--model=smartpdu-48", "--model=c24-soca"],
            ["smartpdu-48", "c24-soca", "smartpdu-48"],
        ),
        (["--racks=32"], ["smartpdu-48"] * 32),
    ],
)
def test_models_take_turns(words: list[str], models: list[str]) -> None:
    title, found = racks(parsed(words))
    assert [each.id for each in found] == models
    assert title == ", ".join(dict.fromkeys(model(name).title for name in models))


def test_one_node_keeps_its_data_apart(tmp_path: Path) -> None:
    folders = []
    for words in ([], ["--one-node"]):
        wants = parsed([f"--data={tmp_path}", *words])
        folders.append(places(wants, racks(wants)[1])[0].data)
    assert folders == [tmp_path / "smartpdu-48-0", tmp_path / "one-node-smartpdu-48-0"]


def test_without_a_place_the_data_is_kept_in_the_users_state_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    wants = parsed([])
    (found,) = places(wants, racks(wants)[1])
    assert found.data == tmp_path / "stagewatt" / "demo" / "smartpdu-48-0"


@pytest.mark.parametrize("option", ["--port", "--modbus-port", "--panel-port"])
@pytest.mark.parametrize("port", ["0", "-5", "70000", "65535", "x"])
def test_a_port_that_cannot_be_is_named(
    option: str, port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run([f"{option}={port}"])
    assert ended.value.code == 2
    assert f"{port!r} is not a port from 1 to 65504" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["0", "33", "-1", "many"])
def test_a_number_of_racks_that_cannot_be_is_named(
    count: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run([f"--racks={count}"])
    assert ended.value.code == 2
    assert f"{count!r} is not a number from 1 to 32" in capsys.readouterr().err


@pytest.mark.parametrize("more", ["--racks=2", "--model=c24", "--show=none"])
def test_a_scenario_has_racks_of_its_own(more: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--scenario=festival-main-stage", more])
    assert ended.value.code == 2
    assert "a scenario has racks and a show of its own" in capsys.readouterr().err


def test_one_node_may_read_the_racks_of_a_scenario() -> None:
    wants = parsed(["--scenario=festival-main-stage", "--one-node"])
    title, models = racks(wants)
    assert title == "Festival main stage"
    assert len(watches(places(wants, models), one_node=True)[0].reads) == 3


def test_a_scenario_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.toml"
    file.write_text("schema = 1\n")
    assert run([f"--scenario={file}"]) == 2
    assert str(file) in capsys.readouterr().err


def test_a_model_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--model=smartpdu-48", "--model=smartpdu-99"]) == 2
    assert "smartpdu-99" in capsys.readouterr().err


def test_a_host_that_is_not_this_machine_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--host=192.0.2.7", f"--data={tmp_path}"]) == 1
    assert "cannot listen on 192.0.2.7:8080" in capsys.readouterr().err
