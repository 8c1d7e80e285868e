"""What people entered, between records, pictures of racks and messages."""

from __future__ import annotations

from dataclasses import replace

from stagewatt.domain.errors import Invalid
from stagewatt.domain.settings import (
    UNSET,
    Change,
    ColorConnector,
    EditWay,
    GroupRack,
    RackSettings,
    RenameRack,
    Unset,
    WaySettings,
)
from stagewatt.domain.view import RackView
from stagewatt.mesh.messages import Card, SettingsPiece, WaySettingsPiece
from stagewatt.mesh.questions import ChangePiece

RACK, GROUP, WAY, CONNECTOR = 1, 2, 3, 4
_NAME, _MIN, _MAX = 1, 2, 4


def settings_piece(settings: RackSettings) -> SettingsPiece:
    """Return settings as they travel."""
    return SettingsPiece(
        revision=settings.revision,
        name=settings.name,
        group=settings.group,
        ways={
            way: WaySettingsPiece(one.name, one.min_a, one.max_a)
            for way, one in settings.ways.items()
        },
        connectors=dict(settings.connectors),
    )


def settings_of_piece(piece: SettingsPiece) -> RackSettings:
    """Return the settings again."""
    ways = {
        way: WaySettings(name=one.name, min_a=one.min_a, max_a=one.max_a)
        for way, one in piece.ways.items()
    }
    return RackSettings(
        revision=piece.revision,
        name=piece.name,
        group=piece.group,
        ways={way: one for way, one in ways.items() if one != WaySettings()},
        connectors=dict(piece.connectors),
    )


def settings_of(rack: RackView | Card) -> RackSettings:
    """Return what people entered for a rack, as its picture or its card shows it."""
    ways = {
        way.id: WaySettings(name=way.name, min_a=way.min_a, max_a=way.max_a) for way in rack.ways
    }
    return RackSettings(
        revision=rack.settings_revision if isinstance(rack, RackView) else rack.revision,
        name=rack.name,
        group=rack.group,
        ways={way: one for way, one in ways.items() if one != WaySettings()},
        connectors={one.id: one.color for one in rack.connectors if one.color is not None},
    )


def same_names(one: RackSettings, other: RackSettings) -> bool:
    """Return whether two settings say the same, whatever their revisions."""
    return replace(one, revision=other.revision) == other


def change_piece(change: Change) -> ChangePiece:
    """Return one change as it travels."""
    if isinstance(change, RenameRack):
        return ChangePiece(RACK, None, _NAME, change.name, None, None)
    if isinstance(change, GroupRack):
        return ChangePiece(GROUP, None, _NAME, change.group, None, None)
    if isinstance(change, ColorConnector):
        return ChangePiece(CONNECTOR, change.connector, _NAME, change.color, None, None)
    parts = ((change.name, _NAME), (change.min_a, _MIN), (change.max_a, _MAX))
    return ChangePiece(
        WAY,
        change.way,
        sum(bit for value, bit in parts if not isinstance(value, Unset)),
        None if isinstance(change.name, Unset) else change.name,
        None if isinstance(change.min_a, Unset) else change.min_a,
        None if isinstance(change.max_a, Unset) else change.max_a,
    )


def change_of(piece: ChangePiece) -> Change:
    """Return the change again. Raises Invalid for one of a later version."""
    where = piece.where or ""
    if piece.kind == RACK:
        return RenameRack(name=piece.text)
    if piece.kind == GROUP:
        return GroupRack(group=piece.text)
    if piece.kind == CONNECTOR:
        return ColorConnector(connector=where, color=piece.text)
    if piece.kind == WAY:
        return EditWay(
            way=where,
            name=piece.text if piece.mask & _NAME else UNSET,
            min_a=piece.min_a if piece.mask & _MIN else UNSET,
            max_a=piece.max_a if piece.mask & _MAX else UNSET,
        )
    raise Invalid("the owner's version does not know this change; update its node", where="change")
