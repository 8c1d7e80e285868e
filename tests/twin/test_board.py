"""The I/O board: noise, floor, extremes of each second, contacts, what a dead sensor says."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.catalogue.load import model
from stagewatt.domain.reading import BoardSample
from stagewatt.meters import rack_io
from stagewatt.twin import board
from stagewatt.twin.actions import MoveWay
from stagewatt.twin.plant import SENSOR_NOISE_A, Plant, build


def sample(bench: Any, dead: frozenset[str] = frozenset()) -> BoardSample:
    state = bench.state
    return board.sample(
        bench.plant, state.board, state.t_ns, dead=dead, temperature_c=state.temperature_c
    )


def test_readings_lie_close_to_the_true_current(bench: Any) -> None:
    bench.plug("B3", 2300.0)
    seen = set()
    for _ in range(50):
        bench.run(0.02)
        i_a = bench.state.board.i_a[bench.plant.at("B3")]
        seen.add(i_a)
        assert abs(i_a - bench.way_a("B3")) <= 3 * SENSOR_NOISE_A
    assert len(seen) > 10


def test_below_its_floor_a_sensor_shows_nothing(bench: Any) -> None:
    bench.plug("A1", 10.0)
    bench.run(0.1)
    assert 0 < bench.way_a("A1") < 0.05
    assert bench.state.board.i_a[0] == 0


def test_the_same_seed_gives_the_same_noise_and_breakers() -> None:
    one, same, other = (build(model("smartpdu-36"), serial="1", seed=seed) for seed in (4, 4, 5))
    assert one == same
    assert one.noise_of(77) == same.noise_of(77) != other.noise_of(77)
    assert one.ways != other.ways


def test_a_second_keeps_its_extremes(bench: Any) -> None:
    assert sample(bench).window is None
    bench.run(0.5)
    bench.plug("A1", 2300.0)
    bench.run(0.1)
    bench.plug("A1", 230.0)
    bench.run(0.4)
    window = sample(bench).window
    assert window is not None
    assert window.number == 1
    assert window.i_min_a[0] == 0
    assert window.i_max_a[0] == pytest.approx(10, abs=0.1)
    assert window.i_peak_a[0] == pytest.approx(10 * math.sqrt(2), abs=0.2)
    bench.run(1)
    quiet = sample(bench).window
    assert quiet is not None
    assert quiet.number == 2
    assert quiet.i_max_a[0] == pytest.approx(1, abs=0.05)


def test_a_value_read_in_a_second_lies_in_its_window(bench: Any) -> None:
    bench.plug("A1", 1000.0)
    bench.run(1)
    read = [bench.state.board.i_a[0]]
    for _ in range(50):
        bench.run(0.02)
        read.append(bench.state.board.i_a[0])
    window = sample(bench).window
    assert window is not None
    assert window.number == 2
    assert window.i_min_a[0] == min(read) > 4
    assert window.i_max_a[0] == max(read) > min(read)


def test_window_numbers_wrap_as_the_map_wants(bench: Any) -> None:
    bench.run(1.5)
    held = bench.state.board
    assert held.window is not None
    late = replace(held, window=replace(held.window, number=65_537))
    told = board.sample(bench.plant, late, 0, dead=frozenset(), temperature_c=20.0)
    assert told.window is not None
    assert told.window.number == 1


def test_a_dead_sensor_has_no_value_anywhere(bench: Any) -> None:
    bench.plug("A2", 2300.0)
    bench.run(1.1)
    told = sample(bench, dead=frozenset({"A2"}))
    assert told.i_a[1] is None
    assert told.sensor_fault[1]
    assert told.fitted[1]
    assert told.window is not None
    assert told.window.i_min_a[1] is told.window.i_max_a[1] is told.window.i_peak_a[1] is None
    assert told.i_a[0] == 0
    assert sum(told.sensor_fault) == 1


def test_breaker_contacts_follow_the_levers(bench: Any) -> None:
    bench.run(0.1)
    bench.do(MoveWay("A3", on=False))
    bench.run(0.2)
    contact = sample(bench).way_breakers[2]
    assert contact is not None
    assert (contact.active, contact.changes, contact.since_ms) == (False, 1, 200)
    other = sample(bench).way_breakers[3]
    assert other is not None
    assert (other.active, other.changes, other.since_ms) == (True, 0, 300)


@pytest.mark.parametrize("name", ["smartpdu-36", "smartpdu-72", "c24-soca"])
def test_the_map_says_what_the_board_sees(
    name: str, plants: Callable[[str], Plant], bench_of: Callable[[Plant], Any]
) -> None:
    bench = bench_of(plants(name))
    way = bench.plant.model.supervised[-1].id
    bench.plug(way, 2300.0)
    bench.run(1.2)
    told = sample(bench)
    image = rack_io.image(told)

    def words(span: Any) -> list[int]:
        return [image[address] for address in range(span.address, span.end)]

    (identity_at,) = rack_io.reads_identity()
    identity = rack_io.decode_identity(words(identity_at))
    assert identity == told.identity
    assert identity.serial == "00AABB4711CC"
    assert identity.printed_name.endswith("4711CC")
    (live_at,) = rack_io.reads_live(identity.ways)
    live = rack_io.decode_live(words(live_at), identity)
    assert live.i_a[-1] == pytest.approx(told.i_a[-1], abs=0.0051)
    assert live.contacts == told.contacts
    assert live.temperature_c == pytest.approx(24.0, abs=0.2)
    window = rack_io.decode_window([words(span) for span in rack_io.reads_window(identity.ways)])
    assert window.number == 1
    breakers = rack_io.decode_breakers(
        [words(span) for span in rack_io.reads_breakers(identity.ways)]
    )
    assert breakers == told.way_breakers
