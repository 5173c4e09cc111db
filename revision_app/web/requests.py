"""What a request asks for, and the door at which what it brings is cleaned."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from ..shared.text import clean

MOST_FIELDS = 1000  # of a form: the longest list that our pages offer to tick has some hundreds


class BoundedFields(FormDataParser):
    """Refuses a form of more fields than any of ours before they are taken apart: a megabyte holds a million.

    Werkzeug bounds those of multipart forms only.
    """

    def _parse_urlencoded(self, stream: Any, mimetype: str, content_length: int | None, options: dict[str, str]) -> Any:
        body = stream.read()
        if body.count(b"&") >= MOST_FIELDS:
            raise RequestEntityTooLarge
        return super()._parse_urlencoded(BytesIO(body), mimetype, content_length, options)


class CleanFields(ImmutableMultiDict[str, Any]):
    """The fields of a form or an address, each cleaned: nothing of ours reads them as they were sent."""

    def __init__(self, sent: Any = None) -> None:
        fields = MultiDict(sent or ()).items(multi=True)
        super().__init__([(clean(name), clean(given) if isinstance(given, str) else given) for name, given in fields])


class CleanRequest(Request):
    parameter_storage_class = CleanFields
    form_data_parser_class = BoundedFields


def refuse_unclean_names(_endpoint: str | None, names: Mapping[str, Any] | None) -> None:
    """A name in an address that clean text cannot be is none of ours, and must not reach the database."""
    if any(isinstance(name, str) and name != clean(name) for name in (names or {}).values()):
        abort(404)


def register(app: Flask) -> None:
    app.request_class = CleanRequest
    app.url_value_preprocessor(refuse_unclean_names)


def wants_json() -> bool:
    """Whether one of our scripts asks, which is answered in JSON; a browser's own request is answered with a page."""
    if request.headers.get("Accept") == "application/json":  # as ours say; anybody else's words are weighed
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def sent_from_here() -> bool:
    """Whether the browser says that a page of this site sent the request; one that says nothing does not count."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and origin == request.host_url.rstrip("/")


def wants_offline_copy() -> bool:
    """Whether a device asks for a copy to keep, which must hold nothing personal."""
    return request.method in ("GET", "HEAD") and request.headers.get("X-For-Keeping") == "yes"
