"""Static files out of memory: paths that hold the content's hash, compressed once at the start."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from stagewatt.http.headers import page_policy
from stagewatt.http.modules import graph

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
"""Only these are served; what a browser needs no type for, it does not need."""

_PACKED = (".html", ".js", ".css", ".json", ".svg", ".txt")
_FOR_EVER = "public, max-age=31536000, immutable"
_PLACE = "<!-- modulepreload -->"
_PAGES = "<!-- pages -->"
"""Here the page learns the names of the modules in its folder `pages/`."""
_OURS = re.compile(r"(?P<before>(?:href|src)=\"|url\([\"']?)/ui/")
_ENTRY = re.compile(
    r"<script[^>]*\btype=\"module\"[^>]*\bsrc=\"/ui/(?P<path>[^\"]+)\""
    r"|<link rel=\"modulepreload\" href=\"/ui/(?P<ahead>[^\"]+)\""
)
"""Modules the page starts with, and those it names itself: a start nearly always needs them."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, its compressed bytes where that pays, type and hash."""

    body: bytes
    packed: bytes | None
    media_type: str
    etag: str


def read(folder: Path) -> dict[str, Asset]:
    """Return all files below a folder that may be served, by their path with slashes."""
    found: dict[str, Asset] = {}
    real = folder.resolve()
    for path in sorted(folder.rglob("*")):
        media_type = _TYPES.get(path.suffix)
        name = path.relative_to(folder).as_posix()
        ours = path.is_file() and path.resolve().is_relative_to(real) and not _hidden(name)
        if media_type is not None and ours:
            found[name] = _asset(path.read_bytes(), media_type, packed=path.suffix in _PACKED)
    return found


def _hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _asset(body: bytes, media_type: str, *, packed: bool) -> Asset:
    small = gzip.compress(body, 9, mtime=0) if packed else body
    return Asset(
        body,
        small if len(small) < len(body) else None,
        media_type,
        f'"{hashlib.sha256(body).hexdigest()[:20]}"',
    )


class Site:
    """A folder of files and one page of it, read once when the server starts.

    `/ui/<hash>/...` may be kept for ever: the hash covers all files, and modules import each other
    by relative paths, so that a page never mixes two versions. `/ui/...` is the newest. `html` is
    the page as it is sent.
    """

    def __init__(self, folder: Path, page: str = "index.html") -> None:
        """Read the folder; `page` is the one that is served at `/`."""
        self._name = page
        self._assets = read(folder)
        self.hash = _fingerprint(self._assets)
        self.html = self._page()
        self._index = _asset(self.html.encode(), _TYPES[".html"], packed=True)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the page and of its files."""
        return [Route("/", self.page), Route("/ui/{path:path}", self.file)]

    async def page(self, request: Request) -> Response:
        """Answer with the page: asked for each time, sent only when it changed."""
        if self._name not in self._assets:
            raise HTTPException(404)
        answer = _answer(request, self._index, "no-cache")
        answer.headers["content-security-policy"] = page_policy(self.html, request.headers["host"])
        return answer

    async def file(self, request: Request) -> Response:
        """Answer with one file; only names that were found at the start exist."""
        path: str = request.path_params["path"]
        version, _, rest = path.partition("/")
        if version == self.hash and rest in self._assets:
            return _answer(request, self._assets[rest], _FOR_EVER)
        if path in self._assets:
            return _answer(request, self._assets[path], "no-cache")
        raise HTTPException(404)

    def _page(self) -> str:
        """Return the page with the hash in its addresses and all its modules named in advance."""
        index = self._assets.get(self._name)
        if index is None:
            return ""
        html = index.body.decode()
        sources = {n: a.body.decode() for n, a in self._assets.items() if n.endswith(".js")}
        entries = [found["path"] or found["ahead"] for found in _ENTRY.finditer(html)]
        needed = {path: None for entry in entries for path in graph(entry, sources)}
        for entry in entries:
            needed.pop(entry, None)
        links = "\n    ".join(f'<link rel="modulepreload" href="/ui/{path}" />' for path in needed)
        pages = " ".join(name for name in sources if name.startswith("pages/"))
        html = html.replace(_PLACE, links).replace(
            _PAGES, f'<meta name="pages" content="{escape(pages)}" />'
        )
        return _OURS.sub(rf"\g<before>/ui/{self.hash}/", html)


def _fingerprint(assets: dict[str, Asset]) -> str:
    digest = hashlib.sha256()
    for name, asset in sorted(assets.items()):
        digest.update(f"{name}\0{asset.etag}\n".encode())
    return digest.hexdigest()[:12]


def _answer(request: Request, asset: Asset, keep: str) -> Response:
    packed = asset.packed if "gzip" in request.headers.get("accept-encoding", "") else None
    headers = {"cache-control": keep, "etag": asset.etag, "vary": "accept-encoding"}
    known = request.headers.get("if-none-match", "")
    if asset.etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}:
        return Response(status_code=304, headers=headers)
    if packed is not None:
        headers["content-encoding"] = "gzip"
    return Response(packed or asset.body, headers=headers, media_type=asset.media_type)
