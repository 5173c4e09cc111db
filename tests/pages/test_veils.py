"""Pages call items and options by names that say nothing, and that are others in each attempt."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.builders import a_person
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
