"""Which other nodes a node belongs with, by which names it is found, and the lamps of its board."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from stagewatt.app.config_hosts import host_and_port, is_host
from stagewatt.app.config_judge import Judge
from stagewatt.app.config_schema import DEFAULT_MESH_PORT, DEFAULT_SITE, MeshTable
from stagewatt.catalogue.document.words import short
from stagewatt.domain.errors import BadDocument, Finding

KEY_LENGTHS = range(16, 257)
"""How many characters a site's key may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshConfig:
    """How a node takes part in its site; `addresses` are hosts with their mesh ports.

    `key` locks the site, None leaves it open. No `interfaces`: wherever the node listens.
    """

    enabled: bool = True
    site: str = DEFAULT_SITE
    key: str | None = None
    key_file: FilePath | None = None
    port: int = DEFAULT_MESH_PORT
    multicast: bool = True
    addresses: tuple[tuple[str, int], ...] = ()
    interfaces: tuple[str, ...] = ()


def mesh_config(table: MeshTable, judge: Judge) -> MeshConfig:
    """Return what a file says of the mesh; what is wrong with it goes to the judge."""
    if table.key is not None and table.key_file is not None:
        problem = "stands beside key_file: which of them counts?"
        judge.wrong(("mesh", "key"), problem, "keep one of the two")
    addresses = (_address(table, position, judge) for position in range(len(table.addresses)))
    return MeshConfig(
        enabled=table.enabled,
        site=table.site,
        key=table.key,
        key_file=None if table.key_file is None else FilePath(table.key_file),
        port=table.port,
        multicast=table.multicast,
        addresses=tuple(each for each in addresses if each is not None),
        interfaces=table.interfaces,
    )


def _address(table: MeshTable, position: int, judge: Judge) -> tuple[str, int] | None:
    text = table.addresses[position]
    found = (text, DEFAULT_MESH_PORT) if is_host(text) else host_and_port(text)
    if found is None or found[1] == 0:
        problem = f"{short(text)} is not the address of a node"
        cure = f"write HOST or HOST:PORT, for example 10.0.0.5:{DEFAULT_MESH_PORT}"
        judge.wrong(("mesh", "addresses", position), problem, cure)
        return None
    return found


def with_key(config: MeshConfig, beside: FilePath) -> MeshConfig:
    """Return a configuration with the key out of its file; a relative path is in `beside`.

    Raises BadDocument when there is no such file, or no key in it.
    """
    if config.key_file is None:
        return config
    path = beside / config.key_file
    cure = "write the site's key, 16 to 256 characters in one line, into that file"
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        finding = Finding("mesh.key_file", f"{path} cannot be read: {why}", cure)
        raise BadDocument(str(path), (finding,)) from error
    if len(key) not in KEY_LENGTHS or "\n" in key:
        finding = Finding("mesh.key_file", f"{path} holds no key", cure)
        raise BadDocument(str(path), (finding,))
    return replace(config, key=key, key_file=path)
