"""Five hundred learners sit one paper at once, as in an exam: every save is timed, and looked for afterwards.

Within a minute they open the paper's page and begin; for three minutes each reads a question, answers it after a few
seconds, has it saved by the page's script and goes on to the next; in the end they submit. The server is the one that
``./run`` starts, on both kinds of database. This load generator shares its processors.

Then as many do the same with the yardsticks for a shorter time: a minimal page of the same bytes where a question was
read, and a bare insert where an answer was saved.
"""

import asyncio
import gzip
import json
import random
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import quantiles
from urllib.parse import urlencode

from sqlalchemy import bindparam, text

from bench import load, pages, setting
from bench.figures import Figure
from revision_app.db import db
from revision_app.quiz.bank import library
from revision_app.quiz.bank.core.items import Item
from revision_app.web import opaque
from tests.support.browser import Browser
from tests.support.builders import a_person

PAPER = "mock-one"  # thirty questions of every kind, drawn for each learner
LEARNERS = 500
STARTING, SITTING = 60, 180  # seconds
COMPARING = 60  # seconds in which the yardsticks are asked as often
PAUSE = (3, 7)  # seconds from a question to its answer

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="(item|key|seen)" value="([^"]*)"')

_OURS = bindparam("ours", expanding=True)
_STEPS = text(
    "SELECT id, attempt_id, item_id, key FROM attempt_steps WHERE kind = 'responded' AND attempt_id IN :ours"
).bindparams(_OURS)
_RESULTS = text("SELECT count(*) FROM results WHERE attempt_id IN :ours").bindparams(_OURS)

Fields = list[tuple[str, str]]


@dataclass
class Heard:
    """What came back to everybody: how long each save took in seconds, its receipts by step, and what went wrong."""

    saves: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    receipts: dict[int, tuple[int, str, str]] = field(default_factory=dict)  # attempt, item and key
    errors: list[str] = field(default_factory=list)
    attempts: list[int] = field(default_factory=list)
    page: str = ""  # the last


class Wrong(Exception):
    """An answer that no learner should get."""


@dataclass
class Line:
    """A browser's connection, and the cookie that it holds."""

    port: int
    cookie: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, request: bytes, due: str) -> tuple[Mapping[str, str], str]:
        """The headers and the body of the answer, whose status is ``due``."""
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        if head[0].split(" ")[1] != due:
            raise Wrong(f"{head[0]} to {request.splitlines()[0].decode()}")
        if "set-cookie" in headers:
            self.cookie = headers["set-cookie"].partition(";")[0]
        return headers, (gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body).decode()


async def _sit(line: Line, answers: Mapping[str, Fields], chance: random.Random, heard: Heard) -> None:
    """One learner, from the paper's page to submitting."""
    _, cover = await line.ask(load.get(f"/quizzes/{PAPER}", line.cookie), "200")
    csrf = ("csrf_token", _found(_TOKEN, cover))
    headers, _ = await line.ask(load.post(f"/quizzes/{PAPER}", urlencode([csrf]), line.cookie, "text/html"), "303")
    attempt = int(headers["location"].split("/")[2])
    heard.attempts.append(attempt)
    ends = time.perf_counter() + SITTING
    for n in range(1, 31):
        asked = time.perf_counter()
        _, page = await line.ask(load.get(f"/attempts/{attempt}/items/{n}", line.cookie), "200")
        heard.page = page
        heard.pages.append(time.perf_counter() - asked)
        hidden = dict(_HIDDEN.findall(page.partition("data-autosave")[2]))
        await asyncio.sleep(chance.uniform(*PAUSE))
        if time.perf_counter() > ends:
            break
        item = opaque.unveiled(hidden["item"], attempt) or ""
        form = urlencode([csrf, *hidden.items(), *answers[item]])
        asked = time.perf_counter()
        _, receipt = await line.ask(load.post(f"/attempts/{attempt}/items/{n}", form, line.cookie), "200")
        heard.saves.append(time.perf_counter() - asked)
        heard.receipts[json.loads(receipt)["step"]] = (attempt, item, hidden["key"])
    review = load.post(f"/attempts/{attempt}/review", urlencode([csrf]), line.cookie, "text/html")
    await line.ask(review, "303")


def _found(what: re.Pattern[str], page: str) -> str:
    if not (found := what.search(page)):
        raise Wrong("a page without its form")
    return found[1]


async def _arrive(port: int, cookie: str, answers: Mapping[str, Fields], seed: int, heard: Heard) -> None:
    chance = random.Random(seed)
    await asyncio.sleep(chance.uniform(0, STARTING))
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        await _sit(Line(port, cookie, reader, writer), answers, chance, heard)
        writer.close()
    except (OSError, EOFError, KeyError, Wrong) as fault:
        heard.errors.append(repr(fault))


async def _everybody(port: int, cookies: list[str], answers: Mapping[str, Fields]) -> Heard:
    heard = Heard()
    await asyncio.gather(*(_arrive(port, cookie, answers, n, heard) for n, cookie in enumerate(cookies)))
    return heard


async def _compare(port: int, cookie: str) -> list[float]:
    """Seconds that each bare insert took while as many asked for as much as in the middle of the sitting."""
    took: list[float] = []
    page, save = load.get("/minimal/page/question", cookie), load.post("/bare/insert", urlencode({"answer": "a"}))

    async def ask(seed: int) -> None:
        chance = random.Random(seed)
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        line = Line(port, cookie, reader, writer)
        ends = time.perf_counter() + COMPARING
        await asyncio.sleep(chance.uniform(0, PAUSE[1]))
        while time.perf_counter() < ends:
            await line.ask(page, "200")
            await asyncio.sleep(chance.uniform(*PAUSE))
            asked = time.perf_counter()
            await line.ask(save, "200")
            took.append(time.perf_counter() - asked)
        writer.close()

    await asyncio.gather(*(ask(seed) for seed in range(LEARNERS)))
    return took


def _answer(item: Item) -> Fields:
    """What the page sends for a right answer."""
    parts = [
        (part, value) if equals else ("", part) for part, equals, value in (key.partition("=") for key in item.keys)
    ]
    return [(f"answer.{part}" if part else "answer", value) for part, value in parts]


def _lost(site: setting.Site, heard: Heard) -> tuple[int, int]:
    """How many receipts have no step and attempts no result in the database, and steps that nobody was told of."""
    with site.app.app_context():
        ours = {"ours": heard.attempts}
        rows = db.session.execute(_STEPS, ours).all()
        results = db.session.execute(_RESULTS, ours).scalar_one()
    stored = {row.id: (row.attempt_id, row.item_id, row.key) for row in rows}
    lost = sum(stored.get(step) != receipt for step, receipt in heard.receipts.items())
    return lost + len(heard.attempts) - results, len(stored.keys() - heard.receipts.keys())


def figures() -> Iterator[Figure]:
    for kind, url in setting.databases("sitting"):
        yield from _figures(kind, url)


def _figures(kind: str, database_url: str) -> Iterator[Figure]:
    with setting.site(database_url, as_run=True) as site:
        with site.app.app_context():
            answers = {item_id: _answer(version.item) for item_id, version in library.bank().items.items()}
        cookies = [setting.cookie_of(Browser(site.app, a_person(site.app))) for _ in range(LEARNERS)]
        with site.app.app_context():  # its key tells which question a page is about
            heard = asyncio.run(_everybody(site.port, cookies, answers))
        (site.pages / "question").write_bytes(gzip.compress(heard.page.encode()))
        bare = asyncio.run(_compare(site.port, pages.minimal_cookie()))
        for fault in sorted(set(heard.errors))[:5]:
            print(f"{kind}: {fault}")
        lost, unknown = _lost(site, heard)
    saves, pages_read, inserts = (quantiles(times, n=100) for times in (heard.saves, heard.pages, bare))
    about = f"{len(heard.saves)} saves, {len(heard.pages)} pages, a page {pages_read[98] * 1000:.0f} ms at p99"
    beside = f"p50 {inserts[49] * 1000:.1f} ms, p99 {inserts[98] * 1000:.0f} ms"
    print(f"{kind}: {about}; {len(bare)} bare inserts {beside}", flush=True)
    yield Figure(f"sitting-{kind}-save-p50", saves[49] * 1000, "ms", "<=100")
    yield Figure(f"sitting-{kind}-save-p99", saves[98] * 1000, "ms", "<=150")
    yield Figure(f"sitting-{kind}-save-p99-of-bare-insert", saves[98] / inserts[98], "ratio", "<=3")
    yield Figure(f"sitting-{kind}-errors", len(heard.errors), "learners", "<=0")
    yield Figure(f"sitting-{kind}-lost", lost, "answers", "<=0")
    yield Figure(f"sitting-{kind}-unknown", unknown, "answers", "<=0")
