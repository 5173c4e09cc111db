"""What the kinds of job do, as their features registered it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from .core import Job, JobState

Tell = Callable[[int, int], None]
"""Says how many of how many parts are made. Raises ``LeaseLost``, which whoever works lets through."""

Work = Callable[[Job, Path, Tell], str]
"""Make what a job asks for, as a file at this path; the name under which it is downloaded. Raises ``JobFailed``."""


Errand = Callable[[], object]
"""What the process that does jobs does between them, in a few seconds at the most."""


def register(app: Flask, kinds: Mapping[str, Work], folder: Path, errands: Sequence[Errand] = ()) -> None:
    """``folder`` is where results are kept; every process of the site has to see the same."""
    app.extensions["jobs"] = dict(kinds), folder
    app.extensions["errands"] = tuple(errands)


def errands() -> Sequence[Errand]:
    return cast(Sequence[Errand], current_app.extensions["errands"])


def work_of(kind: str) -> Work | None:
    return cast(dict[str, Work], current_app.extensions["jobs"][0]).get(kind)


def folder() -> Path:
    """Where results are kept, readable by whoever runs the site only."""
    place = cast(Path, current_app.extensions["jobs"][1])
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


@dataclass(frozen=True)
class MadeFile:
    """What a job made: where it is kept, and what it is called when it is downloaded."""

    path: Path
    name: str


def file_of(job: Job, *, at: datetime) -> MadeFile | None:
    """What a job made, as long as it is kept."""
    if job.result is None or job.state(at) is not JobState.DONE:
        return None
    path = folder() / job.result.file
    return MadeFile(path, job.result.name) if path.exists() else None


def delete(files: Iterable[str]) -> None:
    """Delete files that no job names any more."""
    for file in files:
        (folder() / file).unlink(missing_ok=True)
