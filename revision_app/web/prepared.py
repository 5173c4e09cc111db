"""Pages that are the same for everyone but for a few small parts: rendered once, completed for each request.

A template that is rendered with ``preparing`` leaves a slot where ``base.html`` has a personal part. A response is the
prepared text with those parts between. Parts are kept as long as nothing changes that they show; a whole page that was
sent is kept compressed, under its own text, for whoever opens the same page again.
"""

import gzip
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256

from flask import Response, current_app, render_template, session
from flask_login import current_user
from markupsafe import Markup

from .requests import wants_offline_copy

_SLOT = re.compile("<!--personal (.+?)-->")
MESSAGES = "parts/messages.html"
OF_A_COPY = frozenset({"parts/reading_settings.html"})  # how somebody likes to read says nothing of who they are
COPY = "X-Copy"  # names the copy that a device may keep, so that it need not ask for one that it has
MOST_PARTS = 2000  # of some 400 to 3,000 bytes each
MOST_PAGES = 128  # of some 120,000 bytes each, text and compressed
LEVEL = 6  # 9 takes half as long again and saves a two-hundredth
_STAMPS: dict[str, Callable[[], Hashable]] = {}


def slot(template: str) -> Markup:
    """Leave room for a personal part, in a template that is being prepared."""
    return Markup(f"<!--personal {template}-->")  # noqa: S704 - templates name themselves


def follow(template: str, stamp: Callable[[], Hashable]) -> None:
    """Let a part follow what its reader does: it is rendered anew whenever its stamp is another."""
    _STAMPS[template] = stamp


class PreparedResponse(Response):
    """A response that is likely to be asked for again as it is."""

    def gzipped(self) -> bytes:
        return _compressed(self.get_data())


@lru_cache(MOST_PAGES)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)


class Page:
    """A template rendered once, with slots for its personal parts."""

    def __init__(self, html: str) -> None:
        between = _SLOT.split(html)
        self._texts = [text.encode() for text in between[::2]]
        self._slots = between[1::2]
        self._digest = sha256(b"\0".join(self._texts)).digest()

    def response(self) -> PreparedResponse:
        """The page for whoever is signed in; without its personal parts, where it is to be kept."""
        slots = [slot if slot in OF_A_COPY or not wants_offline_copy() else "" for slot in self._slots]
        parts = list(_personal(slots))
        body = b"".join(text + part for text, part in zip(self._texts, [*parts, b""], strict=True))
        response = PreparedResponse(body, mimetype="text/html")
        of_a_copy = (part for slot, part in zip(slots, parts, strict=True) if slot in OF_A_COPY)
        response.headers[COPY] = sha256(b"\0".join((self._digest, *of_a_copy))).hexdigest()[:16]
        return response


def _personal(templates: Iterable[str]) -> Iterator[bytes]:
    """Parts that are made for one sign-in and stay the same until what they show of their person changes."""
    cache: dict[tuple[object, ...], bytes] = current_app.extensions.setdefault("personal_parts", {})
    person = current_user._get_current_object()
    for template in templates:
        if not template or (template == MESSAGES and "_flashes" not in session):
            yield b""
        elif template == MESSAGES or "csrf_token" not in session:  # rendering makes the token
            yield _rendered(template)
        else:
            stamp = _STAMPS[template]() if template in _STAMPS else None
            token = session["csrf_token"]
            key = (template, person.get_id(), person.role, person.name, person.reading_settings, token, stamp)
            if key not in cache:
                if len(cache) >= MOST_PARTS:
                    cache.clear()
                cache[key] = _rendered(template)
            yield cache[key]


def _rendered(template: str) -> bytes:
    return render_template(template).encode()


def page(key: tuple[object, ...], template: str, values: Callable[[], Mapping[str, object]]) -> Page:
    """The page kept under a key; rendered now, where nobody has asked for it before.

    The key names everything that the template and its values depend on, the acting role included, and nothing that a
    visitor chooses freely.
    """
    cache: dict[tuple[object, ...], Page] = current_app.extensions.setdefault("prepared_pages", {})
    if key not in cache:
        cache[key] = Page(render_template(template, preparing=True, slot=slot, **values()))
    return cache[key]
