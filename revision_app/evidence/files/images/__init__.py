"""Photographs written anew: only pixels are kept, upright, and neither what a camera noted nor what somebody hid.

Decoding is done by another process with bounds on memory and time (``child``), one at a time on a machine: what fills
the bounds of one harms nobody's pages.
"""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from flask import current_app

from ....shared.refusal import Refusal
from ..core.signature import NotTaken

CHILD = Path(__file__).with_name("child.py")
SECONDS = 30  # that one image may take
PATIENCE = 4.0  # seconds to wait for the image before
IN_LINE = BoundedSemaphore(2)  # of this process's four threads: the others are for pages
LOCK = "decoding.lock"
_PROBLEMS = {
    "pixels": "This picture has more than 40 megapixels. Make it smaller, then upload it.",
    "memory": "This picture takes more memory to open than is there. Make it smaller, or save it as a plain JPEG.",
    "damaged": "This picture is damaged or cut short. Save it again, then upload it.",
}

Rectangle = tuple[int, int, int, int]
"""Left, top, width and height in hundredths of a per cent of the picture."""


class Busy(Refusal):
    """Other pictures are being looked at."""

    status = 503


@dataclass(frozen=True)
class Picture:
    """A photograph as JPEG, and a small copy of it; ``width`` and ``height`` are pixels."""

    body: bytes
    thumbnail: bytes
    width: int
    height: int


def rewritten(source: Path, cover: Sequence[Rectangle] = ()) -> Picture:
    """The picture of a file as JPEG, with black rectangles where it is to be covered. Raises ``NotTaken``, ``Busy``."""
    with _turn(), tempfile.TemporaryDirectory(prefix="picture-") as name:
        folder = Path(name)
        said = _run(source, folder, cover)
        if "problem" in said:
            raise NotTaken(_PROBLEMS[str(said["problem"])])
        made = (folder / "photograph.jpg").read_bytes(), (folder / "thumbnail.jpg").read_bytes()
        return Picture(*made, int(said["width"]), int(said["height"]))


def _run(source: Path, folder: Path, cover: Sequence[Rectangle]) -> dict[str, int | str]:
    try:
        done = subprocess.run(  # noqa: S603  # our own script, by its path
            [sys.executable, "-I", CHILD, source, folder],
            input=json.dumps(cover),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            preexec_fn=_step_back,
        )
        said: dict[str, int | str] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):  # it was ended, by its bounds or by a fault of its own
        return {"problem": "memory"}
    return said


def _step_back() -> None:
    os.nice(10)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one's turn among all processes of this machine, but not for long: raises ``Busy``."""
    busy = Busy("Other pictures are being checked just now. Yours has arrived; try again in a few seconds.")
    if not IN_LINE.acquire(blocking=False):
        raise busy
    try:
        with open(current_app.extensions["settings"].instance_dir / LOCK, "w", encoding="ascii") as lock:
            deadline = time.monotonic() + PATIENCE
            while not _locked(lock.fileno()):
                if time.monotonic() > deadline:
                    raise busy
                time.sleep(0.05)
            yield
    finally:
        IN_LINE.release()


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
