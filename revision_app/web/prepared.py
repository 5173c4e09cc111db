"""Pages that are the same for everyone but for a few small parts: rendered and compressed once, completed per request.

A template that is rendered with ``preparing`` leaves a slot where ``base.html`` or the page has a personal part. A
response then is the prepared segments with those parts, freshly rendered, between them. Deflate blocks that end in a
full flush neither need nor change what stands around them, so segments that were compressed apart make one gzip member
(RFC 1951, RFC 1952); the small parts go in as stored blocks.
"""

import re
import struct
import zlib
from collections.abc import Sequence

from flask import Response, current_app, render_template
from flask_login import current_user
from markupsafe import Markup

_SLOT = re.compile("<!--personal (.+?)-->")
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_STORED = 0xFFFF  # the most bytes a stored block holds
_END = b"\x03\x00"  # an empty last block


def slot(template: str) -> Markup:
    """Leave room for a personal part, in a template that is being prepared."""
    return Markup(f"<!--personal {template}-->")  # noqa: S704 - templates name themselves


class Segment:
    """Bytes that stand in every response, compressed once."""

    def __init__(self, body: bytes) -> None:
        compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        self.body = body
        self.deflated = compressor.compress(body) + compressor.flush(zlib.Z_FULL_FLUSH)


class Part:
    """Bytes of one response: too few to be worth compressing."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        pieces = (body[at : at + _STORED] for at in range(0, len(body), _STORED))
        self.deflated = b"".join(struct.pack("<BHH", 0, len(p), len(p) ^ _STORED) + p for p in pieces)


class PiecedResponse(Response):
    """A response made of pieces that know their compressed form."""

    def __init__(self, pieces: Sequence[Segment | Part]) -> None:
        super().__init__(b"".join(piece.body for piece in pieces), mimetype="text/html")
        self._pieces = pieces

    def gzipped(self) -> bytes:
        body = self.get_data()
        ending = _END + struct.pack("<LL", zlib.crc32(body), len(body) & 0xFFFFFFFF)
        return b"".join((_GZIP_HEADER, *(piece.deflated for piece in self._pieces), ending))


class Page:
    """A template rendered once, with slots for its personal parts."""

    def __init__(self, html: str) -> None:
        between = _SLOT.split(html)
        self._segments = [Segment(text.encode()) for text in between[::2]]
        self._slots = between[1::2]

    def response(self, **values: object) -> PiecedResponse:
        """The page for whoever is signed in; ``values`` are for its personal parts."""
        templates = current_app.jinja_env
        pieces: list[Segment | Part] = [self._segments[0]]
        for name, segment in zip(self._slots, self._segments[1:], strict=True):
            part = templates.get_template(name).render(current_user=current_user, **values)
            pieces += (Part(part.encode()), segment)
        return PiecedResponse(pieces)


def page(key: tuple[str, ...], template: str, **values: object) -> Page:
    """The page kept under a key; rendered now, where nobody has asked for it before.

    The key names everything that ``template`` depends on, the acting role included, and nothing that a visitor
    chooses freely.
    """
    kept: dict[tuple[str, ...], Page] = current_app.extensions.setdefault("prepared_pages", {})
    if key not in kept:
        kept[key] = Page(render_template(template, preparing=True, slot=slot, **values))
    return kept[key]
