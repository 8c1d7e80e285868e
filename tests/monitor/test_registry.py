"""Rules are found by being there."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

import stagewatt.monitor.rules
from stagewatt.domain.alarm import Severity
from stagewatt.monitor.registry import RULES, collect
from stagewatt.monitor.rule import Rule


def module(name: str, rule: object) -> ModuleType:
    made = ModuleType(name)
    if rule is not None:
        made.__dict__["RULE"] = rule
    return made


def rule(name: str) -> Rule:
    return Rule(name=name, severity=Severity.WARNING, judge=lambda facts, held: ())


def test_every_file_is_a_rule_named_like_it() -> None:
    (folder,) = stagewatt.monitor.rules.__path__
    files = {path.stem for path in Path(folder).glob("*.py")} - {"__init__"}
    assert {each.name for each in RULES} == files
    assert {"supervision", "not_answering"} <= files


def test_a_file_without_a_rule_is_named() -> None:
    with pytest.raises(ValueError, match="empty has no RULE"):
        collect([module("empty", None)])
    with pytest.raises(ValueError, match="odd has no RULE"):
        collect([module("odd", "a string")])


def test_two_rules_of_one_name_are_named() -> None:
    with pytest.raises(ValueError, match="second: there is a rule 'a' already"):
        collect([module("first", rule("a")), module("second", rule("a"))])
