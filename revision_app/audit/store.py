"""The heads of the audit's chain, in a file beside the database: digests that nobody changes with SQL.

Each process adds a line after each transaction that it committed, so the file is at most a moment behind. Several nodes
have a file each, with what they wrote themselves.
"""

import fcntl
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import IO, cast

from flask import current_app

FILE = "audit-heads"
LATEST = 1000  # lines that stay when the file is thinned
EVERY = 100  # of the ids of older lines, which stays

log = logging.getLogger(__name__)


def add(id_: int, digest: str) -> None:
    """Keep the digest of an entry. What cannot be written is no reason to lose what was committed."""
    try:
        with _opened("a") as file:
            file.write(f"{id_} {digest}\n")
    except OSError:
        log.exception("The head of the audit could not be kept.")


def heads() -> dict[int, str]:
    """All digests that are kept, by the ids of their entries."""
    if not _path().exists():
        return {}
    with _opened("r") as file:
        return dict(_read(file))


def thin() -> None:
    """Leave out older lines but one in so many: the chain itself joins those between."""
    if not _path().exists():
        return
    with _opened("r+") as file:
        lines = sorted(_read(file))
        older = [line for line in lines[:-LATEST] if line[0] % EVERY == 0]
        file.seek(0)
        file.truncate()
        _write(file, [*older, *lines[-LATEST:]])


def begin_anew(lines: Mapping[int, str]) -> None:
    """Keep these and set what was kept aside: a backup was restored, whose last entry is an older one."""
    if _path().exists():
        aside = (_path().with_name(f"{FILE}.before-restore-{number}") for number in count(1))
        _path().rename(next(file for file in aside if not file.exists()))
    with _opened("a") as file:
        _write(file, lines.items())


def _read(file: IO[str]) -> Iterator[tuple[int, str]]:
    """The lines, without one that a killed process did not finish."""
    for line in file:
        id_, _, digest = line.rstrip("\n").partition(" ")
        if id_.isdecimal() and len(digest) == 64:
            yield int(id_), digest


def _write(file: IO[str], lines: Iterable[tuple[int, str]]) -> None:
    file.writelines(f"{id_} {digest}\n" for id_, digest in lines)


@contextmanager
def _opened(mode: str) -> Iterator[IO[str]]:
    """The file, readable by its owner only, and for this process alone until it is closed."""
    with open(_path(), mode, encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _path() -> Path:
    return cast(Path, current_app.extensions["settings"].instance_dir) / FILE
