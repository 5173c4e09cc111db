"""Every kind of item as a page shows it: to answer without scripts, in words, and marked with the reasons."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from revision_app.quiz.attempts import forms
from revision_app.quiz.bank.core.items import KINDS, Unreadable
from tests.support.builders import a_person
from tests.support.papers import A_MAP, a_judgement, a_numeric, a_paper, offer, one_of_each
from tests.support.sitting import Sitting, unveiled
from tests.support.strict import faults

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # items know no database

ITEMS = [KINDS[written["kind"]].model_validate(written) for written in one_of_each()]
UNSAFE = {
    "single": ("a",),
    "many": ("a", "d"),
    "matching": ("one=b", "two=d"),
    "numeric": ("value=3.5", "unit=g"),
    "hotspot": ("deep",),
    "short": ("Burn.",),
    "cloze": ("depth=b", "layer=b"),
    "judgement": ("a=3", "b=2"),
    "ranking": ("a=2", "b=1", "c=3"),
    "justified": ("choice=a", "reason=b"),
}
OWN_WORDS = ("Two lines,\n\nin <b>my</b> own words.",)
each = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)


class Controls(HTMLParser):
    """The fields that a browser without scripts would send from a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.named: set[str] = set()
        self.select: list[tuple[str, bool]] | None = None
        self.open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "name" in given:
            self.open = given["name"]
            self.named.add(self.open)
        if tag == "input" and (given["type"] == "text" or "checked" in given):
            self.sent.append((self.open, given["value"]))
        elif tag == "select":
            self.select = []
        elif tag == "option" and self.select is not None:
            self.select.append((given.get("value", "..."), "selected" in given))
        elif tag == "textarea":
            self.sent.append((self.open, ""))

    def handle_data(self, data: str) -> None:
        if self.select and self.select[-1][0] == "...":
            self.select[-1] = (data, self.select[-1][1])
        if self.lasttag == "textarea" and self.sent and not self.sent[-1][1]:
            self.sent[-1] = (self.open, data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select:
            chosen = [value for value, selected in self.select if selected]
            self.sent.append((self.open, chosen[0] if chosen else self.select[0][0]))
            self.select = None


def submitted(html: str) -> tuple[str, ...]:
    return forms.submitted(MultiDict(Controls(html).sent))


@pytest.fixture
def kind(app: Flask) -> Any:
    """The template part of an item's kind."""
    with app.test_request_context():
        yield lambda item: app.jinja_env.get_template(f"quiz/kinds/{item.kind}.html").module


def strictly(*parts: Markup) -> str:
    """These parts in a page, which has none of the faults that no page of ours may have."""
    body = "<h2>Question</h2>".join(parts)
    page = f"<!doctype html><html lang='en'><title>t</title><main><h1>h</h1>{body}</main></html>"
    assert faults(page) == []
    return body


def some_responses(item: Any) -> list[tuple[str, ...]]:
    return [(), item.keys or OWN_WORDS, UNSAFE.get(item.id, item.keys or OWN_WORDS)]


@each
def test_what_a_page_without_scripts_sends_is_the_response_that_it_shows(item, kind):
    for response in some_responses(item):
        for seed in ("", "another"):
            html = strictly(kind(item).asked(item.arranged(seed), response, A_MAP))
            assert item.read(submitted(html)) == response


@each
def test_a_question_gives_nothing_away_of_its_key_its_reasons_and_what_would_harm(item, kind):
    for response in some_responses(item):
        html = kind(item).asked(item, response, A_MAP)
        assert not [reason for reason in reasons(item.model_dump()) if reason in html]
        classes = " ".join(re.findall(r'class="([^"]*)"', html)).split()
        assert not {"unsafe", "right"} & set(classes)


@each
def test_what_could_not_be_read_is_shown_again(item, kind):
    if item.kind in ("ordering", "numeric") or (item.kind == "situational_judgement" and not item.scale):
        values = {"numeric": ["value=about 3", "unit=g"], "ordering": ["wash=1", "glove=1"]}.get(
            item.kind, ["a=1", "b=1"]
        )
        with pytest.raises(Unreadable):
            item.read(values)
        assert sorted(submitted(kind(item).asked(item, values, None))) == sorted(values)


@each
def test_an_answer_is_said_in_words(item, kind):
    for response in some_responses(item):
        said = strictly(kind(item).said(item, response))
        assert ("No answer" in said) == (not response)


@each
def test_a_marked_item_says_what_was_chosen_and_every_reason(item, kind):
    for response in some_responses(item):
        html = strictly(kind(item).marked(item.arranged("x"), response, "Your choice", A_MAP))
        assert ("Your choice" in html) == (bool(response) and item.kind != "open_answer")
        assert ('<span class="status unsafe">' in html) == bool(item.unsafe(response))
        for reason in reasons(item.model_dump()):
            assert reason in html, reason


def judged(kind: Any, **changed: Any) -> str:
    """A situational judgement as the page shows it when it is marked."""
    item = KINDS["situational_judgement"].model_validate(a_judgement(**changed))
    return strictly(kind(item).marked(item, ("a=2",), "Your choice", None))


def test_a_judgement_is_called_ours_until_a_panel_has_rated_it(kind):
    ours = judged(kind)
    assert "Our answer" in ours
    assert "No panel of practitioners has rated them" in ours
    assert "The panel" not in ours
    panel = {"who": "Five practitioners", "ratings": {"a": [1, 1, 2, 1, 1], "b": [4] * 5, "c": [2] * 5}}
    theirs = judged(kind, panel=panel)
    assert "The panel: Five practitioners" in theirs
    assert "4 of 5 on the panel said this." in theirs
    assert "Our answer" not in theirs


def test_an_attempt_from_before_says_whose_answer_it_was_in_its_own_words(kind):
    page = judged(kind, panel="Set by the authors of this bank.")
    assert "Our answer" in page
    assert "Set by the authors of this bank." in page


def reasons(written: Any) -> list[str]:
    """Every rationale, at any depth."""
    if not isinstance(written, dict):
        return [found for one in written for found in reasons(one)] if isinstance(written, tuple) else []
    own = [written["rationale"]] if "rationale" in written else []
    return own + [found for value in written.values() for found in reasons(value)]


@pytest.mark.parametrize("item", [item for item in ITEMS if item.id in UNSAFE], ids=lambda item: item.id)
def test_what_would_harm_is_told_with_its_reason(item, kind):
    (part,) = item.unsafe(UNSAFE[item.id])
    told = strictly(kind(item).harm(item, part))
    assert any(reason in told for reason in reasons(item.model_dump()))


def test_two_drawings_of_one_figure_stand_in_a_page_with_ids_of_their_own(kind):
    one, other = ITEMS[0], ITEMS[1]
    html = strictly(kind(one).asked(one, (), A_MAP), kind(other).marked(other, (), "Your choice", A_MAP))
    first, second = re.findall(r'id="([\w-]+)-a-map-tip"', html)
    assert first != second
    assert f"url(#{first}-a-map-tip)" in html
    assert f'aria-labelledby="{second}-a-map-title"' in html


def test_a_place_to_find_is_drawn_over_the_figure_in_its_own_units_and_hidden_from_readers(kind):
    (item,) = (item for item in ITEMS if item.kind == "hotspot")
    html = kind(item).asked(item, ("middle",), A_MAP)
    overlay = html[html.index('<svg class="overlay"') :]
    assert 'viewBox="0.0 0.0 220.0 200.0"' in overlay
    assert 'aria-hidden="true"' in overlay
    assert overlay.count("data-region") == 3
    assert '<circle cx="110.0" cy="90.0" r="30.0" />' in overlay


def test_a_whole_paper_of_every_kind_is_sat_without_scripts_and_marked(app, as_):
    offer(app, a_paper(one_of_each()))
    sitting = Sitting(as_(a_person(app)))
    for n, item in enumerate(ITEMS, start=1):
        response = item.keys or OWN_WORDS
        parts = item.kind == "ordering" or "=" in response[0]
        fields = {f"answer.{part}": value for part, value in item.filled(response).items()} if parts else {}
        saved = sitting.answer(n, *(() if parts else response), **fields)
        assert saved.status_code == 303, saved.text
        page = unveiled(sitting.browser.get(sitting.url(n)).text, sitting.id)
        with app.test_request_context():
            assert item.read(submitted(page)) == response
    sitting.submit()
    open_marks = next(item.marks for item in ITEMS if item.kind == "open_answer")
    total = sum(item.marks for item in ITEMS)
    assert f"<b>{total - open_marks}</b> of {total} marks" in sitting.result().text


def test_every_unsafe_answer_is_told_before_the_score(app, as_):
    items = [written for written in one_of_each() if written["id"] in UNSAFE]
    offer(app, a_paper(tuple(items)))
    sitting = Sitting(as_(a_person(app)))
    for n, written in enumerate(items, start=1):
        values = UNSAFE[written["id"]]
        fields = dict(one.split("=") for one in values if "=" in one)
        plain = [one for one in values if "=" not in one]
        sitting.answer(n, *plain, **{f"answer.{part}": value for part, value in fields.items()})
    sitting.submit()
    assert f"{len(items)} choices that would harm a client" in sitting.result().text


@pytest.mark.parametrize(
    "fields",
    [
        {"answer.Value": "1"},
        {"answer.": "1"},
        {"answer.a.b": "1"},
        {f"answer.p{n}": "1" for n in range(41)},
        {"answer.value": "1" * 20_001},
    ],
)
def test_fields_that_no_page_of_ours_has_are_refused(app, as_, fields):
    offer(app, a_paper((a_numeric(),)))
    sitting = Sitting(as_(a_person(app)))
    assert sitting.answer(1, **fields).status_code == 422
