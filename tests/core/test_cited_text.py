"""Questions with their answers and common mistakes, as their files say them."""

import pytest

from revision_app.study.core.changes import parse_changes, parse_law
from revision_app.study.core.cited_text import Known, parse_cited_text
from revision_app.study.core.faq import Faq, parse_faq
from revision_app.study.core.mistakes import Mistake, parse_mistakes
from revision_app.study.core.shelf import Sections
from tests.support.collected import collected, document

KNOWN = Known({"alpha", "beta"}, {"one#first", "one#second"})
FAQ = """
note: Take care.
groups:
  - title: Dose
    questions:
      - id: how-much
        question: How much?
        answer: As *little* as helps [@beta, table 2], < all [@alpha; @beta].
        sections: [one#first]
"""
MISTAKES = """
- id: too-much
  kind: mistake
  syllabus: true
  text: Taking too much
  correction: Take less [@alpha].
  sections: [one#first, one#second]
- id: more-is-better
  kind: misconception
  text: More is better
  correction: It is not [@beta].
  sections: [one#second]
"""


def faq(text: str, known: Known = KNOWN) -> tuple[Faq, list[str]]:
    found, problems = collected(parse_faq, document(text, "content/faq.yml"), known)
    return found, [str(problem) for problem in problems]


def mistakes(text: str) -> tuple[tuple[Mistake, ...], list[str]]:
    found, problems = collected(parse_mistakes, document(text, "content/mistakes.yml"), KNOWN)
    return found, [str(problem) for problem in problems]


def test_an_answer_numbers_its_sources_in_their_order_and_describes_each_by_what_stands_under_it() -> None:
    found, problems = faq(FAQ)
    answer = found.questions[0].answer
    assert problems == []
    assert answer.citations == ("beta", "alpha")
    assert answer.plain == "As little as helps, < all."
    assert answer.html.startswith(
        'As <em>little</em> as helps<sup class="cites"><a class="cite" href="/references/#beta"'
    )
    assert 'aria-label="Source 1, table 2" aria-describedby="how-much-source-1">1</a></sup>, &lt; all' in answer.html
    assert answer.html.count(">2</a>, <a") == 1


def test_what_an_author_writes_cannot_break_out_of_the_page() -> None:
    cited = parse_cited_text('<script>x</script><b onclick="x">so</b> [@alpha, "><img src=x>].', "name")
    assert "<script" not in cited.html
    assert "onclick" not in cited.html
    assert "<img" not in cited.html


def test_mistakes_keep_their_order_and_say_which_the_syllabus_names() -> None:
    found, problems = mistakes(MISTAKES)
    assert problems == []
    assert [(one.id, one.kind, one.syllabus) for one in found] == [
        ("too-much", "mistake", True),
        ("more-is-better", "misconception", False),
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("[@beta, table 2]", "[@gamma]", 8, "there is no reference gamma"),
        ("one#first", "one#third", 9, "there is no section one#third; write it as unit#section"),
        ("[one#first]", "[]", 9, "sections` is wrong: tuple should have at least 1 item"),
        ("how-much", "group-1", 6, "#group-1 is an id that the page itself gives"),
        ("how-much", "How much", 6, "id` is wrong"),
        (
            "answer: As *little* as helps [@beta, table 2], < all [@alpha; @beta].",
            "answer: Some.",
            8,
            "names no source",
        ),
        ("question: How much?", "ask: How much?", 7, "ask` is not a field here"),
    ],
)
def test_what_is_wrong_with_a_question_is_told_at_its_line(right: str, wrong: str, line: int, said: str) -> None:
    _found, problems = faq(FAQ.replace(right, wrong))
    assert [one for one in problems if one.startswith(f"content/faq.yml:{line}: ") and said in one], problems


def test_two_mistakes_of_one_name_are_told_apart() -> None:
    _found, problems = mistakes(MISTAKES.replace("more-is-better", "too-much"))
    assert problems == ["content/mistakes.yml:8: two entries are called too-much; give this one another id"]


def test_sections_are_not_checked_where_a_unit_could_not_be_read() -> None:
    sections = Sections(frozenset({"one#first"}), unread=frozenset({"gone"}))
    assert faq(FAQ.replace("one#first", "gone#away"), Known(KNOWN.references, sections))[1] == []
    assert len(faq(FAQ.replace("one#first", "two#away"), Known(KNOWN.references, sections))[1]) == 1


def test_a_change_of_an_unknown_unit_and_a_law_that_was_due_before_it_was_checked_are_reported() -> None:
    change = "- {date: 2026-11-30, units: [nowhere], what: A, why: B}"
    _, problems = collected(parse_changes, document(change, "changes.yml"), {"mechanism"})
    assert [problem.message for problem in problems] == ["there is no unit nowhere; name units of qualification.yml"]
    rule = (
        "- {id: a-law, where: Wales, name: A law, status: in force, says: 'So [@hca2022].',"
        " checked: 2026-11-30, check_again: 2026-11-30, sections: [mechanism#the-idea]}"
    )
    known = Known({"hca2022"}, {"mechanism#the-idea"})
    law, problems = collected(parse_law, document(rule, "law.yml"), known)
    assert law == ()
    assert "`check_again` comes after `checked`" in problems[0].message
