"""What a scenario's words stand for: racks by name, their models, the places on them."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.catalogue.load import aliases, models
from stagewatt.catalogue.named import ways_named
from stagewatt.domain.rack import RackModel
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.scenario.schema import ScenarioDocument
from stagewatt.twin.scenario.script import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The racks' names and models in their order (None: no such model), and the end.

    On the panel source of those in `feeding` another rack hangs.
    """

    ids: tuple[str, ...]
    models: tuple[RackModel | None, ...]
    feeding: frozenset[int]
    duration_s: float

    def number(self, name: str | None) -> int | None:
        """Return a rack's number; without a name the only rack there is; None for no such."""
        if name is None:
            return 0 if len(self.ids) == 1 else None
        return self.ids.index(name) if name in self.ids else None


def written(document: ScenarioDocument) -> Ground:
    """Return what a file stands on, possible or not."""
    ids = tuple(rack.id for rack in document.racks)
    return Ground(
        ids=ids,
        models=tuple(model_of(rack.model) for rack in document.racks),
        feeding=frozenset(
            ids.index(rack.fed_from) for rack in document.racks if rack.fed_from in ids
        ),
        duration_s=document.duration_s,
    )


def played(scenario: Scenario) -> Ground:
    """Return what a scenario that is played stands on."""
    return Ground(
        ids=tuple(rack.id for rack in scenario.racks),
        models=tuple(rack.model for rack in scenario.racks),
        feeding=frozenset(rack.fed_from for rack in scenario.racks if rack.fed_from is not None),
        duration_s=scenario.duration_s,
    )


def model_of(name: str) -> RackModel | None:
    """Return a rack model by id or alias."""
    return models().get(aliases().get(name, name))


def places_named(model: RackModel, word: str) -> tuple[str, ...] | None:
    """Return the places of one word: ways, a group, or the panel source; None for no such."""
    if word == PANEL_SOURCE:
        return (PANEL_SOURCE,) if model.source is not None else None
    return ways_named(model, word)


def places_of(model: RackModel, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the places of several words, each once."""
    return tuple(dict.fromkeys(each for word in words for each in places_named(model, word) or ()))
