"""T27: a document made of hostile markup reaches nothing: no request leaves, no file comes in."""

import base64
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from weasyprint import HTML

from prm.documents.fetcher import AssetFetcher
from prm.documents.render import pdf_from_html
from tests.support.pdf import streams_of

VENDOR = SimpleNamespace(name="Acme", accent="#17654b")
CANARY = b"canary-4F7K9-must-stay-on-disk"


@pytest.fixture
def trap():
    """A local server that counts what knocks."""
    hits = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/again")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", hits=hits)
    server.shutdown()
    server.server_close()
    thread.join()


def hostile_page(base, secret):
    nested = base64.b64encode(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{base}/n" width="9" height="9"/>'
        f'<image href="{secret}" width="9" height="9"/></svg>'.encode()
    ).decode()
    return f"""<!doctype html><html><head><title>x</title><base href="{base}/base/">
    <link rel="stylesheet" href="{base}/link.css"><link rel="stylesheet" href="relative.css">
    <link rel="attachment" href="{secret}"><link rel="attachment" href="{base}/attachment">
    <style>@import "{base}/import.css"; @import url({secret});
    @font-face {{ font-family: stolen; src: url("{base}/font.woff2"), url("{secret}") }}
    @page {{ background: url("{base}/page.png"); @top-left {{ content: url("{base}/margin.png") }} }}
    body {{ background: url("{base}/background.png"); font-family: stolen }}
    ul {{ list-style: url("{base}/bullet.png") }} p::before {{ content: url("{base}/before.png") }}
    </style></head><body><ul><li>one</li></ul><p>two</p>
    <img src="{base}/img.png"><img src="{secret}"><img src="relative.png"><img src="//127.0.0.1/scheme.png">
    <object data="{base}/object.svg"></object><embed src="{base}/embed.svg"><embed src="{secret}">
    <svg xmlns="http://www.w3.org/2000/svg"><image href="{base}/svg.png" width="9" height="9"/>
    <use href="{base}/use.svg#a"/><style>@import "{base}/svg.css";</style></svg>
    <img src="data:image/svg+xml;base64,{nested}"><img src="ftp://127.0.0.1/ftp.png"><img src="asset:../../etc/passwd">
    <a rel="attachment" href="{secret}">take it</a></body></html>"""


def test_hostile_markup_reaches_neither_network_nor_disk(trap, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_bytes(CANARY)
    fetcher = AssetFetcher({"known.png": b""})
    pdf = pdf_from_html(hostile_page(trap.url, secret.as_uri()), VENDOR, fetcher=fetcher)
    assert trap.hits == []
    assert [stream for stream in [pdf, *streams_of(pdf)] if CANARY in stream] == []
    assert {url.split(":")[0] for url in fetcher.refused} == {"http", "file", "data", "ftp", "asset"}
    assert len(set(fetcher.refused)) >= 18


def test_the_same_page_leaks_where_nothing_refuses(trap, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_bytes(CANARY)
    pdf = HTML(string=hostile_page(trap.url, secret.as_uri())).write_pdf()
    assert len(trap.hits) > 10
    assert [stream for stream in streams_of(pdf) if CANARY in stream] != []


def test_assets_handed_over_are_shown():
    png = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    fetcher = AssetFetcher({"dot.png": png})
    with_image = pdf_from_html('<title>x</title><img alt="a dot" src="asset:dot.png">', VENDOR, fetcher=fetcher)
    without = pdf_from_html("<title>x</title><p></p>", VENDOR, fetcher=AssetFetcher({}))
    assert fetcher.refused == []
    assert (b"/Subtype /Image" in with_image.replace(b"/Subtype/Image", b"/Subtype /Image")) is True
    assert (b"/Subtype/Image" in without) is False
