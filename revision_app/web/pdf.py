"""Pages drawn as tagged PDF, by the process that does jobs only: WeasyPrint takes long to import, and much memory."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..settings import ROOT
from ..shared.refusal import Refusal

FONTS = ROOT / "revision_app" / "static" / "fonts"
_BASE = "made-here:/"


class NoPango(Refusal):
    """The libraries that WeasyPrint draws with are missing."""

    def __init__(self) -> None:
        super().__init__(
            "A PDF needs Pango, which this machine does not have. Whoever runs the site installs it (on Debian: "
            "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)."
        )


def pdf_is_possible() -> bool:
    """Whether the libraries are there that WeasyPrint draws with; it is not imported for that, as it takes long."""
    from ctypes.util import find_library

    return all(find_library(name) for name in ("pango-1.0", "pangoft2-1.0", "gobject-2.0", "fontconfig"))


def write_pdf(page: str, path: Path, file: Callable[[str], bytes | None]) -> None:
    """Draw a page as PDF/UA, which keeps its language, title, headings and tables. Raises ``NoPango``.

    What the page names is asked of ``file`` by its name, and nothing is fetched from anywhere else. Letters that the
    fonts of the page lack come from those of the system.
    """
    try:
        from weasyprint import HTML
    except OSError as error:
        raise NoPango from error
    document = HTML(string=page, base_url=_BASE, url_fetcher=_fetcher(file))
    with _without_garbage_collection():
        document.write_pdf(path, pdf_variant="pdf/ua-1")


def own_font(name: str) -> bytes | None:
    """A font of the site by the name of its file; nothing else is to be had."""
    fonts = {font.name: font for font in FONTS.glob("*.woff2")}
    return fonts[name].read_bytes() if name in fonts else None


def _fetcher(file: Callable[[str], bytes | None]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def fetch(self, url: str, headers: object = None) -> Any:
            body = file(unquote(url.removeprefix(_BASE).lstrip("/")))
            if body is None:
                raise ValueError("nothing is fetched from elsewhere")
            return URLFetcherResponse(url, body)

    return OwnFiles()


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Let Python look for no circles of garbage: WeasyPrint makes millions of objects that all live until the end.

    A PDF of 226 pages takes 6.6 s of processor time so instead of 8.1 s, and 2 per cent more memory.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
