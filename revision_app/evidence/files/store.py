"""Where the bytes of files are kept: a folder, or an object store that speaks S3.

An object is written once, whole or not at all, under a key that holds the SHA-256 of its content. Behind the digest
stands a random word: each file has objects of its own, so that whoever withdraws consent deletes the bytes without
asking who else has the same.
"""

import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Protocol, cast

from flask import Flask, current_app

from ...shared.refusal import Refusal
from ...web import faults

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}-[0-9a-f]{12}")
_BESIDE = ".partial"


def matches(key: str, body: bytes) -> bool:
    """Whether these bytes are the ones that the key was made for; not for what is no key."""
    return bool(_KEY.fullmatch(key)) and sha256(body).hexdigest() == key[3:67]


class NotStored(Refusal):
    status = 503


Body = bytes | Path
"""What is to be kept: bytes, or those of a file, which are never in memory as a whole."""


class Store(Protocol):
    """Objects by their keys. What cannot be done raises ``OSError`` or what obstore raises."""

    def put(self, key: str, body: Body) -> None: ...
    def read(self, key: str) -> bytes | None: ...
    def delete(self, keys: Iterable[str]) -> None: ...
    def listed(self) -> Iterator[tuple[str, datetime]]: ...


class Folder:
    """A folder on this machine, or one that all nodes share."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, key: str, body: Body) -> None:
        """Written beside and renamed, so that neither a full disk nor a killed process leaves a part of it."""
        file = self._path / key
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = file.with_name(f"{file.name}{_BESIDE}")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
                if isinstance(body, Path):
                    with body.open("rb") as source:
                        shutil.copyfileobj(source, opened)
                else:
                    opened.write(body)
                opened.flush()
                os.fsync(opened.fileno())
            beside.rename(file)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def read(self, key: str) -> bytes | None:
        try:
            return (self._path / key).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            (self._path / key).unlink(missing_ok=True)

    def listed(self) -> Iterator[tuple[str, datetime]]:
        """Every key and when it was written; what a killed process left beside is among them, to be swept away."""
        for file in sorted(self._path.glob("??/*")):
            key = file.relative_to(self._path).as_posix()
            if _KEY.fullmatch(key.removesuffix(_BESIDE)):
                with suppress(FileNotFoundError):
                    yield key, datetime.fromtimestamp(file.stat().st_mtime, UTC)


class Objects:
    """A bucket, or a part of one, of a store that speaks S3. AWS_… variables of the environment say how to reach it."""

    def __init__(self, url: str) -> None:
        from obstore.store import S3Store

        plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")  # one within the centre's own network
        self._store = S3Store.from_url(
            url,
            client_options={"timeout": "20s", "connect_timeout": "5s", "allow_http": plain},
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
        )

    def put(self, key: str, body: Body) -> None:
        self._store.put(key, body)

    def read(self, key: str) -> bytes | None:
        try:
            return bytes(self._store.get(key).bytes())
        except FileNotFoundError:
            return None

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            with suppress(FileNotFoundError):
                self._store.delete(key)

    def listed(self) -> Iterator[tuple[str, datetime]]:
        for page in self._store.list():
            for found in page:
                if _KEY.fullmatch(found["path"]):
                    yield found["path"], found["last_modified"]


def register(app: Flask, url: str) -> None:
    app.extensions["evidence_url"] = url


def store() -> Store:
    """The store of this site, opened in the process that first asks: its threads outlive no fork."""
    extensions: dict[str, Any] = current_app.extensions
    if "evidence_store" not in extensions:
        url: str = extensions["evidence_url"]
        is_folder = not url.startswith("s3://")
        extensions["evidence_store"] = Folder(Path(url.removeprefix("file://"))) if is_folder else Objects(url)
    return cast(Store, extensions["evidence_store"])


def digest_of(body: Body) -> str:
    """The SHA-256 of bytes, or of those of a file."""
    if isinstance(body, bytes):
        return sha256(body).hexdigest()
    with body.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def put(body: Body) -> str:
    """Keep these bytes; their key. Raises ``NotStored``."""
    digest = digest_of(body)
    key = f"{digest[:2]}/{digest}-{secrets.token_hex(6)}"
    try:
        store().put(key, body)
    except Exception as error:  # a full disk, a missing folder, a store that does not answer: obstore has its own kinds
        faults.note(error)
        raise NotStored(
            "There is no room for files just now. Nothing of this one was kept; try again later."
        ) from error
    return key


def read(key: str) -> bytes | None:
    """The bytes under a key; ``None`` where they are gone. Raises ``NotStored`` where the store does not answer."""
    try:
        return store().read(key)
    except Exception as error:
        faults.note(error)
        raise NotStored("Files cannot be opened just now. Try again in a moment.") from error


def delete(keys: Iterable[str]) -> None:
    """Delete what no row names any more; what cannot be deleted now is swept away later."""
    try:
        store().delete(keys)
    except Exception as error:
        faults.note(error)
