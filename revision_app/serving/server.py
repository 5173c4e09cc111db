"""The processes of the site: one that reads the files and starts the others, and workers that serve."""

import multiprocessing
import os
import resource
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

CONNECTIONS = 4096  # of a worker, most of them idle: a browser keeps up to six
FILES = 16384  # open at once: connections, and the database's
IDLE_SECONDS = 30  # in which a connection must send a request's head
STOP_SECONDS = 10  # in which a worker must have stopped
PAUSE_SECONDS = 0.5  # before a worker that died at once is started again


class Server(MPServer):
    """Granian's server, which takes no death of a worker for a reason to end the others.

    Granian stops the whole site when a worker dies twice within 5.5 s.
    """

    def _respawn_workers(self, workers: list[int], *further: Any, **named: Any) -> None:
        time.sleep(PAUSE_SECONDS)
        super()._respawn_workers(workers, *further, **named)
        self.respawned_wrks.clear()


class Beside:
    """A process beside the workers that serve, for what takes longer than a page may.

    It is forked before there are any threads, and again from one that only waits for its end: it holds no locks.
    """

    def __init__(self, run: Callable[[int], None]) -> None:
        """``run`` is told which process is its server: one that asks for its parent may ask after that has died."""
        self.run = run
        self._ended = threading.Event()
        self._process: multiprocessing.Process | None = None

    def start(self) -> None:
        self._fork()
        threading.Thread(target=self._keep, daemon=True).start()

    def stop(self) -> None:
        self._ended.set()
        if self._process:
            self._process.terminate()
            self._process.join(STOP_SECONDS)

    def again(self) -> None:
        """End the process: another takes its place, with what is served by then."""
        if self._process:
            self._process.terminate()

    def _fork(self) -> None:
        self._process = multiprocessing.Process(target=self.run, args=(os.getpid(),), name="jobs")
        self._process.start()

    def _keep(self) -> None:
        while self._process:
            self._process.join()
            if self._ended.wait(PAUSE_SECONDS):
                return
            self._fork()


def serve(
    load: Callable[[], Any], *, host: str, port: int, workers: int, beside: Callable[[Any, int], None] | None = None
) -> None:
    """Serve what ``load`` makes, until told to stop; ``load`` is called once, and again at SIGHUP.

    ``beside`` runs in a process of its own, with what was loaded and the id of the server's process.

    Workers are forked from this process, so the files are read once and a worker that dies starts again with what its
    neighbours serve, whatever the files are by then. A ``load`` that fails at SIGHUP changes nothing.
    """
    refuse_a_second(host, port)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most) if most != resource.RLIM_INFINITY else FILES, most))
    multiprocessing.set_start_method("fork")
    application = load()
    doing = Beside(lambda server: beside(application, server)) if beside else None

    def again() -> None:
        nonlocal application
        try:
            application = load()
        except SystemExit as problems:
            print(f"The files were not read again; the site goes on as it was.\n{problems}", flush=True)
        else:
            if doing:
                doing.again()

    server = Server(
        "revision_app",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        websockets=False,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=IDLE_SECONDS * 1000),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    )
    server.on_reload(again)
    if doing:
        server.on_startup(doing.start)
        server.on_shutdown(doing.stop)
    print(f"Serving on http://{host}:{port} (Ctrl-C stops)", flush=True)
    server.serve(target_loader=lambda: application, wrap_loader=False)


def refuse_a_second(host: str, port: int) -> None:
    """Stop in words when something serves here already: granian would share the port with it unnoticed."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise SystemExit(
                f"{host}:{port} cannot be served on: {error.strerror}. Stop what runs there or set PORT."
            ) from error
