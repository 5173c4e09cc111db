"""How what a job made leaves the site."""

from flask import send_file
from werkzeug.wrappers import Response

from .library import MadeFile


def sent(file: MadeFile, mimetype: str) -> Response:
    """A file to keep; nothing on the way keeps it."""
    answer = send_file(file.path, mimetype, as_attachment=True, download_name=file.name, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer
