"""The page of results: who finds what, that it leads there, and what it never tells."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import quote

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.quiz.bank import library as quiz
from revision_app.shared.findable import Kind, SearchEntry
from revision_app.study import library
from revision_app.study.core.search.index import Index
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.papers import a_bank, a_paper_file, an_item

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # what is searched comes from files

Open = Callable[..., Browser]

LINK = re.compile(r'<h3><a href="([^"]+)">')


def search(browser: Browser, typed: str) -> str:
    answer = browser.get(f"/search?q={quote(typed)}")
    assert answer.status_code == 200
    return answer.text


def main_of(page: str) -> str:
    return page[page.index("<main") :]


@pytest.fixture
def learner(app: Flask, as_: Open) -> Browser:
    return as_(a_person(app))


@pytest.mark.parametrize("role", list(Role))
def test_every_role_finds_units_and_references_and_the_words_are_marked(app: Flask, as_: Open, role: Role) -> None:
    page = search(as_(a_person(app, role)), "hyperpig")
    assert "Showing results for <strong>hyperpigmentation</strong>." in page
    assert page.index(">Units</h2>") < page.index(">References</h2>")
    assert "<mark>hyperpigmentation</mark>" in page


def test_a_slip_is_told_beside_what_was_looked_for(learner: Browser) -> None:
    page = search(learner, "isotretinion")
    words = " ".join(page.split())
    assert "Nothing here has “isotretinion”. Did you mean" in words
    assert '<a href="/search?q=isotretinoin">isotretinoin</a>? This is what it finds.' in words
    assert 'value="isotretinion"' in page
    assert LINK.findall(page)[0].startswith("/study/contraindications#")


def test_quizzes_are_found_by_learners_only_and_lead_to_the_cover(app: Flask, as_: Open, learner: Browser) -> None:
    page = search(learner, "Priya")
    assert ">Quizzes</h2>" in page
    [cover] = LINK.findall(page)
    assert cover == "/quizzes/two-first-consultations"
    assert learner.get(cover).status_code == 200
    for role in (Role.TUTOR, Role.ADMINISTRATOR):
        assert "/quizzes/" not in main_of(search(as_(a_person(app, role)), "Priya"))


def test_what_is_found_is_there(learner: Browser) -> None:
    pages: dict[str, str] = {}
    for typed in ("isotretinoin", "0.5 mm", "pen", "syllabus", "thickness", "2017", "client", "keloid"):
        links = [unescape(link).partition("#") for link in LINK.findall(search(learner, typed))]
        assert links
        for path, _, anchor in links:
            pages[path] = pages.get(path) or learner.get(path).text
            assert not anchor or f'id="{anchor}"' in pages[path], f"{path}#{anchor}"


def test_every_place_in_the_index_is_there(app: Flask, learner: Browser) -> None:
    """Each page and fragment that a result could ever lead to."""
    with app.app_context():
        entries = [*library.findable(library.shelf()), *quiz.findable(quiz.bank())]
    ids: dict[str, set[str]] = {}
    for entry in entries:
        if entry.url not in ids:
            answer = learner.get(entry.url)
            assert answer.status_code == 200, entry.url
            ids[entry.url] = set(re.findall(r'\bid="([^"]*)"', answer.text))
        anchors = {entry.anchor, *(passage.anchor for passage in entry.passages)} - {""}
        assert anchors <= ids[entry.url], entry.title


def test_results_lead_to_blocks_and_not_only_to_sections(app: Flask) -> None:
    with app.app_context():
        shelf = library.shelf()
        sections = {section.id for unit in shelf.units.values() for section in unit.sections}
        entries = [entry for entry in library.findable(shelf) if entry.kind is Kind.UNIT and entry.anchor]
    passages = [passage for entry in entries for passage in entry.passages]
    assert sum(passage.anchor in sections for passage in passages) < len(passages) / 100


def test_options_keys_rationales_and_later_developments_are_never_found(app: Flask, as_: Open) -> None:
    words = ("optionword", "rationaleword", "keyword", "updateword")
    item = an_item(
        "one",
        case="sam",
        stem="A stemword?",
        update="She returns, an updateword later.",
        options={
            "a": {"text": "An optionword", "rationale": "A rationaleword."},
            "keyword": {"text": "The right optionword", "rationale": "The rationaleword."},
        },
        key="keyword",
    )
    practice = a_paper_file(items=["one"], mode="practice", minutes=..., pass_mark=..., attempts=...)
    bank, problems = a_bank((item,), (practice,))
    assert not problems
    app.extensions["search"] = Index(quiz.findable(bank))
    browser = as_(a_person(app))
    assert "/quizzes/first-paper" in main_of(search(browser, "stemword"))
    for word in words:
        page = main_of(search(browser, word))
        assert "/quizzes/" not in page, word
        assert "Nothing was found" in page, word
    for start in ("rationalew", "rationaleworb", "optionwor", "updatewor"):
        assert "Nothing was found" in search(browser, start)


def untold(value: object, name: str = "") -> Iterator[str]:
    """The options, elements, gaps and rationales of an item of any kind."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from untold(part, key)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from untold(part, name)
    elif name in ("text", "rationale", "model", "point", "accepted"):
        yield str(value)


def test_no_rationale_or_option_of_the_shipped_bank_is_in_what_quizzes_offer(app: Flask) -> None:
    with app.app_context():
        bank = quiz.bank()
        offered = "\n".join(passage.text for entry in quiz.findable(bank) for passage in entry.passages)
    texts = [text for version in bank.items.values() for text in untold(version.item.model_dump(exclude_none=True))]
    assert len(texts) > 50
    assert [text for text in texts if len(text) > 40 and text in offered] == []  # a shorter one may be a mere term


def test_what_was_found_and_what_was_typed_are_escaped(app: Flask, as_: Open) -> None:
    app.extensions["search"] = Index([SearchEntry(Kind.UNIT, "<b>Bold</b> & co", "/study/", ())])
    page = search(as_(a_person(app)), 'bold"><script>alert(1)</script>')
    assert "&lt;b&gt;<mark>Bold</mark>&lt;/b&gt; &amp; co</a>" in page
    assert "<script>alert" not in page
    assert 'value="bold&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page


@pytest.mark.parametrize(
    "typed",
    ["", '"', "a* OR b", "NEAR(", "\x00", "😀", "'; DROP TABLE unit; --", "x" * 6000, '"' * 999, "{{ 7*7 }}", "%"],
)
def test_whatever_is_typed_there_is_a_page(learner: Browser, typed: str) -> None:
    assert "<h1>Search</h1>" in search(learner, typed)


@pytest.mark.parametrize("query", ["", "?q", "?q=%ff%fe", "?q=%00", "?q=a&q=b", "?Q=a"])
def test_whatever_is_asked_there_is_a_page(learner: Browser, query: str) -> None:
    assert learner.get(f"/search{query}").status_code == 200


def test_a_brand_leads_to_what_it_is_called_here(learner: Browser) -> None:
    page = search(learner, "Roaccutane")
    assert "Here “roaccutane” is found under <strong>isotretinoin</strong>." in " ".join(page.split())
    assert "Did you mean" not in page
    assert LINK.findall(page)[0].startswith(("/study/contraindications#", "/faq/#isotretinoin", "/glossary/#isotret"))


def test_a_question_in_plain_words_shows_the_best_answers_of_all_kinds_first(learner: Browser) -> None:
    page = search(learner, "is microneedling safe in pregnancy")
    assert re.findall(r'<h2 id="found-(\w+)">', page)[0] == "best"
    assert "/faq/#pregnancy" in LINK.findall(page)[:3]


def test_nothing_found_says_what_to_do(learner: Browser) -> None:
    page = search(learner, "zzyzx")
    assert "Nothing was found for “zzyzx”." in page
    assert "Try fewer words" in page


def test_every_page_has_the_box_and_it_is_a_plain_form(learner: Browser) -> None:
    for path in ("/today", "/study/", "/study/mechanism", "/references/", "/account"):
        page = learner.get(path).text
        assert '<form class="find" action="/search" role="search"' in page, path


def test_nobody_signed_out_searches(as_: Open) -> None:
    assert as_().get("/search?q=isotretinoin").status_code == 302
    assert 'class="find"' not in as_().get("/sign-in").text
