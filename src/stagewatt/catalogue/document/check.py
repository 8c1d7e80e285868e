"""Compares a decoded document with the msgspec type it should have, and finds all differences.

`msgspec.convert` stops at the first one; people want all of them, in words, with the cure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import inspect

from stagewatt.catalogue.document.path import Path
from stagewatt.catalogue.document.words import choose, short

_LARGEST_INT = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Wrong:
    """One difference: where, what is wrong, how to cure it."""

    path: Path
    problem: str
    cure: str


def check(value: object, kind: inspect.Type, path: Path = ()) -> Iterator[Wrong]:
    """Yield everything in a value (tables, lists, leaves) that its type does not allow."""
    bare, wanted = _described(kind)
    if isinstance(bare, inspect.StructType):
        yield from _table(value, bare, path)
    elif isinstance(bare, inspect.DictType):
        yield from _map(value, bare, path)
    elif isinstance(bare, inspect.VarTupleType):
        yield from _list(value, bare, path)
    elif not isinstance(bare, inspect.AnyType) and not _fits(value, bare):
        yield Wrong(path, f"{short(value)} {_why(value, bare)}", f"write {wanted}")


def _table(value: object, kind: inspect.StructType, path: Path) -> Iterator[Wrong]:
    if not isinstance(value, dict):
        yield Wrong(path, f"{short(value)} is not a table", "write it as a table of keys")
        return
    fields = {field.encode_name: field for field in kind.fields}
    for key, item in value.items():
        if key in fields:
            yield from check(item, fields[key].type, (*path, key))
        else:
            yield Wrong((*path, key), "unknown key", choose(key, fields))
    for name, field in fields.items():
        if field.required and name not in value:
            yield Wrong((*path, name), "is missing", f"add {_described(field.type)[1]}")


def _map(value: object, kind: inspect.DictType, path: Path) -> Iterator[Wrong]:
    if not isinstance(value, dict):
        yield Wrong(path, f"{short(value)} is not a table", "write it as a table of keys")
        return
    for key, item in value.items():
        yield from check(item, kind.value_type, (*path, key))


def _list(value: object, kind: inspect.VarTupleType, path: Path) -> Iterator[Wrong]:
    if not isinstance(value, list):
        cure = f"write [[{path[-1]}]]" if isinstance(value, dict) and path else "put it in [ ]"
        yield Wrong(path, f"{short(value)} is not a list", cure)
        return
    if kind.min_length is not None and len(value) < kind.min_length:
        yield Wrong(path, "the list is empty", "name at least one")
    for position, item in enumerate(value):
        yield from check(item, kind.item_type, (*path, position))


def _fits(value: object, kind: inspect.Type) -> bool:
    """Return whether a leaf value is of its type and in its range."""
    if isinstance(kind, inspect.UnionType):
        return any(_fits(value, _described(each)[0]) for each in kind.types)
    if isinstance(kind, inspect.LiteralType):
        return any(type(value) is type(each) and value == each for each in kind.values)
    if isinstance(kind, inspect.BoolType):
        return isinstance(value, bool)
    if isinstance(kind, inspect.StrType):
        return isinstance(value, str) and _text_fits(value, kind)
    return isinstance(kind, inspect.IntType | inspect.FloatType) and _number_fits(value, kind)


def _why(value: object, kind: inspect.Type) -> str:
    """Return what is the matter with a leaf that does not fit."""
    if isinstance(kind, inspect.StrType):
        return "is not written right" if isinstance(value, str) else "is not a text"
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "is not a number"
        whole = isinstance(kind, inspect.FloatType) or isinstance(value, int)
        return "is out of range" if whole else "is not a whole number"
    return "is not one of these" if isinstance(kind, inspect.LiteralType) else "cannot stand here"


def _text_fits(value: str, kind: inspect.StrType) -> bool:
    if kind.max_length is not None and len(value) > kind.max_length:
        return False
    if kind.min_length is not None and len(value) < kind.min_length:
        return False
    return kind.pattern is None or re.search(kind.pattern, value) is not None


def _number_fits(value: object, kind: inspect.IntType | inspect.FloatType) -> bool:
    allowed = int | float if isinstance(kind, inspect.FloatType) else int
    if isinstance(value, bool) or not isinstance(value, allowed):
        return False
    # TOML writes nan and inf as well; no quantity of ours is either of them.
    if not math.isfinite(value) if isinstance(value, float) else abs(value) > _LARGEST_INT:
        return False
    above = (kind.ge is None or value >= kind.ge) and (kind.gt is None or value > kind.gt)
    return above and (kind.le is None or value <= kind.le)


def _described(kind: inspect.Type) -> tuple[inspect.Type, str]:
    """Return the type without its metadata, and what it asks for in words.

    An optional value is checked as the value: TOML cannot write "none", only leave a key out.
    """
    if isinstance(kind, inspect.Metadata):
        words = (kind.extra_json_schema or {}).get("description")
        return kind.type, str(words) if words else _words(kind.type)
    if isinstance(kind, inspect.UnionType):
        written = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
        if len(written) == 1:
            return _described(written[0])
    return kind, _words(kind)


def _words(kind: inspect.Type) -> str:
    """Return what a type without a description of its own asks for."""
    if isinstance(kind, inspect.UnionType):
        return " or ".join(_described(each)[1] for each in kind.types)
    if isinstance(kind, inspect.LiteralType):
        return " or ".join(short(value) for value in kind.values)
    if type(kind) not in _WORDS:
        raise TypeError(f"no document of ours holds a {type(kind).__name__}")
    return _WORDS[type(kind)]


_WORDS: dict[type[inspect.Type], str] = {
    inspect.AnyType: "a value",
    inspect.BoolType: "true or false",
    inspect.StrType: "a text",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.VarTupleType: "a list",
    inspect.DictType: "a table",
    inspect.StructType: "a table",
}
