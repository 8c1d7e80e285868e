"""The catalogue: all rack models of the package, by id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from stagewatt.catalogue.connectors import connector_types
from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.join import Joined
from stagewatt.catalogue.document.prune import touches
from stagewatt.catalogue.document.source import Source, decode, differences, rest
from stagewatt.catalogue.document.words import choose
from stagewatt.catalogue.possible import impossible
from stagewatt.catalogue.resolve import resolve
from stagewatt.catalogue.schema import RackDocument
from stagewatt.domain.errors import BadDocument, Unknown
from stagewatt.domain.rack import RackModel

_PACKAGE = "stagewatt.catalogue"
_PART = "rack-part/1"
_NOT_IN_PARTS = ("id", "title", "aliases", "include")


def model(model_id: str) -> RackModel:
    """Return the rack model of an id or alias. Raises Unknown with the known ones."""
    found = models().get(aliases().get(model_id, model_id))
    if found is None:
        message = f"there is no rack model {model_id!r}; {choose(model_id, models())}"
        raise Unknown(message, where="model")
    return found


@cache
def models() -> dict[str, RackModel]:
    """Return all rack models by id, in the order of their file names."""
    return {rack.id: rack for rack, _ in _shipped()}


@cache
def aliases() -> dict[str, str]:
    """Return the model that each alias stands for."""
    return {alias: rack.id for rack, names in _shipped() for alias in names}


def load_text(text: str, place: str) -> RackModel:
    """Return the rack that a model file's text describes, with the package's parts.

    Raises BadDocument with everything that is wrong, each with file, place and cure.
    """
    return load_document(text, place, parts())[0]


def load_document(
    text: str, place: str, known_parts: Mapping[str, str]
) -> tuple[RackModel, tuple[str, ...]]:
    """Return the rack of a model file's text and its aliases, with the parts given as texts."""
    joined = _joined(decode(text, place), known_parts)
    shape = differences(joined.data, RackDocument)
    document = rest(joined.data, shape, RackDocument)
    judged = () if document is None else impossible(document, connector_types())
    for wrong in (*shape, *(each for each in judged if not touches(each.path, shape))):
        joined.found(wrong)
    if document is None or joined.findings:
        raise BadDocument(place, tuple(joined.findings))
    return resolve(document, connector_types()), document.aliases


@cache
def parts() -> dict[str, str]:
    """Return the texts of the package's parts by name."""
    return _texts("parts")


@cache
def _shipped() -> tuple[tuple[RackModel, tuple[str, ...]], ...]:
    return load_all(_texts("models"), parts())


def load_all(
    texts: Mapping[str, str], known_parts: Mapping[str, str]
) -> tuple[tuple[RackModel, tuple[str, ...]], ...]:
    """Return all racks of a folder's texts by file name, with their aliases.

    Raises BadDocument where a file is named unlike its id, or a name is used twice.
    """
    loaded = []
    seen: dict[str, str] = {}
    for name, text in texts.items():
        rack, names = load_document(text, f"models/{name}.toml", known_parts)
        wrongs = [] if rack.id == name else [_misnamed(name, rack.id)]
        for each in (rack.id, *names):
            if each in seen:
                wrongs.append(Wrong(("id",), f"{each} is used by {seen[each]}", "choose another"))
            seen[each] = f"models/{name}.toml"
        if wrongs:
            source = decode(text, f"models/{name}.toml")
            raise BadDocument(source.name, source.findings(wrongs))
        loaded.append((rack, names))
    return tuple(loaded)


def _misnamed(name: str, model_id: str) -> Wrong:
    return Wrong(("id",), f"{model_id} stands in {name}.toml", "name the file like the model")


def _joined(main: Source, known_parts: Mapping[str, str]) -> Joined:
    """Join a model with the parts it includes; what cannot be joined is a finding."""
    joined = Joined(main)
    joined.add(main)
    include = main.data.get("include")
    for position, name in enumerate(include if isinstance(include, list) else ()):
        if not isinstance(name, str):
            continue  # the comparison with the type says so
        if name not in known_parts:
            path = ("include", position)
            joined.found(Wrong(path, f"there is no part {name}", choose(name, known_parts)))
            continue
        _include(joined, _part(known_parts[name], f"parts/{name}.toml"))
    return joined


@cache
def _part(text: str, name: str) -> Source:
    """Return a part decoded: most are included by many models."""
    return decode(text, name)


def _include(joined: Joined, part: Source) -> None:
    if part.data.get("schema") != _PART:
        joined.refuse(part, Wrong(("schema",), "this is not a part", f'write "{_PART}"'))
    for key in _NOT_IN_PARTS:
        if key in part.data:
            joined.refuse(
                part, Wrong((key,), "a part cannot have this key", "move it to the model")
            )
    joined.add(part, without=("schema", *_NOT_IN_PARTS))


def _texts(folder: str) -> dict[str, str]:
    """Return the texts of a folder's TOML files by name without ending, sorted."""
    files = resources.files(_PACKAGE).joinpath(folder).iterdir()
    found = {file.name: file.read_text("utf-8") for file in files if file.name.endswith(".toml")}
    return {name.removesuffix(".toml"): found[name] for name in sorted(found)}
