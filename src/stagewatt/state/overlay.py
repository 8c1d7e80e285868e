"""A picture under settings newer than those it was made with: what an answer shows meanwhile."""

from __future__ import annotations

from dataclasses import replace

from stagewatt.domain.settings import RackSettings
from stagewatt.domain.view import RackView


def with_settings(view: RackView, settings: RackSettings) -> RackView:
    """Return the picture with names, group, limits and colours of newer settings.

    The owner of a rack answers a change before its next picture is here. A picture that is as new
    comes back as it is; what the owner judges (warnings, alarms) is left to it.
    """
    if view.settings_revision >= settings.revision:
        return view
    ways = []
    for way in view.ways:
        own = settings.way(way.id)
        color = settings.connectors.get(way.connector)
        ways.append(replace(way, name=own.name, min_a=own.min_a, max_a=own.max_a, color=color))
    return replace(
        view,
        settings_revision=settings.revision,
        name=settings.name,
        group=settings.group,
        ways=tuple(ways),
        connectors=tuple(
            replace(one, color=settings.connectors.get(one.id)) for one in view.connectors
        ),
    )
