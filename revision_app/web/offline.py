"""Reading without a connection: the worker that keeps copies on a device, and what a copy may hold.

A copy belongs to one sign-in and holds nothing personal. The worker asks for it with a header
(``wants_offline_copy``); the page is then rendered without its personal parts, and only an answer that says it may be
kept is kept.
"""

import json
from collections.abc import Callable, Iterable
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, make_response, render_template, request

from .access import open_to_anyone
from .assets import FOLDER, packed_script
from .prepared import COPY
from .requests import wants_offline_copy

bp = Blueprint("offline", __name__)

MAY_BE_KEPT = "X-May-Be-Kept"
WORKER = FOLDER / "worker" / "service-worker.js"
TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


def keepable(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let devices keep this page: everything personal on it stands in slots, or is left out ``wants_offline_copy``."""

    @wraps(view)
    def shown(*given: Any, **named: Any) -> Response:
        g.keepable = True
        response = make_response(view(*given, **named))
        if wants_offline_copy() and response.status_code == 200 and b"csrf_token" not in response.get_data():
            response.headers[MAY_BE_KEPT] = "yes"
            if name := response.headers.get(COPY):
                response.set_etag(name, weak=True)
            response.add_etag(weak=True)  # where there is none
            response.make_conditional(request)
        return response

    shown.keepable = True  # type: ignore[attr-defined]  # a mark; types know none on functions
    return shown


def keepable_addresses(role: str) -> list[str]:
    """The pages that devices may keep of those that a role may open, but for those that take an argument."""
    views = current_app.view_functions
    return [
        rule.rule
        for rule in current_app.url_map.iter_rules()
        if not rule.arguments
        and hasattr(views[rule.endpoint], "keepable")
        and role in getattr(views[rule.endpoint], "open_to", ())
    ]


def sign_in_name(token: str) -> str:
    """What a device calls the copies of one sign-in: random as its token, and no way back to it."""
    return sha256(b"copies of " + token.encode()).hexdigest()[:20]


@bp.get("/service-worker.js")
@open_to_anyone
def worker() -> Response:
    response = Response(current_app.extensions["service_worker"], mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/"
    return _asked_again(response)


@bp.get("/manifest.webmanifest")
@open_to_anyone
def manifest() -> Response:
    return _asked_again(Response(current_app.extensions["manifest"], mimetype="application/manifest+json"))


@bp.get("/offline")
@open_to_anyone
def away() -> Response:
    """What the worker shows in place of a page that it does not have."""
    response = make_response(render_template("offline.html", bare=True))
    response.headers[MAY_BE_KEPT] = "yes"
    return _asked_again(response)


def _asked_again(response: Response) -> Response:
    """Let it be stored, if it is compared with ours each time."""
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


def register(app: Flask, title: str, short_title: str, icons: Iterable[str]) -> None:
    """Serve the worker and the manifest; ``icons`` are assets: one without a size in its name, as ``-192``, has any."""
    url = app.extensions["assets"].url
    described = {
        "id": "/",
        "name": title,
        "short_name": short_title,
        "lang": "en-GB",
        "start_url": "/today",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f8f8",
        "theme_color": "#f6f8f8",
        "icons": [_icon(name, url(name)) for name in icons],
        "shortcuts": [{"name": "Study", "url": "/study/"}],
    }
    app.extensions["service_worker"] = packed_script(WORKER.read_text(encoding="utf-8"))
    app.extensions["manifest"] = json.dumps(described, ensure_ascii=False)
    app.add_template_global(wants_offline_copy)
    app.add_template_global(keepable_addresses)
    app.add_template_filter(sign_in_name)
    app.register_blueprint(bp)


def _icon(name: str, address: str) -> dict[str, str]:
    _, _, size = Path(name).stem.partition("-")
    drawn = {"sizes": f"{size}x{size}", "purpose": "any maskable"} if size else {"sizes": "any"}
    return {"src": address, "type": TYPES[Path(name).suffix]} | drawn
