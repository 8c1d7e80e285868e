"""What the documents say of the set-up is true."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_dependency_page_names_what_the_lock_pins() -> None:
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", text("requirements/run.lock"), re.MULTILINE))
    told = re.findall(r"^\| ([\w.-]+) \| ([\d.]+) \|", text("docs/dependencies.md"), re.MULTILINE)
    assert dict(told) == pinned


def test_the_dependency_page_tells_apart_what_we_chose_and_what_came_along() -> None:
    chosen = tomllib.loads(text("pyproject.toml"))["project"]["dependencies"]
    first = text("docs/dependencies.md").partition("What these bring along")[0]
    told = re.findall(r"^\| ([\w.-]+) \| [\d.]+ \|", first, re.MULTILINE)
    assert sorted(told) == sorted(re.split(r"[<>=]", each)[0] for each in chosen)


def test_every_command_of_the_makefile_is_explained() -> None:
    phony = set(re.findall(r"^\.PHONY: ([\w-]+)$", text("Makefile"), re.MULTILINE))
    explained = set(re.findall(r"^([\w-]+):[^=\n]* ## \S", text("Makefile"), re.MULTILINE))
    assert phony - {"moved"} == explained


def test_every_decision_says_what_would_change_our_mind() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    for number, path in enumerate(decisions, 1):
        assert path.name.startswith(f"{number:04d}-")
        headings = re.findall(r"^## (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "What would change our mind"], path.name


def test_each_ignored_rule_gives_its_reason() -> None:
    lint = re.search(r"^ignore = \[\n(.*?)^\]", text("pyproject.toml"), re.MULTILINE | re.DOTALL)
    assert lint is not None
    rules = lint[1].splitlines()
    assert rules
    assert [each for each in rules if not re.match(r'  "[A-Z]+\d*", +# \S', each)] == []


def test_the_version_is_said_once_in_two_places() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert f'__version__ = "{version}"' in text("src/stagewatt/__init__.py")
