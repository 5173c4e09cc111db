from typing import TypeVar, cast

from flask import request
from werkzeug.local import LocalProxy

T = TypeVar("T")


def proxied(proxy: T) -> T:
    """What stands behind one of Flask's proxies for this request."""
    return cast("LocalProxy[T]", proxy)._get_current_object()


def by_script() -> bool:
    """Whether one of our scripts asks, which is answered in JSON; a browser's own request is answered with a page."""
    asked = proxied(request)
    if asked.headers.get("Accept") == "application/json":  # as ours say; anybody else's words are weighed
        return True
    return asked.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def for_keeping() -> bool:
    """Whether a device asks for a copy to keep, which must hold nothing personal."""
    return request.headers.get("X-For-Keeping") == "yes"
