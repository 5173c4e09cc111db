"""Static files, read once at start: packed, bundled, compressed and named by their content, so that a browser may keep
them for ever.

Packing leaves out what only a reader of the code needs: indentation and comments. rcssmin and
rjsmin leave out more, but change what is meant: a space before ``:is()``, and one in a template literal within another.
"""

import gzip
import mimetypes
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

from .access import open_to_anyone

bp = Blueprint("assets", __name__)

FOLDER = Path(__file__).resolve().parent.parent / "static"
# What every page needs, a unit's included; the other sheets follow as one, on all pages but a unit's.
STYLES = tuple(
    "tokens fonts base layout button card reading-settings form glossary notes offline print reading search".split()
)
STYLES += ("entries", "status")
TYPES = {
    ".woff2": "font/woff2",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}


@dataclass(frozen=True)
class Asset:
    body: bytes
    gzipped: bytes | None
    mimetype: str


class Assets:
    """Every static file under a name that changes with the folder it stands in.

    A folder's files share one digest, so that modules and style sheets can name their neighbours by relative paths.
    """

    def __init__(self, folder: Path, added: Mapping[str, bytes]) -> None:
        files = {
            file.relative_to(folder).as_posix(): file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }
        files |= {name: _packed(name, body) for name, body in files.items() if name.endswith((".css", ".js"))}
        styles = {name: body for name, body in files.items() if name.startswith("css/")}
        self._served: dict[str, Asset] = {}
        self._names: dict[str, str] = {}
        self._add({name: body for name, body in files.items() if name not in styles} | dict(added))
        self._add({"site.css": self._bundle(styles, lambda name: name in STYLES)})
        self._add({"work.css": self._bundle(styles, lambda name: name not in STYLES)})

    def __getitem__(self, served: str) -> Asset | None:
        return self._served.get(served)

    def url(self, name: str) -> str:
        return "/static/" + self._names[name]

    def _add(self, files: Mapping[str, bytes]) -> None:
        folders: dict[str, list[str]] = {}
        for name in sorted(files):
            folders.setdefault(name.rpartition("/")[0], []).append(name)
        for names in folders.values():
            digest = sha256(b"".join(name.encode() + files[name] for name in names)).hexdigest()[:12]
            for name in names:
                self._names[name] = f"{digest}/{name}"
                self._served[f"{digest}/{name}"] = _asset(name, files[name])

    def _bundle(self, styles: Mapping[str, bytes], wanted: Callable[[str], bool]) -> bytes:
        """Style sheets as one file: those of every page in their order, the others by their names."""
        named = {Path(name).stem: body.decode() for name, body in styles.items()}
        order = [*STYLES, *sorted(set(named) - set(STYLES))]
        text = "\n".join(named[name] for name in order if wanted(name))
        return re.sub(r"url\(\.\./([^)]+)\)", lambda link: f"url({self.url(link[1])})", text).encode()


def _packed(name: str, body: bytes) -> bytes:
    return (packed_style if name.endswith(".css") else packed_script)(body.decode()).encode()


def packed_style(text: str) -> str:
    """A style sheet without comments and indentation; a line break within a selector or a value means a space."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*\n\s*", "\n", text.strip())
    text = re.sub(r"(?<=[{};,])\n", "", text).replace("\n", " ")
    return re.sub(r"(?<=[{;])([\w-]+): ", r"\1:", text).replace(" {", "{").replace(";}", "}")


def packed_script(text: str) -> str:
    """A script without indentation and comments.

    A text that went over several lines would suffer: eslint refuses one in our scripts. So what follows two slashes at
    the end of a line, with no quotation mark after them, stands in no text.
    """
    return re.sub(r"(?m)^\s*//.*\n|^\s+|\s+// [^\"'`\n]*$", "", text)


def _asset(name: str, body: bytes) -> Asset:
    mimetype = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    small = gzip.compress(body, 9, mtime=0)
    return Asset(body, small if len(small) < 0.9 * len(body) else None, mimetype)


@bp.get("/static/<path:name>")
@open_to_anyone
def static(name: str) -> Response:
    asset: Asset | None = current_app.extensions["assets"][name]
    if asset is None:
        abort(404)
    packed = asset.gzipped is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(asset.gzipped if packed else asset.body, mimetype=asset.mimetype)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def register(app: Flask, added: Mapping[str, bytes]) -> None:
    """Serve the static folder and ``added`` (name to content), and offer ``asset(name)`` to templates."""
    assets = Assets(FOLDER, added)
    app.extensions["assets"] = assets
    app.add_template_global(assets.url, "asset")
    app.register_blueprint(bp)
