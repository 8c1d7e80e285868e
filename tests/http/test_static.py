from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from stagewatt.http.headers import inline_hashes, page_policy
from stagewatt.http.modules import graph, imports
from stagewatt.http.static import Site

STYLE = "body { background: #000 }"
PAGE = f"""<!doctype html>
<link rel="icon" href="/ui/icon.svg" />
<style>{STYLE}</style>
<!-- modulepreload -->
<!-- pages -->
<script type="module" src="/ui/app.js"></script>
<a href="/other/ui/">x</a>
"""
FILES = {
    "index.html": PAGE,
    "icon.svg": "<svg/>",
    "app.js": "import { a } from './lib/a.js';\nimport('./panels/late.js');\n" + "// x\n" * 200,
    "lib/a.js": "export { b } from '../vendor/b.js';\nimport './missing.js';\n",
    "vendor/b.js": "import '../lib/a.js';\nexport const b = 1;\n",
    "pages/second.js": "export const title = 'Second';",
    "pages/first.js": "export const title = 'First';",
    "panels/late.js": "export const late = 1;\n",
    "vendor/manifest.toml": "secret = 1",
    ".hidden/x.js": "x",
    "types.d.ts": "x",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("not for you")
    root = tmp_path / "ui"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "font.woff2").write_bytes(bytes(range(256)) * 8)
    return root


@pytest.fixture
def make_client() -> Callable[[Path], TestClient]:
    def make(folder: Path) -> TestClient:
        app = Starlette(routes=Site(folder).routes())
        return TestClient(app, base_url="http://rack.test:8080")

    return make


@pytest.fixture
def client(folder: Path, make_client: Callable[[Path], TestClient]) -> TestClient:
    return make_client(folder)


def hashed(client: TestClient) -> str:
    found = re.search(r'src="(/ui/[0-9a-f]{12}/)app\.js"', client.get("/").text)
    assert found is not None
    return found[1]


def test_the_page_names_its_modules_in_advance(client: TestClient) -> None:
    page = client.get("/").text
    base = hashed(client)
    assert re.findall(r'rel="modulepreload" href="([^"]+)"', page) == [
        f"{base}lib/a.js",
        f"{base}vendor/b.js",
    ]
    assert f'href="{base}icon.svg"' in page
    assert 'href="/other/ui/"' in page
    assert "<!-- modulepreload -->" not in page


def test_the_page_learns_the_names_of_the_pages_beside_it(client: TestClient) -> None:
    assert '<meta name="pages" content="pages/first.js pages/second.js" />' in client.get("/").text


def test_hashed_paths_are_kept_for_ever_and_the_page_never(client: TestClient) -> None:
    base = hashed(client)
    assert "immutable" in client.get(f"{base}app.js").headers["cache-control"]
    assert client.get("/").headers["cache-control"] == "no-cache"
    assert client.get("/ui/app.js").headers["cache-control"] == "no-cache"


def test_another_content_has_another_path(
    client: TestClient, folder: Path, make_client: Callable[[Path], TestClient]
) -> None:
    (folder / "lib" / "a.js").write_text("export const a = 2;\n")
    newer = make_client(folder)
    assert hashed(newer) != hashed(client)
    assert newer.get(f"{hashed(client)}app.js").status_code == 404, "two versions never mix"


def test_what_is_known_is_not_sent_again(client: TestClient) -> None:
    for path in ("/", "/ui/app.js"):
        tag = client.get(path).headers["etag"]
        again = client.get(path, headers={"if-none-match": f'"other", W/{tag}'})
        assert again.status_code == 304
        assert again.content == b""
        assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_text_travels_packed_and_fonts_as_they_are(client: TestClient, folder: Path) -> None:
    answer = client.get("/ui/app.js", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == FILES["app.js"]
    assert int(answer.headers["content-length"]) == len(
        gzip.compress(FILES["app.js"].encode(), 9, mtime=0)
    )
    plain = client.get("/ui/app.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert "accept-encoding" in plain.headers["vary"]
    font = client.get("/ui/font.woff2")
    assert font.headers["content-type"] == "font/woff2"
    assert "content-encoding" not in font.headers
    assert font.content == (folder / "font.woff2").read_bytes()


def test_types_are_said(client: TestClient) -> None:
    assert client.get("/").headers["content-type"] == "text/html; charset=utf-8"
    assert client.get("/ui/app.js").headers["content-type"] == "text/javascript; charset=utf-8"
    assert client.get("/ui/icon.svg").headers["content-type"] == "image/svg+xml"


def test_head_answers_without_a_body(client: TestClient) -> None:
    answer = client.head("/ui/app.js")
    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/ui/../secret.txt",
        "/ui/..%2fsecret.txt",
        "/ui/%2e%2e/secret.txt",
        "/ui/%2e%2e%2fsecret.txt",
        "/ui/lib/../../secret.txt",
        "/ui//etc/passwd",
        "/ui/%2fetc%2fpasswd",
        "/ui/..\\secret.txt",
        "/ui/app.js%00",
        "/ui/",
        "/ui",
        "/ui/lib",
        "/ui/vendor/manifest.toml",
        "/ui/.hidden/x.js",
        "/ui/types.d.ts",
        "/ui/0123456789ab/app.js",
        "/secret.txt",
        "/app.js",
    ],
)
def test_only_what_was_found_at_the_start_is_there(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code in (404, 307)
    assert "not for you" not in answer.text
    if answer.status_code == 307:
        assert path == "/ui"


def test_a_link_out_of_the_folder_is_read_at_the_start_or_not_at_all(
    folder: Path, make_client: Callable[[Path], TestClient]
) -> None:
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    assert make_client(folder).get("/ui/link.txt").status_code == 404


def test_a_folder_without_a_page_has_none(
    tmp_path: Path, make_client: Callable[[Path], TestClient]
) -> None:
    assert make_client(tmp_path).get("/").status_code == 404


def test_the_page_s_policy_has_no_way_around(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert rules["default-src"] == "'self'"
    assert rules["script-src"] == "'self'"
    assert rules["style-src"] == f"'self' 'sha256-{digest}'"
    assert rules["connect-src"] == "'self' ws://rack.test:8080 wss://rack.test:8080"
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert "*" not in policy


def test_inline_parts_pass_by_their_hash_only() -> None:
    html = '<script>boot()</script><script type="module" src="/x.js"></script><style></style>'
    assert len(list(inline_hashes(html, "script"))) == 1
    assert list(inline_hashes(html, "style")) == []
    assert "sha256-" in page_policy(html, "h")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import './a.js';", ("./a.js",)),
        ('import { a, b as c } from "../a.js";', ("../a.js",)),
        ("import {\n  a,\n  b,\n} from './a.js';", ("./a.js",)),
        ("import * as all from './a.js';\nexport * from './b.js';", ("./a.js", "./b.js")),
        ("import x, { y } from './a.js';", ("./a.js",)),
        ("import{a}from'./a.js'", ("./a.js",)),
        ("import{a}from'./a.js';import{b}from'./b.js';", ("./a.js", "./b.js")),
        ("export { a } from './a.js';", ("./a.js",)),
        ("export const from = './a.js';", ()),
        ("const x = import('./a.js');", ()),
        ("// import './a.js';\n/* import './b.js'; */", ()),
        ("/** @typedef {import('./types.js').X} X */", ()),
        ("import { h } from 'preact';", ()),
    ],
)
def test_static_imports_are_found(source: str, found: tuple[str, ...]) -> None:
    assert imports(source) == found


def test_modules_that_import_each_other_come_once() -> None:
    sources = {"a.js": "import './b.js';", "b.js": "import './a.js'; import './c.js';"}
    assert graph("a.js", sources) == ("b.js",)
    assert graph("none.js", sources) == ()


def test_another_page_of_the_folder_can_be_the_one_that_is_served(tmp_path: Path) -> None:
    files = {
        "index.html": PAGE,
        "app.js": "",
        "front/index.html": PAGE.replace("app", "front/twin"),
    }
    files |= {"front/twin.js": "import '../lib/a.js';", "lib/a.js": ""}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    client = TestClient(Starlette(routes=Site(tmp_path, page="front/index.html").routes()))
    page = client.get("/").text
    assert re.search(r'src="/ui/[0-9a-f]{12}/front/twin\.js"', page)
    assert re.search(r'modulepreload" href="/ui/[0-9a-f]{12}/lib/a\.js"', page)
    assert "app.js" not in page
