"""All alarm rules, found in `rules/`: a new module with a `RULE` is known by being there."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from types import ModuleType

import stagewatt.monitor.rules
from stagewatt.monitor.rule import Rule


def _modules() -> list[ModuleType]:
    package = stagewatt.monitor.rules
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


def collect(modules: Iterable[ModuleType]) -> tuple[Rule, ...]:
    """Return the modules' rules; ValueError when one has none or two have the same name."""
    found: dict[str, Rule] = {}
    for module in modules:
        rule = getattr(module, "RULE", None)
        if not isinstance(rule, Rule):
            raise ValueError(f"{module.__name__} has no RULE")  # noqa: TRY004 - a file is wrong
        if rule.name in found:
            raise ValueError(f"{module.__name__}: there is a rule {rule.name!r} already")
        found[rule.name] = rule
    return tuple(found.values())


RULES = collect(_modules())
"""Every rule, in the order of their files' names."""
