"""Front and rear of each rack as a description (`front/1`): what stands where, in millimetres."""

from __future__ import annotations

from typing import Any

from stagewatt.catalogue.front.layout import face, height_mm
from stagewatt.catalogue.front.template import templates
from stagewatt.catalogue.load import model as model_of
from stagewatt.domain.errors import Unknown
from stagewatt.domain.rack import RackModel

__all__ = ["front_json", "front_of"]


def front_json(model: RackModel) -> dict[str, Any]:
    """Return both faces of a rack as plain data. Raises Unknown for a family without a template."""
    known = templates()
    if model.family not in known:
        message = f"there is no front of family {model.family!r}; there are: {', '.join(known)}"
        raise Unknown(message, where="family")
    template = known[model.family]
    height = height_mm(template, model)
    return {
        "schema": "front/1",
        "model": model.id,
        "family": model.family,
        "title": model.title,
        "style": template.style,
        "main": {"device": model.main.device, "rated_a": model.main.rated_a},
        "levers": model.levers.value,
        "faces": {
            "front": face(template, template.front, model, height),
            "rear": face(template, template.rear, model, height),
        },
    }


def front_of(model_id: str) -> dict[str, Any] | None:
    """Return both faces of a model of the catalogue, None where there is no picture of it."""
    try:
        return front_json(model_of(model_id))
    except Unknown:
        return None
