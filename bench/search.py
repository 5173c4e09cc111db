"""How fast a search is answered where there is a thousand units to search, and how well where there are twelve."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from statistics import median

from bench import setting
from bench.figures import Figure
from revision_app.shared.findable import Kind, Passage, SearchEntry
from revision_app.study import library
from revision_app.study.core.search.index import Index
from tests.support.browser import Browser
from tests.support.queries import all_queries, in_two, score

UNITS = 1000
ROUNDS = 5
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()


def figures(site: setting.Site) -> Iterator[Figure]:
    """The whole page, for words as they are, begun, misspelt, in common use, and several at once; and for questions."""
    kept = site.app.extensions["search"]
    for name, queries in zip(("open", "kept-aside"), in_two(), strict=True):
        reached = score(queries, kept)
        part = f"search-{name}-{reached.of}"
        yield Figure(f"{part}-right-first", reached.first, "queries", f">={round(reached.of * 90 / 120)}")
        yield Figure(f"{part}-right-among-three", reached.among_three, "queries", f">={round(reached.of * 110 / 120)}")
    with site.app.app_context():
        entries, synonyms = _thousand(library.findable(library.shelf())), library.shelf().synonyms
    begun = time.perf_counter()
    site.app.extensions["search"] = Index(entries, synonyms)
    yield Figure("search-index-built", time.perf_counter() - begun, "s", "<=5")
    browser = site.browser("learner@example.org")
    for name, every in (("search-median", _typed(entries) * ROUNDS), ("search-questions-median", _questions())):
        yield Figure(name, median(_seconds(browser, typed) for typed in every) * 1000, "ms", "<=20")
    site.app.extensions["search"] = kept


def _questions() -> list[str]:
    return [query.typed for query in all_queries()] * 2


def _seconds(browser: Browser, typed: str) -> float:
    begun = time.perf_counter()
    answer = browser.client.get("/search", query_string={"q": typed})
    assert answer.status_code == 200
    return time.perf_counter() - begun


def _thousand(entries: list[SearchEntry]) -> list[SearchEntry]:
    """Our own units over and over, each time with words of its own among theirs, as other units would have."""
    chance = random.Random(1)
    units = [entry for entry in entries if entry.kind is Kind.UNIT]
    copies = UNITS // len({entry.url for entry in units}) + 1
    made = [entry for entry in entries if entry.kind is not Kind.UNIT]
    for copy in range(copies):
        made += [
            replace(
                entry,
                url=f"{entry.url}-{copy}",
                passages=tuple(Passage(passage.anchor, _mixed(passage.text, chance)) for passage in entry.passages),
            )
            for entry in units
        ]
    return made


def _mixed(text: str, chance: random.Random) -> str:
    return " ".join(_word(chance) if chance.random() < 0.3 else word for word in text.split())


def _word(chance: random.Random) -> str:
    """One of some ten thousand words, a few of them far commoner than the rest."""
    number = int(10_000 ** chance.random())
    return "".join(SYLLABLES[number // 20**place % 20] for place in range(4))


def _typed(entries: list[SearchEntry]) -> list[str]:
    chance = random.Random(2)
    words = sorted({word for entry in entries for word in entry.title.split() if word.isalpha() and len(word) > 6})
    some = chance.sample(words, 10)
    swapped = [word[:3] + word[4] + word[3] + word[5:] for word in some]
    begun = [word[:5] for word in some]
    return [*some, *begun, *swapped, *(" ".join(pair) for pair in pairwise(some))]
