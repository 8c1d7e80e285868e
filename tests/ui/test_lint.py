"""What must not stand in the browser's files is found wherever it is put."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Add = Callable[[str, str], None]


def test_nothing_is_found(ui_budget: ModuleType) -> None:
    assert ui_budget.findings(ui_budget.UI) == []


@pytest.mark.parametrize(
    ("name", "line", "rule"),
    [
        ("panels/ways.js", "const x = html`<${Tile} way=${way} />`;", "component-as-tag"),
        ("panels/fleet.js", "const s = new WebSocket(address);", "one-socket-owner"),
        ("panels/fleet.js", "const s = new EventSource('x');", "one-socket-owner"),
        ("lib/api.js", "import { h } from 'preact';", "bare-import"),
        ("lib/api.js", "const later = import('uplot');", "bare-import"),
        ("lib/api.js", "import { h } from './nowhere.js';", "lost-import"),
        ("lib/api.js", "fetch('https://example.org/x');", "off-origin"),
        ("lib/api.js", "fetch('//example.org/x');", "off-origin"),
        ("styles/base.css", "a { background: url(https://example.org/a.png); }", "off-origin"),
        ("styles/base.css", "a { background: url(//example.org/a.png); }", "off-origin"),
        ("index.html", '<link href="http://example.org/a.css">', "off-origin"),
        ("index.html", "<script>alert(1)</script>", "inline"),
        ("index.html", '<p style="color: red">', "inline"),
        ("index.html", '<p onclick="x()">', "inline"),
        ("app.js", "navigator.serviceWorker.register('sw.js');", "insecure-context"),
        ("app.js", "const id = crypto.randomUUID();", "insecure-context"),
        ("app.js", "navigator.clipboard.writeText('x');", "insecure-context"),
        ("app.js", "await navigator.wakeLock.request();", "insecure-context"),
        ("app.js", "crypto.subtle.digest('SHA-1', x);", "insecure-context"),
        ("app.js", "navigator.locks.request('x', f);", "insecure-context"),
        ("app.js", "el.innerHTML = name;", "code-from-text"),
        ("app.js", "eval(name);", "code-from-text"),
    ],
)
def test_each_rule_breaks(
    ui_budget: ModuleType, ui_copy: Path, add: Add, name: str, line: str, rule: str
) -> None:
    add(name, line)
    found = ui_budget.findings(ui_copy)
    assert [text for text in found if text.startswith(f"{name}:") and f" {rule}: " in text], found
    assert ui_budget.main(ui_copy) == 1


def test_a_comment_is_no_finding(ui_budget: ModuleType, ui_copy: Path, add: Add) -> None:
    add("app.js", "// see https://www.w3.org/TR/WCAG22/ about WebSocket")
    add("styles/base.css", "/* https://example.org */")
    assert ui_budget.findings(ui_copy) == []


def test_a_finding_names_its_line(ui_budget: ModuleType, ui_copy: Path, add: Add) -> None:
    add("lib/new.js", "/* one\n   two */\nconst x = eval('1');")
    assert any(text.startswith("lib/new.js:3: ") for text in ui_budget.findings(ui_copy))
