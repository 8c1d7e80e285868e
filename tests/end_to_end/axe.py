"""What axe-core finds wrong with a page: one way to ask it for all browser tests."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

_LOOK = """
async ([exclude, tags]) => {
  // What is half under the pinned navigation can be scrolled out from under it: axe cannot know.
  const pinned = [...document.querySelectorAll('.glance, .nav, .walk, .notices')];
  const were = pinned.map((el) => el.style.position);
  for (const el of pinned) el.style.position = 'static';
  try {
    return (await axe.run({ exclude }, { runOnly: tags })).violations;
  } finally {
    pinned.forEach((el, k) => { el.style.position = were[k]; });
  }
}
"""


def serious(page: Page, exclude: list[list[str]] | None = None) -> list[str]:
    """Return what axe finds serious or critical, without the parts under these selectors."""
    page.evaluate(SCRIPT.read_text())
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in page.evaluate(_LOOK, [exclude or [], TAGS])
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
