"""The demonstration's story is checked like every other file, with its lines."""

from pathlib import Path

import pytest

from revision_app import story
from revision_app.files import Folder
from revision_app.log.core.guide import Guide
from revision_app.shared.problem import Problems

STORY = """cohort: Demonstration
learners:
  - {name: Demo Learner, email: learner@example.org}
reflections:
  - learner: learner@example.org
    title: A first consultation
    days_ago: 20
    criteria: ["1.1"]
    writing:
      analysis: Why it did.
    submissions:
      - days_ago: 18
        released_days_ago: 16
        decisions:
          "1.1": {outcome: referred, comment: What is missing., next_step: Say why.}
      - days_ago: 9
attempts:
  - {learner: learner@example.org, paper: example, days_ago: 12, share: 75}
log:
  - {learner: learner@example.org, days_ago: 3, says: {buddy: Diver 7, air: 200}}
dates:
  - {paper: example, days_ago: 20, opens_in: -15, closes_in: -2}
places:
  - {learner: learner@example.org, days_ago: 1, deed: pause, reason: Away.}
plans:
  - {learner: learner@example.org, days_ago: 5, what: exam, by_in: 30, minutes: [30, 30, 0, 0, 0, 0, 0]}
"""


GUIDE = Guide.model_validate(
    {
        "title": "Dive log",
        "one": "dive",
        "many": "dives",
        "lede": "",
        "privacy": "",
        "declaration": "I was there.",
        "when": "day",
        "who": "buddy",
        "summary": (),
        "fields": (
            {"id": "day", "label": "Date", "kind": "date", "required": True},
            {"id": "buddy", "label": "Pseudonym", "kind": "text", "required": True},
            {"id": "air", "label": "Air", "kind": "number", "least": 1, "most": 300},
        ),
    }
)


def problems(folder: Path, old: str = "", new: str = "") -> list[str]:
    assert old in STORY
    content = folder / "content"
    content.mkdir()
    (content / "demonstration.yml").write_text(STORY.replace(old, new, 1) if old else STORY, encoding="utf-8")
    found = Problems()
    loaded = story.load(Folder(content, found))
    if loaded:
        story.link(Folder(content, found), loaded, ("1.1", "1.2"), ("example",), contexts=("treatment",), log=GUIDE)
    return list(map(str, found))


def test_a_story_in_order_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


def test_a_centre_may_do_without_a_story(tmp_path: Path) -> None:
    found = Problems()
    assert story.load(Folder(tmp_path, found)) is None
    assert not found


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("air: 200", "air: 301", 20, "Air: 301 is outside 1 to 300"),
        ("air: 200", "air: {a: [b]}", 20, "Air: this cannot be a number."),
        ("air: 200", "water: 200", 20, "there is no field water; write one of air, buddy"),
        ("buddy: Diver 7, ", "", 20, "Pseudonym: write it down."),
        ("days_ago: 3, ", "days_ago: 99, ", 20, "days_ago"),
        ("paper: example", "paper: exmaple", 18, "there is no paper exmaple; write one of example"),
        ("{learner: learner", "{learner: learner2", 18, "there is no learner learner2@example.org; write one of"),
        ("- learner: learner", "- learner: learner2", 5, "there is no learner learner2@example.org; write one of"),
        ("email: learner", "email: tutor", 3, "somebody has the address tutor@example.org already"),
        ('criteria: ["1.1"]', 'criteria: ["9.9"]', 8, "there is no criterion 9.9; write one of 1.1, 1.2"),
        (
            'criteria: ["1.1"]',
            'criteria: ["1.1", "1.2"]',
            14,
            "what is released has a decision for each of its criteria",
        ),
        (
            'criteria: ["1.1"]',
            "criteria: []\n    context: moods",
            9,
            "there is no context moods; write one of treatment",
        ),
        ("- days_ago: 18", "- days_ago: 21", 12, "this comes before what it follows; write at most 20"),
        ("- days_ago: 9", "- days_ago: 17", 16, "this comes before what it follows; write at most 16"),
        ("released_days_ago: 16", "released_days_ago: 19", 13, "nothing is released before it is handed in"),
        (
            "outcome: referred",
            "outcome: failed",
            15,
            "there is no failed; write one of achieved, referred, not evidenced",
        ),
        (", next_step: Say why.", "", 15, "A referral needs one next step"),
        ("analysis: Why", "thoughts: Why", 10, "there is no thoughts; write one of description, feelings"),
        ("days_ago: 12", "days_ago: 41", 18, "days_ago` is wrong"),
        (
            "paper: example, days_ago: 20",
            "paper: none, days_ago: 20",
            22,
            "there is no paper none; write one of example",
        ),
        ("closes_in: -2", "closes_in: -16", 22, "it closes before it opens; write at least -15"),
        ("deed: pause", "deed: move", 24, "there is no other cohort to move to"),
        ("deed: pause", "deed: rest", 24, "there is no rest; write one of pause, resume"),
        (
            "learner: learner@example.org, days_ago: 1,",
            "learner: l@example.org, days_ago: 1,",
            24,
            "there is no learner",
        ),
        ("what: exam", "what: party", 26, "there is no party; write one of exam, hand-in"),
        ("minutes: [30, ", "minutes: [", 26, "minutes"),
    ],
)
def test_what_is_wrong_with_a_story_is_said_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    found = problems(tmp_path, old, new)
    assert any(one.startswith(f"content/demonstration.yml:{line}: ") and message in one for one in found), found
