"""A centre that the version before the issue on the house left comes over whole: every row, and what its pages say."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import MetaData, select

from revision_app import create_app
from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.evidence.core import Draft
from revision_app.settings import ROOT, Settings
from revision_app.web.opaque import opaque
from tests.migrating.before_rows import KEPT, TABLES, Row, fill, plain, rows
from tests.migrating.reading import main_text
from tests.support.browser import Browser

_READ: list[dict[str, str]] = [json.loads(line) for line in (KEPT / "pages.jsonl").read_text("utf-8").splitlines()]
"""The moment at which pages were read, then each page: whose, which, and what its main part said."""

Now = Mapping[str, list[Row]]
"""Every row of every table as the migrations left it."""


def same(table: str, **renamed: str) -> Callable[[Now, str], list[Row]]:
    """The rows are in ``table``; a column that is ``renamed`` there stands under ``old=new``. New columns are free."""

    def found(now: Now, old: str) -> list[Row]:
        return [{name: row[renamed.get(name, name)] for name in rows(old)[0]} for row in now[table]]

    return found


def submissions(now: Now, _: str) -> list[Row]:
    """Submissions of reflections are pieces of evidence, and their criteria are claims."""
    return [
        {
            **{name: piece[name] for name in ("id", "learner_id", "number", "at", "title")},
            "reflection_id": piece["source_id"],
            "writing": piece["content"],
            "criteria": [claim["criterion"] for claim in now["claims"] if claim["piece_id"] == piece["id"]],
        }
        for piece in now["pieces"]
        if piece["kind"] == "reflection" and piece["withdrawn_at"] is None
    ]


def decisions(now: Now, old: str) -> list[Row]:
    """Decisions hang on pieces, and one has another name."""
    found = same("decisions", submission_id="piece_id")(now, old)
    return [row | {"outcome": "not seen" if row["outcome"] == "not evidenced" else row["outcome"]} for row in found]


def attempts(now: Now, old: str) -> list[Row]:
    """Breaks are counted with the parts of a second, of which there were none before."""
    found = same("attempts")(now, old)
    assert all(row["rested_seconds"].is_integer() for row in found)
    return [row | {"rested_seconds": int(row["rested_seconds"])} for row in found]


SUFFIXES = {"flagged": ".flag", "unflagged": ".flag", "late": ".late", "checked": ".check", "resumed": ".resume"}


def steps(now: Now, old: str) -> list[Row]:
    """What tutors did and what pages reported are rows of their own, and no key is put together from others."""
    before = {row["id"]: row for row in rows(old)}
    ids = {(row["attempt_id"], row["key"]): row["id"] for row in rows(old)}
    found = [step_of_before(step, before[step["id"]]["key"]) for step in now[old]]
    batches: Counter[tuple[int, str]] = Counter()
    for seen in now["attempt_activity"]:
        batch = seen["attempt_id"], seen["batch"]
        said = [seen["network"]] if seen["kind"] == "moved" else [str(seen["position"])]
        said += [str(seen["size"])] if seen["kind"] == "pasted" else []
        found.append(moved_out(seen, f"{seen['batch']}.{batches[batch]}", said))
        batches[batch] += 1
    segments: Counter[int] = Counter()
    for done in now["interventions"]:
        segments[done["attempt_id"]] += done["kind"] == "reopened"
        names = {"extended": done["key"], "reopened": segments[done["attempt_id"]] + 1, "voided": "once"}
        said = [str(done["minutes"] or 0), str(done["author_id"]), done["reason"]]
        found.append(moved_out(done, f".{done['kind']}.{names[done['kind']]}", said))
    return [{**row, "id": row["id"] or ids.get((row["attempt_id"], row["key"]))} for row in found]


def step_of_before(step: Row, key: str) -> Row:
    made = {"opened": f"{step['window']}.{key.rpartition('.')[2]}", "submitted": f".submit.{step['segment']}"}
    row = {name: step[name] for name in ("id", "attempt_id", "at", "kind", "item_id", "response", "certainty")}
    if step["kind"] == "noted":
        row["response"] = [step["notes"]] if step["notes"] else []
    suffix = SUFFIXES.get(step["kind"], "")  # a break that a form ended had its key as it was
    return row | {"key": made.get(step["kind"]) or step["key"] + (suffix if key.endswith(suffix) else "")}


def moved_out(row: Row, key: str, said: list[str]) -> Row:
    about = {name: row[name] for name in ("attempt_id", "at", "kind")}
    return about | {"id": None, "item_id": None, "response": said, "certainty": None, "key": key}


WHERE: Mapping[str, Callable[[Now, str], list[Row]]] = {
    "attempts": attempts,
    "submissions": submissions,
    "decisions": decisions,
    "releases": same("releases", submission_id="piece_id"),
    "enrolments": same("enrolments", at="started_at"),
    "attempt_steps": steps,
}
"""For each old table whose rows stand otherwise now: how to read its old rows from the tables of now.

A migration that moves or changes rows adds its tables here; what it then reads must be the old rows, each of them and
no other. A table that is not named stands where it stood, and may have new columns.
"""

DROPPED: frozenset[str] = frozenset()
"""Old tables whose rows are no longer needed, by a decision in docs/decisions.md."""


@dataclass(frozen=True)
class Migrated:
    """Today's application over the database of before, and the rows that it found there."""

    app: Flask
    now: Now


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def migrated(
    request: pytest.FixtureRequest,
    database_urls: Callable[..., str],
    scratch: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Migrated]:
    """The questions of before are among the files."""
    folder = tmp_path_factory.mktemp("before")
    shutil.copytree(ROOT / "quizzes", folder / "quizzes")
    shutil.copytree(KEPT / "quizzes", folder / "quizzes", dirs_exist_ok=True)
    settings = Settings(
        secret_key="a key for tests only",
        database_url=database_urls(request.param, folder.name),  # a new one wherever this is set up again
        instance_dir=scratch,
        quizzes_dir=folder / "quizzes",
    )
    app = create_app(settings)
    app.extensions["frozen_now"] = datetime.fromisoformat(_READ[0]["at"])
    with app.app_context():
        fill(db.engine)
        upgrade()
        now = _everything()
    yield Migrated(app, now)
    with app.app_context():
        db.engine.dispose()


def _everything() -> Now:
    tables = MetaData()
    tables.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            table.name: [
                {column.name: plain(column, row[column.name]) for column in table.columns}
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in tables.sorted_tables
        }


@pytest.mark.parametrize("table", [table for table in TABLES if table not in DROPPED])
def test_every_row_of_before_is_there_with_all_that_it_said(migrated: Migrated, table: str) -> None:
    found = WHERE.get(table, same(table))(migrated.now, table)
    assert _comparable(found) == _comparable(rows(table))


def test_the_digests_of_pieces_are_those_that_are_made_now(migrated: Migrated) -> None:
    """Else what was handed in before could be handed in again unchanged."""
    for piece in migrated.now["pieces"]:
        draft = Draft(piece["kind"], piece["source_id"], piece["title"], piece["content"], ())
        assert draft.digest == piece["digest"]


def _comparable(found: Any) -> list[str]:
    return sorted(json.dumps(row, default=str, sort_keys=True, ensure_ascii=False) for row in found)


# What pages say
MOVED: Mapping[str, str] = {"^/audit/$": f"/audit/?before={len(rows('audit_entries')) + 1}"}
"""Addresses of before, as patterns, that are not kept: where the page is now, or what it said then."""

ANSWER = re.compile(r"(?<=/open-answers/)(?P<question>[\w-]+)\?answer=(?P<attempt>\d+)")
"""A written answer to be marked blind had its attempt's id in its address; it has a name that says nothing now."""

REWORDED: Mapping[str, str] = {"not seen": "not evidenced"}
"""Facts that pages say in other words now: the words of before, in small letters, and those of now."""

_BEGAN_UNDER = "results are held until the last release under which the attempt began; joining a cohort changes nothing"
_WITHHELD = "a timed paper that is open to this learner asks some of these questions, so their keys are nowhere else"
_GROUPS = "administrators see statistics and regrades in whole groups of five learners, and the page says so"
_LEFT = "a learner whose account was closed stays on the page of the sitting that they were in, marked as left"
_AMEND = "a released decision can be amended by a form that names every decision"
_ALL = "where everything that was handed in is accepted, a criterion says so and counts nothing"
_UNMARKED = "what nobody has marked yet is no failure: no share is made of it, and the outcome is provisional"
_TWO_SCALES = (
    "what is known is a range and no share of marks, and makes no criterion in progress; evidence says what was "
    "decided on each piece, and how much of what the centre asks for is there"
)
_SIX = "Today names one next step and at most five more; the others stand where they are worked on"
_SPREAD = "the page of a cohort says of how many each criterion is achieved, and lists those referred on request"
_EARNED = "what is checked in practice begins with what it earned"
MENDED: Mapping[str, str] = {
    "learner@example.org /practice/answers/1 says marks that it did not say: ['1of1']": _EARNED,
    "learner@example.org /today no longer says titles: ['A timed paper of before: what you missed', ": _SIX,
    "learner@example.org /today no longer says dates and times: ['16:00']": _SIX,
    "learner4@example.org /today says marks that it did not say: ['0%']": _SIX,
    "learner4@example.org /today says decisions and states that it did not say: ['explained']": _SIX,
    **{
        f"{tutor}@example.org /cohorts/{cohort} says {what} that it did not say: ": _SPREAD
        for tutor, cohort in (("tutor", 1), ("tutor2", 2))
        for what in ("marks", "decisions and states")
    },
    "learner4@example.org /today no longer says decisions and states: ['in progress']": _TWO_SCALES,
    **{
        f"{learner}@example.org /criteria/ {change}": _TWO_SCALES
        for learner in ("learner", "learner2", "learner3", "learner4", "learner7")
        for change in (
            "no longer says marks: ",
            "says marks that it did not say: ",
            "no longer says decisions and states: ['in progress']",
            "says decisions and states that it did not say: ['referred']",
            "says decisions and states that it did not say: ['not evidenced', 'referred']",
        )
    },
    **{
        f"{tutor}@example.org /learners/{learner} {change}": _TWO_SCALES
        for tutor, learner in (
            *(("tutor", n) for n in (3, 4, 5)),
            *(("tutor2", n) for n in (4, 7, 8, 10)),
        )
        for change in (
            "no longer says marks: ['0%', ",
            "no longer says decisions and states: ['in progress'",
            "says marks that it did not say: ['41%', '75%']",
            "says decisions and states that it did not say: ['not started', ",
        )
    },
    **{
        f"{tutor}@example.org /cohorts/{cohort} no longer says {what}": _TWO_SCALES
        for tutor, cohort in (("tutor", 1), ("tutor2", 2))
        for what in ("decisions and states: ['in progress']", "marks: ")
    },
    "tutor@example.org /learners/4 says decisions and states that it did not say: ['provisional']": _UNMARKED,
    "tutor@example.org /attempts/10/result no longer says marks: ['14%', '20of6']": _UNMARKED,
    **{
        f"tutor@example.org /attempts/3/result?number={n} no longer says marks: ['10of1', ": _UNMARKED
        for n in range(1, 4)
    },
    "tutor2@example.org /learners/4 says decisions and states that it did not say: ['provisional']": _UNMARKED,
    "tutor2@example.org /learners/7 no longer says marks: ['500of7']": _UNMARKED,
    "tutor2@example.org /learners/7 no longer says decisions and states: ['not passed']": _UNMARKED,
    "tutor2@example.org /learners/7 says decisions and states that it did not say: ['provisional']": _UNMARKED,
    "tutor2@example.org /attempts/10/result no longer says marks: ['14%', '20of6']": _UNMARKED,
    "tutor2@example.org /attempts/12/result no longer says marks: ['0%', '20of6']": _UNMARKED,
    **{f"tutor2@example.org /attempts/13/result?number={n} no longer says marks: ['2": _UNMARKED for n in range(2, 5)},
    "learner@example.org /criteria/ no longer says marks: ['1of1']": _ALL,
    "tutor@example.org /learners/3 no longer says marks: ['1of1']": _ALL,
    **{
        f"{tutor}@example.org /submissions/{piece} says decisions and states that it did not say: {outcomes}": _AMEND
        for tutor, piece, outcomes in (
            ("tutor", 1, ["not evidenced", "referred"]),
            ("tutor", 2, ["achieved"]),
            ("tutor", 4, ["not evidenced"]),
            ("tutor2", 2, ["achieved"]),
            ("tutor2", 8, ["not evidenced", "referred"]),
        )
    },
    "tutor2@example.org /learners/8 no longer says marks: ['1of1']": _ALL,
    "learner@example.org /attempts/5/result no longer says words that people wrote: "
    "['Half of it.', 'On second thoughts.', 'Wait.']": _WITHHELD,
    "learner@example.org /attempts/5/result no longer says marks: "
    "['11of1', '1of1', '1½of3', '23½of6', '2of3', '4½of7', '64%']": _WITHHELD,
    "learner@example.org /attempts/5/result no longer says decisions and states: ['passed']": _WITHHELD,
    "learner3@example.org /attempts/11/result no longer says dates and times": _WITHHELD,
    "admin@example.org /quizzes/before-timed/statistics says marks that it did not say": _GROUPS,
    **{f"admin@example.org /regrades/{n} says marks that it did not say: ['of5']": _GROUPS for n in range(1, 5)},
    "learner2@example.org /attempts/2/result no longer says dates and times": _BEGAN_UNDER,
    "learner2@example.org /attempts/9/result no longer says dates and times": _BEGAN_UNDER,
    "learner2@example.org /quizzes/before-timed no longer says dates and times": _BEGAN_UNDER,
    "tutor2@example.org /sittings/2/before-timed says marks that it did not say": _LEFT,
    "tutor2@example.org /sittings/2/before-timed says decisions and states that it did not say": _LEFT,
    "tutor2@example.org /sittings/2/before-written says decisions and states that it did not say": _LEFT,
}
"""What a page said wrongly before, and why it is otherwise now."""


def _texts(*columns: tuple[str, str]) -> frozenset[str]:
    """What stands in these columns, paragraph by paragraph, as pages show it."""
    found = (row[column] for table, column in columns for row in rows(table) if row[column])
    return frozenset(" ".join(part.split()) for text in found for part in text.split("\n\n"))


NAMES = _texts(("people", "name"), ("cohorts", "name"))
TITLES = _texts(("submissions", "title"), ("reflections", "title")) | {
    json.loads(row["text"])["title"] for row in rows("paper_versions")
}
WRITTEN = _texts(
    ("decisions", "comment"),
    ("given_marks", "comment"),
    ("challenges", "text"),
    ("challenge_replies", "text"),
    ("adjustments", "reason"),
    ("regrades", "reason"),
    ("notes", "body"),
) | frozenset(
    part.strip()
    for row in chain(rows("submissions"), rows("reflections"))
    for text in row["writing"].values()
    for part in text.split("\n\n")
    if part.strip()
)
DECIDED = re.compile(  # without ends of words: labels stand close together, as in "1.2 Referred1.4 Achieved"
    r"achieved|referred|not seen|not evidenced|with tutor|in progress|not started|not passed|passed|\bvoid\b|upheld"
    r"|explained|time was up|submitted|provisional"
)
FACTS: Mapping[str, Callable[[str], Any]] = {
    "names": lambda text: {name for name in NAMES if name in text},
    "titles": lambda text: {title for title in TITLES if title in text},
    "words that people wrote": lambda text: {words for words in WRITTEN if words in text},
    "dates and times": lambda text: set(
        re.findall(r"\b\d{1,2} (?:August|September)\b|\b(?:yesterday|today)\b|\b\d\d:\d\d\b|\b2026-\d\d-\d\d\b", text)
    ),
    "marks": lambda text: set(  # labels stand close together, and a question's number beside its marks
        re.findall(r"\d*[½¼¾]?of\d+|\d+%", re.sub(r"Question \d+|\s", "", text))
    ),
    "decisions and states": lambda text: {REWORDED.get(word, word) for word in DECIDED.findall(text.lower())},
}
"""What a page says of people and their work, whatever words are around it."""

NOTHING_NEW = ("words that people wrote", "marks", "decisions and states")
"""Of these a page may say no more than before either: what was held back, or kept to others, still is."""


def test_pages_say_of_people_and_their_work_what_they_said_before(migrated: Migrated) -> None:
    people = {row["email"]: row["id"] for row in rows("people")}
    faults: list[str] = []
    for email, pages in groupby(_READ[1:], key=lambda page: page["email"]):
        browser = Browser(migrated.app, people[email], _role(people[email]))
        for page in pages:
            path = page["path"]
            for old, new in MOVED.items():
                path = re.sub(old, new, path)
            with migrated.app.app_context():
                path = ANSWER.sub(_named, path)
            answer = browser.get(path, follow_redirects=True)
            if answer.status_code == 200:
                faults += (f"{email} {path} {one}" for one in _differences(page["text"], main_text(answer.text)))
            else:
                faults.append(f"{email} {path}: {answer.status}")
    faults = [fault for fault in faults if not fault.startswith(tuple(MENDED))]
    assert not faults, "\n".join(faults)


def _named(address: re.Match[str]) -> str:
    name = opaque("answer", int(address["attempt"]), address["question"])
    return f"{address['question']}?answer={name}"


def _role(person: int) -> Role:
    """The role in which somebody read before: a learner where they are one."""
    held = [Role(row["role"]) for row in rows("person_roles") if row["person_id"] == person]
    return Role.LEARNER if Role.LEARNER in held else held[0]


TO_EVERYBODY = re.compile(r"under 67%|67% to 80%|See an example of each, achieved and referred")
"""What pages say to everybody alike: the bands of certainty, which were in figures, and where examples are."""


def _differences(before: str, now: str) -> Iterator[str]:
    before, now = (TO_EVERYBODY.sub("", text) for text in (before, now))
    for kind, facts in FACTS.items():
        was, is_now = facts(before), facts(now)
        if lost := _apart(was - is_now, is_now):
            yield f"no longer says {kind}: {sorted(lost)}"
        if kind in NOTHING_NEW and (new := _apart(is_now - was, was)):
            yield f"says {kind} that it did not say: {sorted(new)}"


def _apart(facts: set[str], others: set[str]) -> set[str]:
    """Without what is only read otherwise: percentages are rounded down now, and were to the nearest before."""
    return {fact for fact in facts if not (fact.endswith("%") and others & {_beside(fact, 1), _beside(fact, -1)})}


def _beside(percentage: str, more: int) -> str:
    return f"{int(percentage[:-1]) + more}%"


def test_what_was_kept_of_before_has_every_kind_of_thing_in_it() -> None:
    """Else what follows from it would say little."""
    kinds = Counter(row["kind"] for row in rows("attempt_steps"))
    assert len(kinds) == 17
    assert {row["outcome"] for row in rows("decisions")} == {"achieved", "referred", "not seen", None}
    assert {row["reason"] for row in rows("results")} == {"submitted", "timed out", "marked", "regraded"}
    assert all(rows(table) for table in TABLES)
    assert len(_READ) > 200
