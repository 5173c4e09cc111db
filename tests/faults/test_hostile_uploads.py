"""Uploads that mean harm, or come to it: each refused or made harmless, in words, and nothing half-stored."""

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from revision_app.db import db
from revision_app.evidence.files.models import FileRow, UploadRow
from revision_app.evidence.files.store import Folder
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.files import PDF, a_document, a_picture

As = Callable[..., Browser]
SCRIPT = b"<script>alert(document.domain)</script>"
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def stored(app: Flask, tmp_path: Path) -> Path:
    app.extensions["evidence_store"] = Folder(tmp_path)
    return tmp_path


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))


def a_large_png(width: int, height: int) -> bytes:
    """A picture of one grey, which packs to next to nothing."""
    packer = zlib.compressobj(9)
    row = b"\0" * (width // 8 + 1)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_coloured_picture(side: int, form: str, **options: object) -> bytes:
    body = BytesIO()
    Image.new("RGB", (side, side), "green").save(body, form, **options)
    return body.getvalue()


def a_png_with_a_bomb_in_its_words() -> bytes:
    picture = a_picture(form="PNG")
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 100_000_000, 9))
    return picture[:33] + text + picture[33:]


def an_svg() -> bytes:
    return b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>"


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "empty.jpg", "is empty"),
    "a program called photo.jpg": (lambda: b"MZ" + b"\0" * 500, "photo.jpg", "whatever its name says"),
    "a page called report.pdf": (lambda: b"<!DOCTYPE html>" + SCRIPT, "report.pdf", "whatever its name says"),
    "a drawing with a script": (an_svg, "figure.svg", "SVG drawings"),
    "a drawing called photo.png": (an_svg, "photo.png", "SVG drawings"),
    "20,000 x 20,000 pixels": (lambda: a_large_png(20_000, 20_000), "photo.png", "40 megapixels"),
    "colours that unpack to 64 MB": (lambda: a_coloured_picture(4_200, "PNG"), "photo.png", "save it as a plain JPEG"),
    "a large WebP": (lambda: a_coloured_picture(2_100, "WEBP"), "photo.webp", "save it as a plain JPEG"),
    "a large progressive JPEG": (
        lambda: a_coloured_picture(3_600, "JPEG", progressive=True),
        "photo.jpg",
        "save it as a plain JPEG",
    ),
    "a side of 4 billion pixels": (lambda: a_large_png(8, 8)[:16] + b"\xff" * 8 + b"\0" * 50, "p.png", "damaged"),
    "a JPEG cut short": (lambda: a_picture((400, 300))[:-300], "photo.jpg", "damaged or cut short"),
    "a PNG cut short": (lambda: a_picture((400, 300), "PNG")[:-30], "photo.png", "damaged or cut short"),
    "the start of a JPEG and nothing else": (lambda: b"\xff\xd8\xff\xe0", "photo.jpg", "damaged or cut short"),
    "a WebP of noise": (lambda: b"RIFF\x20\0\0\0WEBPVP8 " + b"\x99" * 60, "photo.webp", "damaged or cut short"),
    "a PDF cut short": (lambda: PDF[:-8], "report.pdf", "cut short"),
    "a bomb called report.docx": (
        lambda: a_document("[Content_Types].xml", "word/document.xml", unpacked=105_000_000),
        "report.docx",
        "unpack to far more",
    ),
    "an archive called report.docx": (lambda: a_document("a.txt"), "report.docx", "archive"),
    "words that are a bomb": (a_png_with_a_bomb_in_its_words, "photo.png", "damaged"),
}


def sent(browser: Browser, body: bytes, name: str) -> object:
    return browser.post("/files/", {"file": (BytesIO(body), name)}, content_type="multipart/form-data")


def kept(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.rglob("*") if file.is_file()]


def left(app: Flask, folder: Path) -> tuple[int, int, int]:
    with app.app_context():
        rows = [len(db.session.scalars(select(row.id)).all()) for row in (FileRow, UploadRow)]
    return *rows, sum(file.is_file() for file in folder.rglob("*"))


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_upload_is_refused_in_words_and_leaves_nothing(app: Flask, as_: As, stored: Path, what: str) -> None:
    make, name, words = REFUSED[what]
    answer = sent(as_(a_person(app)), make(), name)
    assert 400 <= answer.status_code < 500
    assert words in answer.text
    assert left(app, stored) == (0, 0, 0)


POLYGLOTS: dict[str, Callable[[], bytes]] = {
    "a JPEG with a page behind it": lambda: a_picture() + SCRIPT,
    "a JPEG with an archive behind it": lambda: a_picture() + a_document("evil.exe"),
    "a JPEG with a script in its notes": lambda: a_picture(place=True).replace(
        b"Jane Client, 1 High Street", SCRIPT[:26]
    ),
    "a PNG with words in it": lambda: (
        a_picture(form="PNG")[:33] + chunk(b"tEXt", b"Comment\0" + SCRIPT) + a_picture(form="PNG")[33:]
    ),
}


@pytest.mark.parametrize("what", POLYGLOTS)
def test_of_a_picture_that_is_something_else_too_only_the_picture_is_kept(
    app: Flask, as_: As, stored: Path, what: str
) -> None:
    answer = sent(as_(a_person(app)), POLYGLOTS[what](), "photo.html")
    assert answer.status_code == 303
    bodies = kept(stored)
    assert len(bodies) == 2
    for body in bodies:
        assert Image.open(BytesIO(body)).format == "JPEG"
        assert not any(sign in body for sign in (b"script", b"Jane", b"PK\x03\x04"))


def test_a_document_that_is_a_page_too_is_only_ever_downloaded(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    answer = sent(browser, PDF.replace(b"%%EOF", SCRIPT + b"\n%%EOF"), "report.html")
    served = browser.get(f"{answer.location}/content")
    assert served.mimetype == "application/pdf"
    assert served.headers["Content-Disposition"].startswith("attachment;")


def test_a_picture_within_the_bounds_is_kept_however_large_it_was(app: Flask, as_: As, stored: Path) -> None:
    assert sent(as_(a_person(app)), a_large_png(8_000, 4_900), "photo.png").status_code == 303
    sizes = sorted(Image.open(BytesIO(body)).size for body in kept(stored))
    assert sizes[0][0] == 480
    assert max(sizes[1]) <= 3_000


def test_hundreds_of_uploads_at_once_are_told_to_wait_and_one_after_the_other_has_room(
    app: Flask, as_: As, stored: Path
) -> None:
    browser = as_(a_person(app))
    browser.get("/files/")
    statuses = [
        browser.client.post(
            "/files/uploads",
            data={"name": "a", "size": 5, "mark": str(n)},
            headers=JSON | {"X-CSRFToken": browser.token},
        ).status_code
        for n in range(300)
    ]
    assert (statuses.count(200), statuses.count(429)) == (10, 290)
    assert left(app, stored) == (0, 10, 0)


@contextmanager
def clamd(answer: bytes) -> Iterator[str]:
    """A scanner that reads what it is sent and answers this."""

    class Scan(StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!L", self.rfile.read(4))[0]:
                self.rfile.read(length)
            self.wfile.write(answer)

    with ThreadingTCPServer(("127.0.0.1", 0), Scan) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("answer", "told", "there"),
    [
        (b"stream: OK\0", (303, ""), (1, 1, 1)),
        (b"stream: Eicar-Test-Signature FOUND\0", (422, "A virus was found"), (0, 0, 0)),
        (b"INSTREAM size limit exceeded. ERROR\0", (503, "could not be checked"), (0, 1, 1)),
        (b"", (503, "could not be checked"), (0, 1, 1)),
    ],
)
def test_what_the_scanner_says_is_followed(
    app: Flask, stored: Path, answer: bytes, told: tuple[int, str], there: tuple[int, int, int]
) -> None:
    browser = Browser(app, a_person(app))
    with clamd(answer) as url:
        app.extensions["clamd_url"] = url
        answered = sent(browser, PDF, "report.pdf")
    assert answered.status_code == told[0]
    assert told[1] in answered.text
    assert left(app, stored) == there


def test_nothing_is_kept_unchecked_while_the_scanner_is_away(app: Flask, as_: As, stored: Path) -> None:
    app.extensions["clamd_url"] = "unix:///nowhere/clamd.ctl"
    answer = sent(as_(a_person(app)), PDF, "report.pdf")
    assert answer.status_code == 503
    assert "cannot be checked for viruses just now" in answer.text
    assert left(app, stored) == (0, 1, 1)
