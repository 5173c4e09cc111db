"""A wire between a browser and the site that counts what comes down it.

A browser's own tools count by page, and leave out what a page's worker asks for.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread


class Wire:
    def __init__(self, to: int) -> None:
        self._to = to
        self._bytes = 0
        self._lock = Lock()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def taken(self) -> int:
        """Bytes since the last time of asking: bodies and headers, of the page and of its worker."""
        with self._lock:
            taken, self._bytes = self._bytes, 0
        return taken

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                Thread(target=self._pump, args=(near, far, 0), daemon=True).start()
                Thread(target=self._pump, args=(far, near, 1), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, counted: int) -> None:
        with suppress(OSError):  # either side may hang up
            while piece := source.recv(65536):
                with self._lock:
                    self._bytes += counted * len(piece)
                target.sendall(piece)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@contextmanager
def wire(to: int) -> Iterator[Wire]:
    laid = Wire(to)
    try:
        yield laid
    finally:
        laid.close()
