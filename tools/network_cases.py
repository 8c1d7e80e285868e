"""Random networks as `network-case/1`, of every kind that a stage's power can be in."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Case = dict[str, Any]
CONDUCTORS = ("L1", "L2", "L3", "N")
PHASES = CONDUCTORS[:3]
MODELS = ("impedance", "power", "current")


def case_of(seed: str) -> tuple[str, Case]:
    """Return the kind and the case that belong to a seed."""
    chance = Random(seed)  # noqa: S311 - cases, not secrets
    kind = chance.choice([*KINDS])
    return kind, KINDS[kind](chance)


def text_of(case: Case) -> str:
    """Write a case as TOML."""
    lines = [f'schema = "{case["schema"]}"', f"frequency_hz = {case['frequency_hz']}", "[source]"]
    lines += _keys(case["source"])
    for name in ("feeders", "loads"):
        for table in case[name]:
            lines += [f"[[{name}]]", *_keys(table)]
    return "\n".join((*lines, ""))


def _keys(table: Case) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in table.items()]


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _z(chance: Random, least: float, most: float, *, ideal: float = 0.0) -> list[float]:
    """Return an impedance between two sizes; `ideal` is the chance of none at all."""
    if chance.random() < ideal:
        return [0.0, 0.0]
    size = least * (most / least) ** chance.random()
    return [size, chance.choice([0.0, chance.uniform(0.05, 1.0) * size])]


def _source(chance: Random, *, z_most: float = 0.05, ideal: float = 0.2) -> Case:
    return {
        "v_ln_v": [230.0] * 3,
        "angle_deg": [0.0, -120.0, 120.0],
        "z_phase_ohm": _z(chance, 1e-3, z_most, ideal=ideal),
        "z_neutral_ohm": _z(chance, 1e-3, z_most, ideal=ideal),
        "open": [],
    }


def _network(chance: Random, nodes: int, *, chain: bool = False, ideal: float = 0.15) -> Case:
    feeders = []
    for number in range(nodes):
        above = number if chain else chance.randint(0, number)
        feeders.append(
            {
                "from": f"R{above}" if above else "source",
                "to": f"R{number + 1}",
                "z_phase_ohm": _z(chance, 1e-3, 0.3, ideal=ideal),
                "z_neutral_ohm": _z(chance, 1e-3, 0.5, ideal=ideal),
                "open": [],
            }
        )
    return {
        "schema": "network-case/1",
        "frequency_hz": 50.0,
        "source": _source(chance),
        "feeders": feeders,
        "loads": [],
    }


def _loaded(
    chance: Random, case: Case, models: tuple[str, ...], p_w: tuple[float, float] = (10.0, 8000.0)
) -> Case:
    for feeder in case["feeders"]:
        for phase in PHASES:
            for _ in range(chance.choice([0, 1, 1, 1, 2])):
                case["loads"].append(_load(chance, feeder["to"], phase, models, p_w))
    return case


def _load(
    chance: Random, node: str, phase: str, models: tuple[str, ...], p_w: tuple[float, float]
) -> Case:
    power = p_w[0] * (p_w[1] / p_w[0]) ** chance.random()
    return {
        "node": node,
        "phase": phase,
        "model": chance.choice(models),
        "p_w": power,
        "q_var": power * chance.choice([0.0, 0.0, chance.uniform(-0.6, 0.75)]),
        "v_nom_v": chance.choice([230.0, 230.0, 230.0, 220.0, 240.0]),
    }


def _intact(chance: Random) -> Case:
    return _loaded(chance, _network(chance, chance.randint(1, 6)), MODELS)


def _chain(chance: Random) -> Case:
    nodes = chance.choice([3, 5, 8, 20, 60])
    return _loaded(chance, _network(chance, nodes, chain=True), MODELS, (5.0, 8000.0 / nodes))


def _open_neutral(chance: Random) -> Case:
    """A lost neutral above impedances, with a little of the other models behind it."""
    case = _loaded(chance, _network(chance, chance.randint(1, 5)), ("impedance",))
    chance.choice(case["feeders"])["open"] = ["N"]
    for feeder in case["feeders"]:
        if chance.random() < 0.7:
            phase, models = chance.choice(PHASES), MODELS[1:]
            case["loads"].append(_load(chance, feeder["to"], phase, models, (5.0, 400.0)))
    return case


def _open_neutral_of_any_load(chance: Random) -> Case:
    case = _loaded(chance, _network(chance, chance.randint(1, 4)), MODELS)
    chance.choice(case["feeders"])["open"] = ["N"]
    return case


def _lost_at_the_source(chance: Random) -> Case:
    case = _loaded(chance, _network(chance, chance.randint(1, 4)), ("impedance", "current"))
    case["source"]["open"] = [chance.choice(CONDUCTORS)]
    return case


def _open_phase(chance: Random) -> Case:
    models = chance.choice([MODELS, ("impedance",), ("impedance", "impedance", "current")])
    case = _loaded(chance, _network(chance, chance.randint(1, 5)), models)
    chance.choice(case["feeders"])["open"] = chance.sample(PHASES, chance.choice([1, 1, 2]))
    return case


def _open_anywhere(chance: Random) -> Case:
    case = _loaded(chance, _network(chance, chance.randint(1, 6)), ("impedance",), (1.0, 20_000.0))
    for feeder in case["feeders"]:
        feeder["open"] = [each for each in CONDUCTORS if chance.random() < 0.2]
    return case


def _bad_neutral(chance: Random) -> Case:
    case = _loaded(chance, _network(chance, chance.randint(1, 4)), MODELS, (10.0, 4000.0))
    chance.choice(case["feeders"])["z_neutral_ohm"] = [chance.uniform(0.3, 20.0), 0.0]
    return case


def _skewed(chance: Random) -> Case:
    """Unequal EMFs at unequal angles."""
    case = _intact(chance)
    case["source"]["v_ln_v"] = [chance.uniform(190.0, 265.0) for _ in PHASES]
    case["source"]["angle_deg"] = [a + chance.uniform(-20.0, 20.0) for a in (0.0, -120.0, 120.0)]
    return case


def _ideal(chance: Random) -> Case:
    case = _network(chance, chance.randint(1, 5), ideal=0.8)
    case["source"] = _source(chance, ideal=1.0)
    return _loaded(chance, case, MODELS)


def _weak(chance: Random) -> Case:
    """A small source not far from collapse."""
    case = _loaded(chance, _network(chance, chance.randint(1, 3)), MODELS, (300.0, 6000.0))
    case["source"] = _source(chance, z_most=2.0, ideal=0.0)
    return case


def _generator(chance: Random) -> Case:
    case = _intact(chance)
    for load in case["loads"][::3]:
        load["p_w"] = -load["p_w"]
    return case


KINDS: dict[str, Callable[[Random], Case]] = {
    "intact": _intact,
    "chain": _chain,
    "open neutral": _open_neutral,
    "open neutral, any load": _open_neutral_of_any_load,
    "lost at the source": _lost_at_the_source,
    "open phase": _open_phase,
    "open anywhere": _open_anywhere,
    "bad neutral": _bad_neutral,
    "skewed source": _skewed,
    "ideal conductors": _ideal,
    "weak source": _weak,
    "generator": _generator,
}
