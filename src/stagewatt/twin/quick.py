"""A quicker `dataclasses.replace`, for the few places that a tick calls hundreds of times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

Frozen = TypeVar("Frozen")


class _Slots(NamedTuple):
    values: Callable[[Any], tuple[Any, ...]]
    setters: tuple[Callable[[Any, Any], None], ...]
    named: Mapping[str, Callable[[Any, Any], None]]


@cache
def _slots(cls: Any) -> _Slots:
    names = [each.name for each in fields(cls)]
    named = {name: cls.__dict__[name].__set__ for name in names}
    return _Slots(attrgetter(*names), tuple(named.values()), named)


def changed(thing: Frozen, **changes: object) -> Frozen:
    """Return a copy of a dataclass with slots and two fields or more, some of them changed.

    It sets slots directly, in a quarter of the time; so `__post_init__` is not called. Raises
    KeyError for a field that is not there.
    """
    cls: Any = type(thing)
    values, setters, named = _slots(cls)
    copy: Frozen = object.__new__(cls)
    for put, value in zip(setters, values(thing), strict=True):
        put(copy, value)
    for name, value in changes.items():
        named[name](copy, value)
    return copy
