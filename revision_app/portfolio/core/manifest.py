"""The manifest of a portfolio: the digest of every file in it, and what has become of them since."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from ...evidence.core import Draft
from ...signing.core import digest as signed_digest

NAME = "manifest.json"
DATA = "portfolio.json"
FORMAT = "revision portfolio 1"
MOST_TEXT = 64 * 1024 * 1024  # bytes of the manifest, and of the data: what a portfolio has is a hundredth of it


@dataclass(frozen=True)
class Entry:
    """One file of a portfolio: its path, its SHA-256 and its bytes."""

    path: str
    digest: str
    size: int


def manifest(entries: Iterable[Entry], about: Mapping[str, Any]) -> bytes:
    """The manifest as it is written, with what the portfolio is about."""
    files = {entry.path: {"sha256": entry.digest, "bytes": entry.size} for entry in entries}
    return json.dumps({"format": FORMAT, **about, "files": files}, indent=1, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Report:
    """What a portfolio was found to be: ``digest`` is the SHA-256 of its manifest, ``faults`` what does not hold."""

    digest: str
    files: int
    faults: tuple[str, ...]


def verify(portfolio: IO[bytes]) -> Report:
    """Compare a portfolio with its manifest, and what was signed with its signatures. Nothing else is asked."""
    try:
        with ZipFile(portfolio) as packed:
            return _verified(packed)
    except (BadZipFile, ValueError, KeyError, TypeError, AttributeError, OSError, EOFError, NotImplementedError):
        return Report("", 0, ("This is no portfolio that can be read: it is no ZIP file, or damaged.",))


def _verified(packed: ZipFile) -> Report:
    names = Counter(info.filename for info in packed.infolist() if not info.is_dir())
    if NAME not in names:
        return Report("", 0, (f"missing: {NAME}, so nothing can be compared",))
    written = _text(packed, NAME)
    files: dict[str, dict[str, Any]] = json.loads(written)["files"]
    faults = [f"twice in the file: {name}" for name, times in names.items() if times > 1]
    faults += [f"missing: {name}" for name in files if name not in names]
    faults += [f"added: {name}" for name in names if name not in files and name != NAME]
    faults += [f"changed: {name}" for name in files if name in names and not _is_same(packed, name, files[name])]
    if DATA in names:
        faults += _signed(json.loads(_text(packed, DATA)))
    return Report(sha256(written).hexdigest(), len(files), tuple(faults))


def _text(packed: ZipFile, name: str) -> bytes:
    if packed.getinfo(name).file_size > MOST_TEXT:
        raise ValueError(name)
    return packed.read(name)


def _is_same(packed: ZipFile, name: str, said: Mapping[str, Any]) -> bool:
    if packed.getinfo(name).file_size != said["bytes"]:
        return False
    try:
        with packed.open(name) as opened:
            digest: str = file_digest(opened, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads
            return digest == str(said["sha256"])
    except (BadZipFile, EOFError, OSError):
        return False


def _signed(data: Mapping[str, Any]) -> Iterator[str]:
    """Pieces and signatures whose digest is not that of what stands there."""
    for piece in data["pieces"]:
        frozen = Draft(piece["kind"], 0, piece["title"], piece["content"], ())
        # What a client's consent no longer covers was left out: what is left cannot have the digest of the whole.
        is_whole = not any("redacted" in said for said in piece["content"].get("files", ()))
        if is_whole and frozen.digest != piece["sha256"]:
            yield f"changed since it was handed in: {piece['title']}"
        for signature in piece["signatures"]:
            if signed_digest(signature["signed"]) != signature["sha256"]:
                yield f"changed since it was signed: decisions on {piece['title']}"
            elif signature["signed"]["piece"] != piece["sha256"]:
                yield f"signed of another piece: {piece['title']}"
