"""The bill of a show: who is cast where, so that nothing can be overloaded."""

from __future__ import annotations

from itertools import pairwise

from stagewatt.catalogue.load import model, models
from stagewatt.domain.phases import PHASES
from stagewatt.twin.loads.bill import BILL, IDLE, cast


def test_on_every_model_the_acts_fit_into_the_main_at_their_worst() -> None:
    for rack in models().values():
        for seed in range(5):
            acts = cast(rack, seed, still=False)
            for phase in PHASES:
                worst_a = sum(
                    acts[w.id].worst_a for w in rack.ways if phase in w.phases and w.id in acts
                )
                assert worst_a <= 0.8 * rack.main.rated_a, rack.id


def test_acts_are_cast_by_their_weight() -> None:
    rack = model("smartpdu-72")
    drawn_acts = [act for seed in range(40) for act in cast(rack, seed, still=False).values()]
    count = {act.label: 0 for act in BILL}
    for act in drawn_acts:
        if act.label in count:
            count[act.label] += 1
    in_order = sorted(BILL[1:], key=lambda act: count[act.label])
    weights = [act.weight for act in in_order]
    assert all(a <= b + 1 for a, b in pairwise(weights))
    assert count[IDLE.label] > 40
