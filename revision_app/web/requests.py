"""What a request asks for."""

from typing import TypeVar, cast

from flask import request
from werkzeug.local import LocalProxy

T = TypeVar("T")


def proxied(proxy: T) -> T:
    """What stands behind one of Flask's proxies for this request."""
    return cast("LocalProxy[T]", proxy)._get_current_object()


def wants_json() -> bool:
    """Whether one of our scripts asks, which is answered in JSON; a browser's own request is answered with a page."""
    received = proxied(request)
    if received.headers.get("Accept") == "application/json":  # as ours say; anybody else's words are weighed
        return True
    return received.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def wants_offline_copy() -> bool:
    """Whether a device asks for a copy to keep, which must hold nothing personal."""
    return request.headers.get("X-For-Keeping") == "yes"
