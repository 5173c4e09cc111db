"""Pages call items and options by names that say nothing, and that are others in each attempt."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask import Flask

from revision_app import demonstration
from revision_app.accounts.core import Role
from revision_app.quiz.bank import library
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.crowd import browsers, every_page, followed
from tests.support.papers import a_hotspot, a_matching, a_paper, an_item, an_option, an_ordering, offer
from tests.support.sitting import Sitting, unveiled

As = Callable[..., Browser]

TELLING = an_item(
    "window-ends-on-friday",
    options={"friday-is-right": an_option("Friday"), "monday": an_option("Monday")},
    key="friday-is-right",
)
PAPER = (TELLING, a_matching("matching"), an_ordering("ordering"), a_hotspot("hotspot"))
NAMES = ("window-ends-on-friday", "friday-is-right", "monday", "glove", "middle", "deep")


def names(page: str) -> list[str]:
    """What a page says to browsers and not to readers: the values of ids, names and the like."""
    found: list[str] = re.findall(r'(?:id|name|value|for|data-region|aria-labelledby)="([^"]*)"', page)
    return found


@pytest.fixture
def sitting(app: Flask, as_: As) -> Sitting:
    offer(app, a_paper(PAPER))
    return Sitting(as_(a_person(app)))


def test_no_author_s_name_of_an_item_or_an_option_stands_in_a_page_of_an_attempt(sitting: Sitting) -> None:
    for path in (*(sitting.url(n) for n in range(1, 5)), f"/attempts/{sitting.id}/paper"):
        page = sitting.browser.get(path).text
        said = " ".join(names(page))
        assert not [name for name in NAMES if name in said], path
    assert "friday-is-right" in unveiled(sitting.browser.get(sitting.url(1)).text, sitting.id)


def test_two_attempts_call_the_same_by_different_names(app: Flask, as_: As, sitting: Sitting) -> None:
    other = Sitting(as_(a_person(app)))
    pages = [one.browser.get(one.url(1)).text for one in (sitting, other)]
    options = [set(re.findall(r'name="answer"\s+id="[^"]*"\s+value="([^"]*)"', page)) for page in pages]
    assert [len(found) for found in options] == [2, 2]
    assert not options[0] & options[1]
    assert unveiled(pages[0], other.id).count("friday-is-right") == 0


def test_an_answer_by_these_names_is_kept_under_the_author_s(sitting: Sitting) -> None:
    page = sitting.browser.get(sitting.url(1)).text
    veils = re.findall(r'name="answer"\s+id="[^"]*"\s+value="([^"]*)"', page)
    right = next(veil for veil in veils if unveiled(veil, sitting.id) == "friday-is-right")
    assert sitting.answer(1, right).status_code == 303
    sitting.submit()
    assert "<b>1</b> of" in sitting.result().text


def test_names_of_another_attempt_are_no_answer_here(app: Flask, as_: As, sitting: Sitting) -> None:
    other = Sitting(as_(a_person(app)))
    page = other.browser.get(other.url(1)).text
    veil = re.findall(r'name="answer"\s+id="[^"]*"\s+value="([^"]*)"', page)[0]
    assert sitting.answer(1, veil).status_code == 422


PARTS = ("options", "elements", "regions", "questions", "gaps", "actions", "stages", "choices", "endings")
NAMED_ALIKE = {"/faq/", "/glossary/", "/references/", "/study/depth-explorer"}  # some of their entries, as items are
GENERAL = {"reason", "open", "review", "check"}  # words of the site's own forms, too
LEAD_ELSEWHERE = re.compile(r"^/(study|references|glossary|criteria|syllabus|static)\b")


def names_in(written: Mapping[str, Any]) -> Iterator[str]:
    """What an author calls an item's options and whatever else of it has a name."""
    for field, value in written.items():
        if isinstance(value, Mapping):
            if field in PARTS:
                yield from value
            yield from names_in(value)


def authors_names(app: Flask) -> set[str]:
    """The names of all items, options, regions, stages …; one of a letter or two would be met anywhere."""
    with app.app_context():
        items = [version.item for version in library.bank().items.values()]
    names = {item.id for item in items} | {name for item in items for name in names_in(item.model_dump())}
    return {name for name in names if len(name) > 3} - GENERAL


def carried(page: str) -> set[str]:
    """What a page says to browsers, word by word; a name of one word counts only where it is all that is said."""
    values = re.findall(r'\s(?!class=|content=)[a-z-]+="([^"]*)"', page)
    addresses = [value for value in values if not LEAD_ELSEWHERE.match(value)]
    words = {word for value in addresses for word in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", value)}
    alone = re.findall(r'(?:value|data-region)="([a-z0-9]+)"|name="answer\.([a-z0-9]+)"|option-([a-z0-9]+)"', page)
    return words | {word for found in alone for word in found}


def test_no_page_of_a_learner_carries_an_author_s_name_of_an_item_or_an_option(app: Flask) -> None:
    with app.app_context():
        demonstration.seed(app.extensions["settings"], at=now())
    learner = browsers(app)[Role.LEARNER]
    mine = [visit.path for visit in every_page(app) if visit.role is Role.LEARNER]
    papers = [f"/quizzes/{paper}" for paper in app.extensions["bank"].papers]
    begun = [answer.location for answer in map(learner.post, papers) if answer.status_code == 303]
    units = [f"/study/{unit}" for unit in app.extensions["shelf"].units]
    names, told = authors_names(app) - set(app.extensions["bank"].papers), {}
    starts = [path for path in (*mine, *begun, *units) if path not in NAMED_ALIKE]
    for path, page in followed(learner, *starts, within=r"/(attempts|challenges|practice|quizzes)/"):
        shown = names & set(re.findall(r"[a-z]+(?:-[a-z0-9]+){2,}", re.sub("<[^>]*>", " ", page)))
        if found := (names & carried(page)) | shown:
            told[path] = sorted(found)
    assert told == {}
