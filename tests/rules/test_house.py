"""House rules that a reader of the code may rely on, and that no reviewer has to look for."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from flask import Flask
from wtforms import (
    DateField,
    DateTimeLocalField,
    DecimalField,
    Field,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.validators import InputRequired

import revision_app
from revision_app.study.core.parsing import PAGES
from revision_app.web.access import ANYONE
from revision_app.web.forms import SiteForm

ROOT = Path(revision_app.__file__).parent
SOURCES = [file for file in ROOT.rglob("*.py") if "migrations" not in file.parts]
FRONT = [file for kind in ("html", "css", "js") for file in ROOT.rglob(f"*.{kind}")]
SUBJECT = re.compile(r"needl|\bskin\b|dermi|dermal|collagen|epiderm|isotretinoin|phototype|fitzpatrick", re.IGNORECASE)
# The depth explorer is the one exception: a drawing to scale has to know what it
# draws. These files and no others are its own, and without content/depths.yml none of them is reached.
EXPLORER = {
    "study/core/depths/__init__.py",
    "study/core/depths/choice.py",
    "study/core/depths/file.py",
    "study/core/depths/plate.py",
    "study/core/depths/explanation.py",
    "study/views/depths.py",
    "templates/study/depths.html",
    "templates/study/depths_plate.html",
    "templates/study/depths_words.html",
    "static/css/depths.css",
    "static/js/depths.js",
}
LONGEST_LINE = 140  # of a template, a style sheet or a script; Python's is ruff's


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_every_action_is_one_transaction_or_part_of_one() -> None:
    silent = []
    for module in pkgutil.walk_packages(revision_app.__path__, "revision_app."):
        if ".actions" in module.name:
            actions = importlib.import_module(module.name)
            for name, function in inspect.getmembers(actions, inspect.isfunction):
                ours = function.__module__ == module.name and not name.startswith("_")
                if ours and not hasattr(function, "is_transaction"):
                    silent.append(f"{module.name}.{name}")
    assert silent == []


def test_a_feature_opens_only_its_own_tables() -> None:
    strays = [
        f"{_name(file)}: {ast.unparse(node)}"
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").endswith("models")
        and node.level >= len(file.relative_to(ROOT).parts)
    ]
    assert strays == []


def test_every_view_says_who_it_is_open_to(built_app: Flask) -> None:
    silent = [name for name, view in built_app.view_functions.items() if not hasattr(view, "open_to")]
    assert silent == []


def test_every_page_beside_the_units_is_a_name_that_no_unit_may_take(built_app: Flask) -> None:
    beside = [re.fullmatch(r"/study/([a-z0-9-]+)", rule.rule) for rule in built_app.url_map.iter_rules()]
    assert {found[1] for found in beside if found} == set(PAGES)


def test_signed_out_only_sign_in_health_privacy_and_static_files_are_open(built_app: Flask) -> None:
    open_views = {name for name, view in built_app.view_functions.items() if view.open_to == ANYONE}
    offline = {"offline.away", "offline.manifest", "offline.worker"}  # the same for everyone
    assert open_views == offline | {
        "assets.static",
        "health.alive",
        "health.ready",
        "accounts.forgotten",
        "accounts.code",
        "accounts.ask_for_passkey",
        "accounts.ask_for_second_passkey",
        "accounts.sign_in_with_passkey",
        "accounts.second_step_by_passkey",
        "accounts.sign_in",
        "accounts.welcome",
        "calendars.feed",
        "log.countersign",
        "log.countersigned",
        "rights.privacy",
        "statements.bear_witness",
        "statements.witnessed",
    } | (open_views & {"accounts.sign_in_post", "accounts.welcome_post"})


@pytest.mark.parametrize("file", [file for file in (*SOURCES, *FRONT) if _name(file) not in EXPLORER], ids=_name)
def test_nothing_in_the_application_names_the_subject(file: Path) -> None:
    """The subject lives in content/ and quizzes/: another qualification's files make a site for it."""
    assert SUBJECT.findall(file.read_text(encoding="utf-8")) == []


def test_the_exempt_files_are_all_there() -> None:
    assert {name for name in EXPLORER if not (ROOT / name).is_file()} == set()


def test_templates_hold_no_inline_code() -> None:
    inline = [
        f"{_name(file)}: {found[0]}"
        for file in ROOT.rglob("*.html")
        for found in [
            re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)[^>]*>", file.read_text(encoding="utf-8"))
        ]
        if found
    ]
    assert inline == []


@pytest.mark.parametrize("file", FRONT, ids=_name)
def test_lines_of_the_front_end_are_short_enough_to_read(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [f"{n}: {line[:60]}" for n, line in enumerate(lines, 1) if len(line) >= LONGEST_LINE] == []


def test_the_lock_of_the_front_end_tools_names_no_registry() -> None:
    assert "resolved" not in (ROOT.parent / "package-lock.json").read_text(encoding="utf-8")


def test_only_sanitised_text_is_marked_safe() -> None:
    """``|safe`` stands only where the value was sanitised when its file was read, or when it was rendered."""
    marked = {_name(file) for file in ROOT.rglob("*.html") if "|safe" in file.read_text(encoding="utf-8")}
    allowed = "unit", "glossary", "faq", "mistakes", "changes", "exemplar", "cited_text"
    assert marked <= {f"templates/study/{name}.html" for name in allowed}


def test_every_percentage_is_written_by_one_formatter() -> None:
    by_itself = re.compile(r"(\}\}?)(<span>)?%(?!\})")
    whole = re.compile(r"(extra_percent|per_cent\(1\)|per_cent\(share, places\)) ?\}\}?(<span>)?%")
    strays = [
        f"{_name(file)}:{n}: {line.strip()}"
        for file in (*SOURCES, *FRONT)
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if by_itself.search(re.sub(r"\{%.*?%\}", "", line)) and not whole.search(line)
    ]
    assert strays == []


def test_no_template_imports_two_macros_under_one_name() -> None:
    """The second would take the place of the first without a word."""
    imported = re.compile(r"{% from \"[^\"]+\" import ([^%]+?)(?: with context)? %}")
    twice = {}
    for file in ROOT.rglob("*.html"):
        names = [
            part.rpartition(" as ")[2].strip()
            for found in imported.findall(file.read_text(encoding="utf-8"))
            for part in found.split(",")
        ]
        if len(names) != len(set(names)):
            twice[_name(file)] = sorted(name for name in set(names) if names.count(name) > 1)
    assert twice == {}


def test_a_class_belongs_to_one_style_sheet() -> None:
    """All sheets are served as two files, so a name that two of them mean differently changes pages far away.

    The base of every page, paper and forced colours (inside a condition, so indented more) may add to it.
    """
    homes: dict[str, set[str]] = {}
    for sheet in sorted((ROOT / "static/css").glob("*.css")):
        if sheet.stem not in {"base", "print"}:
            for name in re.findall(r"^  \.([\w-]+)(?= \{|,$)", sheet.read_text(encoding="utf-8"), re.MULTILINE):
                homes.setdefault(name, set()).add(sheet.name)
    assert len(homes) > 200
    assert {name: sheets for name, sheets in homes.items() if len(sheets) > 1} == {}


def test_every_form_builds_on_the_one_that_refuses_in_our_words() -> None:
    plain = re.compile(r"FlaskForm|^class \w+\((wtforms\.)?Form\)", re.MULTILINE)
    strays = [_name(file) for file in SOURCES if plain.search(file.read_text(encoding="utf-8"))]
    assert strays == ["web/forms.py"]


@pytest.mark.parametrize(
    "kind",
    [
        SelectField,
        RadioField,
        SelectMultipleField,
        IntegerField,
        DecimalField,
        DateField,
        TimeField,
        DateTimeLocalField,
    ],
)
def test_a_value_that_cannot_be_read_is_refused_in_our_words(app: Flask, kind: type[Field]) -> None:
    choices = (
        {"choices": [SelectChoice(1, "One")], "coerce": int}
        if issubclass(kind, SelectField | SelectMultipleField)
        else {}
    )
    form_class = type("OddForm", (SiteForm,), {"field": kind("Field", [InputRequired()], **choices)})
    for typed in ("soon", ""):
        with app.test_request_context("/", method="POST", data={"field": typed}):
            form = form_class(meta={"csrf": False})
            assert not form.validate()
            assert not re.search(
                "[Nn]ot a? ?valid|[Ii]nvalid [Cc]hoice|This field is required", " ".join(form.field.errors)
            )
