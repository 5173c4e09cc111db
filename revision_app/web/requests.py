"""What a request asks for."""

from flask import request


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
    return request.headers.get("X-For-Keeping") == "yes"
