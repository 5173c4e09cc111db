"""A checklist, drills, viva questions and forms, as their files say them."""

from collections.abc import Callable

import pytest

from revision_app.study.core.blank_form import BlankForm, parse_blank_form
from revision_app.study.core.cited_text import Known
from revision_app.study.core.practical.checklist import Checklist, parse_checklist
from revision_app.study.core.practical.drills import Drill, parse_drills
from revision_app.study.core.practical.viva import Viva, parse_viva
from tests.support.collected import collected, document

KNOWN = Known({"alpha", "beta"}, {"one#first"}, {"1.1", "1.2"})
CHECKLIST = """
title: A checklist
about: Ours [@alpha].
marks: 3
ready: 2
fails:
  - {id: no-consent, text: "Begins without consent.", criteria: ["1.1"], sections: [one#first]}
overall:
  - {name: Pass, means: Safe.}
  - {name: Fail, means: Not safe.}
stages:
  - id: before
    title: Before
    steps:
      - id: hands
        text: Cleans hands.
        shows: For a minute [@beta].
        marks: 2
        critical: All else rests on it.
        criteria: ["1.2"]
        sections: [one#first]
      - {id: room, text: Sets up., shows: All within reach., marks: 1, criteria: ["1.2"], sections: [one#first]}
"""
DRILLS = """
- id: faint
  title: A faint
  minutes: 3
  scene: It goes dark.
  signs: [Pale., Slow pulse.]
  actions:
    - {do: "Lay flat [@beta].", say: Down you go., critical: true}
    - {do: Stay.}
    - {do: "Sit up slowly [@alpha]."}
  never: ["Stand up [@beta]."]
  debrief: [Why?]
  criteria: ["1.1"]
  sections: [one#first]
"""
VIVA = """
about: Ours.
minutes: 2
topics:
  - title: Hands
    questions:
      - id: when
        question: When?
        pass: ["Before [@beta].", After.]
        strong: ["And why [@alpha; @beta]."]
        unsafe: Never.
        criteria: ["1.1"]
        sections: [one#first]
      - {id: how, question: How?, pass: [So.], strong: [Thus.], criteria: ["1.2"], sections: [one#first]}
  - title: Rooms
    questions:
      - {id: where, question: Where?, pass: [Here.], strong: [There.], criteria: ["1.2"], sections: [one#first]}
"""
FORM = """
title: A record
order: 1
lede: What was done.
reader: client
about: Why [@alpha].
criteria: ["1.1"]
sections: [one#first]
parts:
  - title: First
    words: |
      Read *this*.

      - a point
    fields:
      - {id: who, kind: line, label: Who?, help: In full.}
      - {id: what, kind: one, label: What?, options: [This, That]}
"""


def checklist(text: str) -> tuple[Checklist | None, list[str]]:
    found, problems = collected(parse_checklist, document(text, "content/checklist.yml"), KNOWN)
    return found, [str(problem) for problem in problems]


def drills(text: str) -> tuple[tuple[Drill, ...], list[str]]:
    found, problems = collected(parse_drills, document(text, "content/drills.yml"), KNOWN)
    return found, [str(problem) for problem in problems]


def viva(text: str) -> tuple[Viva | None, list[str]]:
    found, problems = collected(parse_viva, document(text, "content/viva.yml"), KNOWN)
    return found, [str(problem) for problem in problems]


def form(text: str) -> tuple[BlankForm | None, list[str]]:
    found, problems = collected(parse_blank_form, document(text, "content/forms/record.yml"), "record", KNOWN)
    return found, [str(problem) for problem in problems]


def test_a_checklist_knows_its_marks_its_critical_steps_and_its_sources() -> None:
    found, problems = checklist(CHECKLIST)
    assert problems == []
    assert found
    assert [(stage.id, stage.marks) for stage in found.stages] == [("before", 3)]
    assert [step.id for step in found.critical] == ["hands"]
    assert found.citations == {"alpha", "beta"}


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("\nmarks: 3", "\nmarks: 4", 4, "the steps come to 3 marks, not 4"),
        ("ready: 2", "ready: 9", 5, "nobody can have 9 of 3 marks"),
        ("        critical: All else rests on it.\n", "", 6, "give at least one step a `critical`"),
        ("[@beta]", "[@gamma]", 17, "there is no reference gamma"),
        ('criteria: ["1.2"]\n        sec', 'criteria: ["9.9"]\n        sec', 20, "there is no criterion 9.9"),
        ("id: room,", "id: hands,", 22, "two entries are called hands"),
        ("id: room,", "id: no-consent,", 22, "two entries are called no-consent"),
        ("sections: [one#first]}\noverall", "sections: [two#first]}\noverall", 7, "there is no section two#first"),
        ("means: Safe.", "mean: Safe.", 9, "did you mean `means`?"),
    ],
)
def test_what_is_wrong_with_a_checklist_is_told_by_line(right: str, wrong: str, line: int, said: str) -> None:
    assert right in CHECKLIST
    _found, problems = checklist(CHECKLIST.replace(right, wrong, 1))
    [problem] = problems
    assert problem.startswith(f"content/checklist.yml:{line}: ")
    assert said in problem


def test_a_drill_numbers_its_sources_through_its_actions_and_what_is_never_done() -> None:
    found, problems = drills(DRILLS)
    assert problems == []
    [drill] = found
    assert drill.citations == ("beta", "alpha")
    assert [action.critical for action in drill.actions] == [True, False, False]
    assert ">1</a>" in drill.never[0].html
    assert [text.plain for text in drill.never] == ["Stand up."]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        (", critical: true", "", 7, "no action is critical"),
        ("Sit up slowly [@alpha]", "Sit up slowly [@gamma]", 10, "there is no reference gamma"),
        ('never: ["Stand up [@beta]."]', 'never: ["Stand up [@gamma]."]', 11, "there is no reference gamma"),
        ('criteria: ["1.1"]', 'criteria: ["7"]', 13, "there is no criterion 7"),
        ("minutes: 3", "minutes: 3\n  hours: 3", 5, "`number 1 → hours` is not a field here"),
    ],
)
def test_what_is_wrong_with_a_drill_is_told_by_line(right: str, wrong: str, line: int, said: str) -> None:
    assert right in DRILLS
    _found, problems = drills(DRILLS.replace(right, wrong, 1))
    assert any(one.startswith(f"content/drills.yml:{line}: ") and said in one for one in problems), problems


def test_a_viva_asks_on_one_criterion_in_the_order_of_the_file_or_of_a_seed() -> None:
    found, problems = viva(VIVA)
    assert problems == []
    assert found
    assert [one.id for one in found.asked(None, "")] == ["when", "how", "where"]
    assert [one.id for one in found.asked("1.2", "")] == ["how", "where"]
    assert {tuple(one.id for one in found.asked("1.2", seed)) for seed in "abcdefgh"} == {
        ("how", "where"),
        ("where", "how"),
    }
    assert found.asked(None, "a") == found.asked(None, "a")
    assert {topic: len(questions) for topic, questions in found.topics.items()} == {"Hands": 2, "Rooms": 1}


def test_the_points_of_an_answer_share_the_numbers_of_their_sources() -> None:
    found, _problems = viva(VIVA)
    assert found
    question = found.questions[0]
    assert question.citations == ("beta", "alpha")
    assert ">2</a>, <a" in question.strong[0].html
    assert question.unsafe
    assert found.questions[1].unsafe is None


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("Before [@beta]", "Before [@gamma]", 9, "there is no reference gamma"),
        ("[@alpha; @beta]", "[@gamma]", 10, "there is no reference gamma"),
        ("id: how", "id: when", 14, "two entries are called when"),
        ("pass: [So.], ", "", 14, "`number 2 → pass` is missing"),
    ],
)
def test_what_is_wrong_with_a_question_is_told_by_line(right: str, wrong: str, line: int, said: str) -> None:
    assert right in VIVA
    _found, problems = viva(VIVA.replace(right, wrong, 1))
    assert any(one.startswith(f"content/viva.yml:{line}: {said}") for one in problems), problems


def test_a_form_keeps_what_can_be_read_and_nothing_that_runs() -> None:
    found, problems = form(FORM)
    assert problems == []
    assert found
    assert found.parts[0].html == "<p>Read <em>this</em>.</p>\n<ul>\n<li>a point</li>\n</ul>"
    assert found.plain.splitlines() == [
        "A record",
        "First",
        "Read this.",
        "a point",
        "Who?",
        "In full.",
        "What?",
        "This",
        "That",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("id: what", "id: who", 16, "two fields are called who"),
        (", options: [This, That]", "", 17, "a field of the kind one has `options`; list them"),
        ("help: In full.", "rows: [x]", 16, "a field of the kind line has no `rows`; remove them"),
        ("kind: line", "kind: text, lines: 9", 16, "a text has at most 6 lines"),
        ("kind: line", "kind: lines", 16, "is wrong"),
        ("[@alpha]", "[@gamma]", 6, "there is no reference gamma"),
        ('["1.1"]', '["1.1", "8"]', 7, "there is no criterion 8"),
        ("[one#first]", "[one#last]", 8, "there is no section one#last"),
    ],
)
def test_what_is_wrong_with_a_form_is_told_by_line(right: str, wrong: str, line: int, said: str) -> None:
    assert right in FORM
    _found, problems = form(FORM.replace(right, wrong, 1))
    assert any(one.startswith(f"content/forms/record.yml:{line}: ") and said in one for one in problems), problems


@pytest.mark.parametrize(
    ("read", "text", "right", "line"),
    [
        (checklist, CHECKLIST, "text: Cleans hands.", 16),
        (checklist, CHECKLIST, "about: Ours [@alpha].", 3),
        (drills, DRILLS, "do: Stay.", 9),
        (viva, VIVA, "unsafe: Never.", 11),
        (form, FORM, "about: Why [@alpha].", 6),
        (form, FORM, "words: |\n      Read *this*.\n\n      - a point", 11),
    ],
)
def test_what_a_page_would_leave_out_of_a_text_is_told_by_line(
    read: Callable[[str], tuple[object, list[str]]], text: str, right: str, line: int
) -> None:
    field = right.partition(":")[0]
    _found, [problem] = read(text.replace(right, f'{field}: "Look: ![x](photo.jpg)"', 1))
    assert f":{line}: " in problem
    assert "a picture is not shown here; draw it as a figure" in problem
    _found, [problem] = read(text.replace(right, f'{field}: "Look: <script>x</script>"', 1))
    assert "<script> is not shown here; remove it" in problem
