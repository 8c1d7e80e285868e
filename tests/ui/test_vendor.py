"""What is vendored is what was fetched, with its licence, and needs no import map."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Add = Callable[[str, str], None]


def test_every_file_is_the_one_that_was_vendored(vendor: ModuleType) -> None:
    assert vendor.findings(vendor.VENDOR) == []


def test_the_manifest_says_who_which_and_under_what_licence(vendor: ModuleType) -> None:
    manifest = tomllib.loads((vendor.VENDOR / "manifest.toml").read_text(encoding="utf-8"))
    assert manifest["schema"] == "vendor/1"
    stated = {(each["name"], each["version"], each["licence"]) for each in manifest["package"]}
    assert stated == {(each.name, each.version, each.licence) for each in vendor.PACKAGES}
    assert "http" not in (vendor.VENDOR / "manifest.toml").read_text(encoding="utf-8")


def test_the_manifest_is_what_the_tool_would_write(vendor: ModuleType) -> None:
    written = (vendor.VENDOR / "manifest.toml").read_text(encoding="utf-8")
    assert vendor.manifest_text(vendor.PACKAGES, vendor.VENDOR) == written


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("vendor/preact.js", "preact.js: not the file that was vendored"),
        ("vendor/stranger.js", "stranger.js: not in manifest.toml"),
    ],
)
def test_a_changed_or_strange_file_is_found(
    vendor: ModuleType, ui_copy: Path, add: Add, name: str, expected: str
) -> None:
    add(name, "// changed")
    assert vendor.findings(ui_copy / "vendor") == [expected]


def test_a_missing_file_and_a_missing_licence_are_found(vendor: ModuleType, ui_copy: Path) -> None:
    folder = ui_copy / "vendor"
    (folder / "htm.js").unlink()
    assert vendor.findings(folder) == ["htm.js: missing"]
    manifest = folder / "manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith('"signals.licence')]
    manifest.write_text("\n".join(kept), encoding="utf-8")
    found = vendor.findings(folder)
    assert "@preact/signals: no licence file is kept" in found
    assert "signals.licence.txt: not in manifest.toml" in found


def test_bare_imports_become_relative_and_unknown_ones_are_refused(vendor: ModuleType) -> None:
    source = 'import{a}from"preact";export{b}from"@preact/signals-core";import"./c.js";x="preact";'
    assert vendor.rewritten(source) == (
        'import{a}from"./preact.js";export{b}from"./signals-core.js";import"./c.js";x="preact";'
    )
    assert vendor.rewritten("a;\n//# sourceMappingURL=a.map\n") == "a;\n"
    with pytest.raises(KeyError, match="left-pad"):
        vendor.rewritten('import x from"left-pad";')
