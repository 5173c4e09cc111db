"""One cleaning of text for every field of every page, on both databases. A new field is in it with its page."""

import ast
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask, request
from sqlalchemy import insert, select

import revision_app
from revision_app import backup, demonstration
from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
from revision_app.db import Base, db
from revision_app.shared.text import clean, trimmed
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.crowd import PEOPLE, Visit, browsers, every_page
from tests.support.databases import empty
from tests.support.fields import Form, forms_of
from tests.support.reflections import a_submission

# Every character with a story of its own: seen and unseen blanks around, NUL, controls, a letter taken apart (with a
# control between its parts), CRLF, a line separator, joiners, a noncharacter.
TYPED = (
    "\N{ZERO WIDTH SPACE}\r\n {} ca\x00fe\x07\u0301\x9f\r\nends\u2028علی\u200cرضا 👩\u200d🎓\ufffe\x7f \t\u3000\ufeff\n"
)
KEPT = "{} café\nends\nعلی\u200cرضا 👩\u200d🎓"
WORDS = "Words enough for a field that must be filled."
# What a script quotes from a page is found again by the blanks at its ends; nobody types it.
AS_QUOTED = {"quotation", "prefix", "suffix", "before", "after"}  # of words that stand between others
# Sent by scripts alone, so that no page has them as fields.
BY_SCRIPTS = {"activity", "mark", "waits"}
BUTTONS = {
    "device",
    "role",
    "what",
    "how",
    "point",
    "done",
    "release",
    "delete",
    "also",
}  # which are pressed or ticked, and never reach a column of text
# On the page that answers another form, so that no page which is only looked at has them: see their own tests.
ON_ANSWERS = {"sure", "making", "people_file", "learner"}
LEFT_EMPTY = {"window", "block"}  # a script's own
# Where a text is kept as it was typed, at the least: the table is not empty.
KEPT_IN = {
    ("/cohorts/", "name"),
    ("/people", "name"),
    ("/journal/", "title"),
    ("/journal", "description"),
    ("/submissions", "criterion-1.1-comment"),
    ("/study/notes", "body"),
    ("/attempts/notes", "notes"),
    ("/attempts/challenges", "text"),
    ("/challenges", "text"),
    ("/learners/adjustments", "reason"),
}


def cells(value: object) -> Iterator[str]:
    """Every text in a cell, also within what is kept as JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from cells(name)
            yield from cells(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from cells(each)


def everything(app: Flask) -> list[tuple[str, str]]:
    """Each text in the database, beside the column that keeps it."""
    with app.app_context(), db.engine.connect() as connection:
        return [
            (column, text)
            for table in Base.metadata.sorted_tables
            for row in connection.execute(select(table)).mappings()
            for column, value in row.items()
            for text in cells(value)
        ]


@pytest.fixture
def centre(app: Flask) -> Flask:
    with app.app_context():
        demonstration.seed(app.extensions["settings"], at=now())
    return app


@dataclass(frozen=True)
class Place:
    """A form as somebody in a role has it before them; ``path`` is its address without numbers."""

    path: str
    role: Role
    form: Form


def places(app: Flask, visitors: dict[Role, Browser]) -> list[Place]:
    """Every form that has a field for text, once for each address and set of fields."""
    found: dict[tuple[str, tuple[str, ...]], Place] = {}
    for visit in (*every_page(app), a_submission_to_mark(app)):
        page = visitors[visit.role].get(visit.path)
        for form in forms_of(visit.path, page.text) if page.mimetype == "text/html" else ():
            path = "/".join(part for part in form.action.split("?")[0].split("/") if not part.isdigit())
            if form.typed:
                found.setdefault((path, tuple(form.typed)), Place(path, visit.role, form))
    return list(found.values())


def a_submission_to_mark(app: Flask) -> Visit:
    with app.app_context():
        learner = db.session.scalars(select(PersonRow.id).where(PersonRow.email == PEOPLE[Role.LEARNER])).one()
    return Visit(Role.TUTOR, "marking.submission", f"/submissions/{a_submission(app, learner)}")


def sent(visitors: dict[Role, Browser], place: Place, texts: dict[str, str]) -> None:
    """Send a form with these texts in it; what is left empty, and may have to be filled, has words."""
    form = place.form
    values = {name: given for name, given in form.values.items() if name != "csrf_token"}
    values |= {name: [WORDS] for name in form.typed if values[name] == [""] and name not in LEFT_EMPTY}
    values |= {name: [text] for name, text in texts.items()}
    browser = visitors[place.role]
    if form.method == "post":
        answer = browser.post(form.action, values)
    else:
        answer = browser.get(form.action, query_string=values)
    assert answer.status_code < 500, f"{place.path} {[*texts]}: {answer.status_code}"


def test_whatever_is_typed_into_any_field_is_kept_clean_and_can_be_restored_anywhere(
    centre: Flask, tmp_path: Path
) -> None:
    visitors = browsers(centre)
    forms = places(centre, visitors)
    typed: dict[str, tuple[str, str]] = {}

    def text_for(place: Place, name: str) -> str:
        marker = f"field{len(typed)}."
        typed[marker] = place.path, name
        return TYPED.replace("{}", marker)

    for place in forms:
        sent(visitors, place, {name: text_for(place, name) for name in place.form.words})
    for place in forms:
        for name in place.form.typed:
            sent(visitors, place, {name: text_for(place, name)})

    texts = everything(centre)
    assert [(column, text) for column, text in texts if clean(text) != text] == []
    assert [(column, text) for column, text in texts if trimmed(text) != text and column not in AS_QUOTED] == []
    kept = set()
    for marker, key in typed.items():
        expected = KEPT.replace("{}", marker)
        mine = [text for _, text in texts if marker in text]
        other = [text for text in mine if expected not in text and expected.replace("\n", " ") not in text]
        assert other == [], key
        kept |= {key} if mine else set()
    assert kept >= KEPT_IN, sorted(KEPT_IN - kept)

    with centre.app_context():
        saved = backup.save(tmp_path / "all.zip", at=now())
        empty(db.engine)
        assert backup.restore(tmp_path / "all.zip") == saved


def test_every_field_that_a_view_reads_by_name_stands_on_a_page(centre: Flask) -> None:
    on_pages = {name for place in places(centre, browsers(centre)) for name in place.form.values}
    read = {
        node.args[0].value
        for file in Path(revision_app.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("get", "getlist")
        and ast.unparse(node.func.value) in ("request.form", "form")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert read - on_pages == BY_SCRIPTS | BUTTONS | ON_ANSWERS


def test_nothing_reads_a_request_past_the_door() -> None:
    """What comes in otherwise than as a field of a form or of an address is not cleaned, so nobody reads it."""
    past = ("get_data", "get_json", "json", "data", "stream", "files", "query_string")
    root = Path(revision_app.__file__).parent
    uploads = root / "evidence" / "files" / "views.py"  # bytes of files, which are judged by what they hold
    strays = [
        f"{file.name}: {ast.unparse(node)}"
        for file in root.rglob("*.py")
        if file != uploads
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "request" and node.attr in past
    ]
    assert strays == []


@pytest.mark.parametrize("name", ["%00", "a%00b", "e%CC%81", "a%0d%0ab", "%7f"])
def test_an_unclean_name_in_an_address_is_a_missing_page(app: Flask, name: str) -> None:
    with_names = [rule for rule in app.url_map.iter_rules() if "string:" in rule.rule or "<" in rule.rule]
    browser = Browser(app, a_person(app, *Role))
    urls = app.url_map.bind("localhost")
    for role in Role:
        browser.post("/account/role", {"role": role})
        for rule in with_names:
            names = {each for each in rule.arguments if type(rule._converters[each]).__name__ == "UnicodeConverter"}
            if not names or "GET" not in rule.methods:
                continue
            path = urls.build(rule.endpoint, dict.fromkeys(rule.arguments, 1) | dict.fromkeys(names, "NAME"))
            assert browser.get(path.replace("NAME", name)).status_code in (403, 404), path


def test_a_name_from_the_command_line_is_cleaned_too(app: Flask) -> None:
    with app.app_context():
        app.test_cli_runner().invoke(
            args=["add-person", " Le\udcff\u200bna\u0308  Vogel\r\n", "lena@example.org", "--role", "learner"]
        )
        assert [*db.session.scalars(select(PersonRow.name))] == ["Lenä Vogel"]


def test_what_was_kept_before_texts_were_cleaned_can_be_restored_anywhere(app: Flask, tmp_path: Path) -> None:
    """SQLite took NUL; a backup of such a centre has to fill PostgreSQL, too."""
    saved, older = tmp_path / "all.zip", tmp_path / "older.zip"
    with app.app_context():
        db.session.execute(insert(PersonRow).values(name="Le@na", email="lena@example.org", made_at=now()))
        db.session.commit()
        backup.save(saved, at=now())
        empty(db.engine)
        with zipfile.ZipFile(saved) as whole, zipfile.ZipFile(older, "w") as packed:
            rows = whole.read("people.jsonl").replace(b"Le@na", b"Le\\u0000na")
            about = json.loads(whole.read("backup.json"))
            about["tables"]["people"]["sha256"] = sha256(rows).hexdigest()
            changed = {"people.jsonl": rows, "backup.json": json.dumps(about)}
            for name in whole.namelist():
                packed.writestr(name, changed.get(name) or whole.read(name))
        backup.restore(older)
        assert [*db.session.scalars(select(PersonRow.name))] == ["Lena"]


@pytest.mark.parametrize("enctype", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_no_view_reads_a_field_as_it_was_sent(app: Flask, enctype: str) -> None:
    given = {"na\x00me": "ca\x00fe\u0301\r\nends"}
    with app.test_request_context("/?q=%00e%CC%81", method="POST", data=given, content_type=enctype):
        assert request.form.to_dict() == {"name": "café\nends"}
        assert request.args["q"] == request.values["q"] == "é"
