"""Ask clamd, ClamAV's daemon, whether there is something harmful in a file, where a centre has one."""

import socket
import struct
from typing import BinaryIO
from urllib.parse import urlsplit

from flask import Flask, current_app

from ...shared.refusal import Refusal
from ...web import faults
from .core.signature import NotTaken

SECONDS = 20.0  # that it may take over one file
_PART = 64 * 1024  # bytes sent at once


class NotScanned(Refusal):
    """The scanner does not answer: what was not looked at is not kept."""

    status = 503


def register(app: Flask, url: str | None) -> None:
    app.extensions["clamd_url"] = url


def must_be_harmless(file: BinaryIO) -> None:
    """Raise ``NotTaken`` where the scanner finds something; where none is set nothing is asked."""
    url: str | None = current_app.extensions["clamd_url"]
    if url is None:
        return
    try:
        answer = _ask(url, file)
    except OSError as error:
        faults.note(error)
        raise NotScanned("Files cannot be checked for viruses just now. Yours has arrived; try again later.") from error
    if answer.endswith("FOUND"):
        raise NotTaken("A virus was found in this file, so it was not kept. Have the device that it came from checked.")
    if not answer.endswith("OK"):
        raise NotScanned("This file could not be checked for viruses. Try again later, or tell your centre.")


def _ask(url: str, file: BinaryIO) -> str:
    """What clamd says of a file; its command INSTREAM takes them in parts, each after its length."""
    with _connected(url) as connection:
        connection.sendall(b"zINSTREAM\0")
        file.seek(0)
        while part := file.read(_PART):
            connection.sendall(struct.pack("!L", len(part)) + part)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := connection.recv(4096)):
            answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(SECONDS)
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname, parts.port), SECONDS)
