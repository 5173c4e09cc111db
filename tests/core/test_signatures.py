"""What a file is, by its content: what is kept here, and what is refused in which words."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision_app.evidence.files.core.signature import MOST_UNPACKED, NotTaken, recognised
from tests.support.files import PDF, a_document, a_picture

ODT = "application/vnd.oasis.opendocument.text"
KEPT = {
    "jpg": a_picture(),
    "png": a_picture(form="PNG"),
    "webp": a_picture(form="WEBP"),
    "pdf": PDF,
    "docx": a_document(),
    "xlsx": a_document("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": a_document("[Content_Types].xml", "ppt/presentation.xml"),
}
REFUSED = {
    "nothing": (b"", "is empty"),
    "a drawing with a script": (b"<?xml version='1.0'?>\n<svg><script>alert(1)</script></svg>", "SVG drawings"),
    "a program": (b"MZ\x90\x00" + b"\0" * 100, "none that is kept here"),
    "a page": (b"<!DOCTYPE html><script>alert(1)</script>", "none that is kept here"),
    "a phone's own format": (b"\0\0\0\x18ftypheic" + b"\0" * 20, "HEIC"),
    "an old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20, "Save it as PDF"),
    "a PDF cut short": (PDF[:-8], "cut short"),
    "an archive": (a_document("photo.jpg"), "archive"),
    "an archive cut short": (a_document()[:-30], "damaged or cut short"),
    "an office file with macros": (
        a_document("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        "macros",
    ),
    "an office file that is a bomb": (
        a_document("[Content_Types].xml", "word/document.xml", unpacked=MOST_UNPACKED // 2 + 1),
        "unpack to far more",
    ),
    "an animation": (b"GIF89a" + b"\0" * 20, "none that is kept here"),
}


@pytest.mark.parametrize("ending", KEPT)
def test_a_file_is_what_its_content_says(ending: str) -> None:
    assert recognised(BytesIO(KEPT[ending])).ending == ending


@pytest.mark.parametrize("what", REFUSED)
def test_anything_else_is_refused_in_words(what: str) -> None:
    body, words = REFUSED[what]
    with pytest.raises(NotTaken, match=words):
        recognised(BytesIO(body))


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"RIFF", b"\xff\xd8\xff"]))
def test_no_bytes_fail_in_another_way(body: bytes, start: bytes) -> None:
    with suppress(NotTaken):
        assert recognised(BytesIO(start + body))
