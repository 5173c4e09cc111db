"""The site as granian's RSGI application: a short stage that reads requests, and threads that run Flask.

Under granian's own WSGI interface a thread reads the body itself and waits for it as long as the sender likes: twelve
connections that send two bytes of a body stop every worker for good. Here nothing but a whole request takes a thread.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, Protocol
from wsgiref.types import WSGIApplication

from ..accounts.core.throttle import neighbourhood
from .places import Full, Places, Shares
from .reading import Broken, TooLarge, TooSlow, read_body

THREADS = 4  # of a worker; the database's pool has a connection for each
WAITING = 512  # requests of a worker that wait for a thread: the last has its turn in two to four seconds
WAITING_LARGE = 64  # of them when one joins whose body is large, for that is held meanwhile
PATIENCE_SECONDS = 10.0  # to wait for a thread; by then the scripts of our pages have given up, and ask again
EACH, EACH_WAITING = 2, 16  # of one person: a page and a save at once; a class never shares a cookie
SMALL = 16 * 1024  # bytes of a body that costs no more than an idle connection, and needs no place to be read
BODIES, EACH_BODIES = 64, 16  # larger bodies that a worker reads at once: of all, and from one address
ORPHANED_SECONDS = 1.0  # between two looks at whether the server that started this worker still lives

Headers = list[tuple[str, str]]
SEND_FILE = "x-sendfile"  # how Flask names a file, where it is told that whoever serves sends it


class Scope(Protocol):
    """What granian tells of a request."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: Any


class Exchange(Protocol):
    """The request's body as it arrives, and the way to answer."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...
    def response_file(self, status: int, headers: Headers, file: str) -> None: ...


class Application:
    """A WSGI application behind the reading stage."""

    def __init__(self, wsgi: WSGIApplication, *, cookies: Sequence[str], largest: int, proxies: int) -> None:
        """``cookies`` are the names that the cookie of a sign-in can have, ``largest`` the bytes of a body it takes.

        ``proxies`` before it add the address that they were asked from to X-Forwarded-For. It is made by the server's
        process, before any worker: one that asks for its parent may ask after that has died.
        """
        self.wsgi = wsgi
        self._server = os.getpid()
        self._largest = largest
        self._proxies = proxies
        self._cookies = tuple(f"{name}=" for name in cookies)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """In each worker, before its first request."""
        self._places = Places(
            running=THREADS,
            waiting=WAITING,
            waiting_large=WAITING_LARGE,
            each=EACH,
            each_waiting=EACH_WAITING,
            patience=PATIENCE_SECONDS,
        )
        self._bodies = Shares(most=BODIES, each=EACH_BODIES)
        self._watch = loop.create_task(_end_with(self._server))

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        if scope.path == "/healthz":  # answered while every thread waits for something
            _answer(exchange, scope, 200, "application/json", '{"status":"alive"}\n')
            return
        try:
            body = await self._body(scope, exchange)
            async with self._places.place(self._person(scope), large=len(body) > SMALL):
                loop = asyncio.get_running_loop()
                status, headers, answer = await loop.run_in_executor(self._threads, self._run, scope, body)
        except TooLarge:
            _say(exchange, scope, 413, "That is too large. Send something smaller, or split it.")
        except TooSlow:
            _say(exchange, scope, 408, "That did not arrive in time. Check your connection and send it again.")
        except Broken:
            _say(exchange, scope, 400, "Only a part of that arrived. Send it again.")
        except Full:
            _say(exchange, scope, 503, "The site is busy. What you saved is safe. Try again in a few seconds.")
        else:
            _give(exchange, scope, status, headers, answer)

    async def _body(self, scope: Scope, exchange: Exchange) -> bytes:
        length = _length(scope)
        large = length is None or SMALL < length <= self._largest
        with self._bodies.place(self._address(scope)) if large else contextlib.nullcontext():
            return await read_body(aiter(exchange), length, largest=self._largest)

    def _address(self, scope: Scope) -> str:
        """Where a request comes from, as far as the proxies before the site can be believed."""
        told = ",".join(scope.headers.get_all("x-forwarded-for")).split(",")
        behind = self._proxies and len(told) >= self._proxies
        return neighbourhood(told[-self._proxies].strip() if behind else scope.client.rpartition(":")[0].strip("[]"))

    def _person(self, scope: Scope) -> str | None:
        """Whose request this is, by the cookie that signs them in; ``None`` before they have one."""
        cookies = scope.headers.get("cookie") or ""
        return next((each for each in cookies.split("; ") if each.startswith(self._cookies)), None)

    def _run(self, scope: Scope, body: bytes) -> tuple[int, Headers, bytes]:
        """Call the WSGI application, in a thread."""
        started: tuple[int, Headers] = (500, [])

        def start(status: str, headers: Headers, exc_info: object = None) -> Any:
            nonlocal started
            started = int(status[:3]), [(name.lower(), value) for name, value in headers]

        parts: Iterable[bytes] = self.wsgi(_environ(scope, body), start)
        try:
            answer = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close:
                close()
        return *started, answer


def _give(exchange: Exchange, scope: Scope, status: int, headers: Headers, answer: bytes) -> None:
    """Send what the application answered; a file that it names is sent from where it is, and never held whole."""
    file = next((value for name, value in headers if name == SEND_FILE), None)
    told = [header for header in headers if header[0] != SEND_FILE]
    if file and scope.method != "HEAD":
        exchange.response_file(status, told, file)
    else:
        exchange.response_bytes(status, told, b"" if scope.method == "HEAD" else answer)


def _length(scope: Scope) -> int | None:
    """The bytes of the body, as stated; ``None`` for one that is sent in chunks. The server refuses other words."""
    if "transfer-encoding" in scope.headers:
        return None
    return int(scope.headers.get("content-length") or 0)


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The request as PEP 3333 has it."""
    host, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        if name == "content-type":
            environ["CONTENT_TYPE"] = value
        elif "_" not in name and name not in ("content-length", "transfer-encoding"):
            key = "HTTP_" + name.upper().replace("-", "_")
            joined = "; " if name == "cookie" else ","
            environ[key] = f"{environ[key]}{joined}{value}" if key in environ and name != "host" else value
    return environ


def _say(exchange: Exchange, scope: Scope, status: int, words: str) -> None:
    _answer(exchange, scope, status, "text/plain; charset=utf-8", words + "\n")


def _answer(exchange: Exchange, scope: Scope, status: int, mimetype: str, words: str) -> None:
    body = words.encode()
    headers = [
        ("content-type", mimetype),
        ("content-length", str(len(body))),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ]
    if status == 503:
        headers.append(("retry-after", "5"))
        if scope.method == "GET":
            headers.append(("refresh", "5"))  # browsers try again by this one
    elif status >= 400:
        headers.append(("connection", "close"))  # the rest of the body is not read
    exchange.response_bytes(status, headers, b"" if scope.method == "HEAD" else body)


async def _end_with(server: int) -> None:
    """End this worker when its server is gone: it would serve old code beside the next one."""
    with contextlib.suppress(asyncio.CancelledError):
        while os.getppid() == server:
            await asyncio.sleep(ORPHANED_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
