"""A small load generator: keep-alive connections over plain sockets, so that the server is what is measured."""

import math
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Ask = Callable[[int, bytes], bytes]
"""The next request of a connection, given its number and the body of its last answer (empty at first)."""


@dataclass
class Load:
    """What came back: how many answers, how many of them not 2xx or 3xx, and how long each took, in seconds."""

    answers: int = 0
    failures: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.answers / self.seconds


@dataclass
class _Connection:
    number: int
    socket: socket.socket
    sent_at: float = 0.0
    buffer: bytearray = field(default_factory=bytearray)
    starts: int = 0  # where the body starts
    ends: int = -1

    def send(self, request: bytes) -> None:
        self.buffer.clear()
        self.ends = -1
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Whether all of the answer has arrived, after waiting for some of it."""
        self.buffer += self.socket.recv(262144)
        if self.ends < 0 and (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.buffer[:end]).lower()
            length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0]) if b"content-length: " in head else 0
            self.starts, self.ends = end + 4, end + 4 + length
        return 0 <= self.ends <= len(self.buffer)

    @property
    def failed(self) -> bool:
        return self.buffer[9:10] not in (b"2", b"3")


def run(port: int, ask: Ask, *, seconds: float = math.inf, answers: float = math.inf, connections: int = 4) -> Load:
    """Ask as fast as the server answers, over so many connections, for so long or until there are so many answers."""
    load = Load()
    with selectors.DefaultSelector() as chooser:
        opened = [_Connection(n, socket.create_connection(("127.0.0.1", port))) for n in range(connections)]
        for connection in opened:
            connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            chooser.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(ask(connection.number, b""))
        begun = time.perf_counter()
        while load.answers < answers and time.perf_counter() - begun < seconds:
            for key, _ in chooser.select(timeout=1):
                if key.data.receive():
                    _count(load, key.data)
                    key.data.send(ask(key.data.number, bytes(key.data.buffer[key.data.starts :])))
        load.seconds = time.perf_counter() - begun
        for connection in opened:
            while not connection.receive():  # what was asked is answered before anybody asks anew
                pass
            connection.socket.close()
    return load


def _count(load: Load, connection: _Connection) -> None:
    load.answers += 1
    load.failures += connection.failed
    load.times.append(time.perf_counter() - connection.sent_at)


def always(request: bytes) -> Ask:
    return lambda _number, _body: request


def get(path: str, cookie: str = "", encoding: str = "gzip") -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nAccept-Encoding: {encoding}\r\n"
        f"Cookie: {cookie}\r\n\r\n"
    ).encode()


def post(path: str, body: str, cookie: str = "", accept: str = "application/json") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
