"""The site's word to a device that what somebody typed there has arrived, and need not be kept any longer.

A form that says ``data-keep`` keeps what is typed on the device (``static/js/kept-forms.js``). When it is sent it
brings a key; the answer to a form that was taken names that key in a cookie, which the next page's script reads and
deletes. So no view has to know, and an answer that is lost on the way leaves the words where they are.
"""

import re

from flask import Flask, Response, current_app, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from .access import ANYONE

KEY = "kept_key"
COOKIE = "taken"
LASTS = 30 * 24 * 3600  # seconds for a page to be opened that forgets what was taken
MOST = 20  # keys that wait to be read, the latest last
_KEY = re.compile(r"[0-9a-f-]{32,36}")


def _acknowledge(response: Response) -> Response:
    if request.method != "POST" or response.status_code >= 400:
        return response
    try:
        key = request.form.get(KEY, "")
    except HTTPException:  # nobody has read the form yet, and it cannot be read
        return response
    if _KEY.fullmatch(key) and _may_be_taken():
        before = [each for each in request.cookies.get(COOKIE, "").split(".") if _KEY.fullmatch(each)]
        keys = ".".join([*before, key][-MOST:])
        # Not HttpOnly: it is for our script, and names nothing but what this device itself made up.
        response.set_cookie(COOKIE, keys, max_age=LASTS, secure=request.is_secure, samesite="Lax")
    return response


def _may_be_taken() -> bool:
    """Whether a view has had the form: whoever is not signed in was sent to the sign-in page instead."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "open_to", None) == ANYONE or current_user.is_authenticated


def register(app: Flask) -> None:
    app.after_request(_acknowledge)
