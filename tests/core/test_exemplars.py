"""Pieces of made-up learners: notes on their passages, and what may be wrong with a file."""

import pytest

from revision_app.study.core.exemplars import Exemplar, Exemplars, Known, parse_exemplar
from tests.support.collected import collected, document

KNOWN = Known(("1.1", "1.2"), {"meng2022"}, {"one#first"})
PIECE = """
title: A first plan
kind: Treatment plan
author: Learner A
criterion: "1.1"
decision: referred
feedback: The depth has a number and no reason.
next_step: Write the reason.
sections: [one#first]
text: |
  ## The plan

  I used one depth everywhere, because my trainer
  does. The *client* was pleased & rebooked.

  | Site | Depth |
  |---|---|
  | Cheek | 0.8 mm |
annotations:
  - passage: 0.8 mm
    met: true
    note: A figure.
  - passage: because my trainer does
    met: false
    test: authentic
    note: Whose reason [@meng2022]?
    sections: [one#first]
"""


def parsed(text: str = PIECE) -> tuple[Exemplar | None, list[str]]:
    found, problems = collected(parse_exemplar, "first", document(text, "content/exemplars/first.yml"), KNOWN)
    return found, list(map(str, problems))


def piece(text: str = PIECE) -> Exemplar:
    found, problems = parsed(text)
    assert found, problems
    return found


def test_notes_are_numbered_as_their_passages_stand_and_shown_with_their_paragraph() -> None:
    heading, prose, table = piece().blocks
    assert (heading.heading, heading.html, prose.heading) == ("The plan", "", "")
    assert [(note.number, note.label) for note in prose.annotations] == [(1, "Not authentic")]
    assert [(note.number, note.label) for note in table.annotations] == [(2, "Good practice")]


def test_a_passage_is_marked_and_leads_to_its_note_over_a_broken_line_and_in_a_table() -> None:
    _heading, prose, table = piece().blocks
    assert (
        '<mark id="passage-1" class="unmet" aria-describedby="note-1">because my trainer\ndoes</mark>'
        '<a class="cite" href="#note-1" aria-label="Note 1">1</a>' in prose.html
    )
    assert "<em>client</em>" in prose.html
    assert '<td><mark id="passage-2" class="met" aria-describedby="note-2">0.8 mm</mark>' in table.html


def test_what_an_author_writes_as_html_is_not_html_of_the_page() -> None:
    text = PIECE.replace("The *client*", 'The <a href="https://a.example" onclick="x()">client</a><script>x()</script>')
    found, problems = parsed(text)
    assert found is None
    [problem] = problems
    assert problem.startswith("content/exemplars/first.yml:10: `text`: ")
    assert "is not shown here" in problem


def test_signs_that_stand_for_marks_are_not_taken_from_an_author() -> None:
    assert "\ue000" not in piece(PIECE.replace("pleased", "\ue0007\ue001pleased\ue0027\ue001")).blocks[1].html


@pytest.mark.parametrize(
    ("right", "wrong", "line", "words"),
    [
        ("my trainer does\n    met", "my tutor does\n    met", 23, "these words stand 0 times in the text"),
        ("passage: 0.8 mm", "passage: e", 20, "times in the text; quote a passage that stands once"),
        (
            "passage: 0.8 mm",
            "passage: used one depth everywhere, because",
            23,
            "another annotation is on some of these",
        ),
        ("passage: 0.8 mm", "passage: The plan", 20, "a heading carries no note"),
        ("passage: 0.8 mm", "passage: The *client* was", 20, "quote plain words of one paragraph"),
        ("passage: 0.8 mm", "passage: rebooked. Cheek", 20, "these words stand 0 times"),
        ("test: authentic", "test: honest", 25, "`number 2 → test` is wrong"),
        ('criterion: "1.1"', 'criterion: "9.9"', 5, "there is no criterion 9.9; write one of 1.1, 1.2"),
        ("decision: referred", "decision: failed", 6, "`decision` is wrong"),
        ("author: Learner A", "author: Anna Smith", 4, "`author` is wrong"),
        ("next_step: Write the reason.\n", "", 1, "`next_step` is missing"),
        ("next_step: Write the reason.", 'next_step: ""', 8, "`next_step` is wrong"),
        ("@meng2022", "@nobody", 26, "there is no reference nobody"),
        ("note: A figure.", 'note: "A figure: ![x](photo.jpg)"', 22, "a picture is not shown here"),
        ("was pleased & rebooked.", "was ![x](photo.jpg)", 10, "a picture is not shown here"),
        ("    sections: [one#first]", "    sections: [one#last]", 27, "there is no section one#last"),
    ],
)
def test_what_is_wrong_is_said_at_its_line(right: str, wrong: str, line: int, words: str) -> None:
    assert PIECE.count(right) == 1
    found, problems = parsed(PIECE.replace(right, wrong))
    assert found is None
    start = f"content/exemplars/first.yml:{line}: "
    assert [one for one in problems if one.startswith(start) and words in one], problems


def test_a_set_lacks_decisions_and_qualities_until_it_is_whole() -> None:
    lacking = list(Exemplars({"first": piece()}).lacking(["1.1", "1.2"]))
    assert lacking[0] == "criterion 1.1 has no piece that was achieved; write one"
    assert len(lacking) == 3 + 3
    assert list(Exemplars().lacking(["1.1"])) == []


def test_a_whole_reflection_does_not_stand_for_a_piece() -> None:
    reflection = piece(PIECE.replace("decision:", "quality: weak\ndecision:"))
    both = Exemplars({"first": piece(), "second": reflection})
    assert both.on("1.1") == [piece()]
    assert both.reflections == [reflection]
    assert "criterion 1.1 has no piece that was referred; write one" in Exemplars({"second": reflection}).lacking(
        ["1.1"]
    )
