"""Pages that are the same for everyone but for a few small parts: rendered and compressed once, completed per request.

A template that is rendered with ``preparing`` leaves a slot where ``base.html`` has a personal part. A response then is
the prepared segments with those parts, freshly rendered, between them. Deflate blocks that end in a full flush neither
need nor change what stands around them, so segments that were compressed apart make one gzip member (RFC 1951, RFC
1952); small parts go in as stored blocks, and the checksum of the whole follows from those of its pieces.
"""

import re
import struct
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from flask import Response, current_app, render_template, session
from flask_login import current_user
from markupsafe import Markup

from .requests import proxied, wants_offline_copy

_SLOT = re.compile("<!--personal (.+?)-->")
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_STORED = 0xFFFF  # the most bytes a stored block holds
_MANY = 512  # bytes of a part that are worth compressing each time
_END = b"\x03\x00"  # an empty last block
MESSAGES = "parts/messages.html"
OF_A_COPY = frozenset({"parts/reading_settings.html"})  # how somebody likes to read says nothing of who they are
COPY = "X-Copy"  # names the copy that a device may keep, so that it need not ask for one that it has
MOST_KEPT = 2000  # parts of some 400 to 3,000 bytes each
_STAMPS: dict[str, Callable[[], Hashable]] = {}
_POLYNOMIAL = 0xEDB88320  # of CRC-32, bits reversed


def slot(template: str) -> Markup:
    """Leave room for a personal part, in a template that is being prepared."""
    return Markup(f"<!--personal {template}-->")  # noqa: S704 - templates name themselves


def follow(template: str, stamp: Callable[[], Hashable]) -> None:
    """Let a part follow what its reader does: it is rendered anew whenever its stamp is another."""
    _STAMPS[template] = stamp


class Segment:
    """Bytes that stand in every response, compressed once."""

    def __init__(self, body: bytes) -> None:
        compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        self.body = body
        self.deflated = compressor.compress(body) + compressor.flush(zlib.Z_FULL_FLUSH)
        self._crc = zlib.crc32(body)
        self._shifted = _past_zeros(len(body))

    def crc_after(self, before: int) -> int:
        """The CRC-32 of what has the checksum ``before``, followed by this: a checksum is linear in its bits."""
        combined = self._crc
        for bit in range(before.bit_length()):
            if before >> bit & 1:
                combined ^= self._shifted[bit]
        return combined


class Part:
    """Bytes of one response: compressed only where they are many."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        if len(body) >= _MANY:
            compressor = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
            self.deflated = compressor.compress(body) + compressor.flush(zlib.Z_FULL_FLUSH)
            return
        pieces = (body[at : at + _STORED] for at in range(0, len(body), _STORED))
        self.deflated = b"".join(struct.pack("<BHH", 0, len(p), len(p) ^ _STORED) + p for p in pieces)

    def crc_after(self, before: int) -> int:
        return zlib.crc32(self.body, before)


NOTHING = Part(b"")


def _past_zeros(length: int) -> list[int]:
    """What ``length`` zero bytes make of each bit of a checksum (the register alone, without its inversions)."""
    shifted = [1 << bit for bit in range(32)]
    columns = [_past_zero_byte(bit) for bit in shifted]
    while length:
        if length & 1:
            shifted = [_times(columns, value) for value in shifted]
        columns = [_times(columns, value) for value in columns]
        length >>= 1
    return shifted


def _past_zero_byte(crc: int) -> int:
    for _ in range(8):
        crc = crc >> 1 ^ (_POLYNOMIAL if crc & 1 else 0)
    return crc


def _times(matrix: Sequence[int], vector: int) -> int:
    """A matrix over GF(2), given by its columns, times a vector of 32 bits."""
    product = 0
    for column in matrix:
        if vector & 1:
            product ^= column
        vector >>= 1
    return product


class PiecedResponse(Response):
    """A response made of pieces that know their compressed form."""

    def __init__(self, pieces: Sequence[Segment | Part]) -> None:
        super().__init__([piece.body for piece in pieces], mimetype="text/html")
        self._pieces = pieces
        self.content_length = sum(len(piece.body) for piece in pieces)

    def gzipped(self) -> bytes:
        crc = 0
        for piece in self._pieces:
            crc = piece.crc_after(crc)
        ending = _END + struct.pack("<LL", crc, (self.content_length or 0) & 0xFFFFFFFF)
        return b"".join((_GZIP_HEADER, *(piece.deflated for piece in self._pieces), ending))


class Page:
    """A template rendered once, with slots for its personal parts."""

    def __init__(self, html: str) -> None:
        between = _SLOT.split(html)
        self._segments = [Segment(text.encode()) for text in between[::2]]
        self._slots = between[1::2]
        self._digest = sha256(b"\0".join(segment.body for segment in self._segments)).digest()

    def response(self) -> PiecedResponse:
        """The page for whoever is signed in; without its personal parts, where it is to be kept."""
        keeping = wants_offline_copy()
        slots = [slot if slot in OF_A_COPY or not keeping else "" for slot in self._slots]
        pieces: list[Segment | Part] = [self._segments[0]]
        for part, segment in zip(_personal(slots), self._segments[1:], strict=True):
            pieces += (part, segment)
        response = PiecedResponse(pieces)
        of_a_copy = (part.body for slot, part in zip(slots, pieces[1::2], strict=True) if slot in OF_A_COPY)
        response.headers[COPY] = sha256(b"\0".join((self._digest, *of_a_copy))).hexdigest()[:16]
        return response


def _personal(templates: Iterable[str]) -> Iterator[Part]:
    """Parts that are made for one sign-in and stay the same until what they show of their person changes.

    What is behind Flask's proxies is taken once: to ask them is a good part of the cost of a page.
    """
    said, me, app = proxied(session), proxied(current_user), proxied(current_app)
    kept: dict[tuple[object, ...], Part] = app.extensions.setdefault("personal_parts", {})
    for template in templates:
        if template == MESSAGES:
            yield _rendered(template) if "_flashes" in said else NOTHING
        elif not template:
            yield NOTHING
        elif "csrf_token" not in said:
            yield _rendered(template)  # which makes the secret
        else:
            stamp = _STAMPS[template]() if template in _STAMPS else None
            key = (template, me.get_id(), me.role, me.name, me.reading_settings, said["csrf_token"], stamp)
            part = kept.get(key)
            if part is None:
                if len(kept) >= MOST_KEPT:
                    kept.clear()
                part = kept[key] = _rendered(template)
            yield part


def _rendered(template: str) -> Part:
    return Part(current_app.jinja_env.get_template(template).render(current_user=current_user).encode())


def page(key: tuple[object, ...], template: str, values: Callable[[], Mapping[str, object]]) -> Page:
    """The page kept under a key; rendered now, where nobody has asked for it before.

    The key names everything that the template and its values depend on, the acting role included, and nothing that a
    visitor chooses freely.
    """
    kept: dict[tuple[object, ...], Page] = current_app.extensions.setdefault("prepared_pages", {})
    if key not in kept:
        kept[key] = Page(render_template(template, preparing=True, slot=slot, **values()))
    return kept[key]
