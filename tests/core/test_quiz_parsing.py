import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from revision_app.quiz.bank import library
from revision_app.quiz.bank.core.bank import Known
from revision_app.quiz.bank.core.paper import digests_in, thaw_item, thaw_paper
from tests.support.collected import of_folder
from tests.support.papers import a_bank, a_case, a_multiple, a_paper, a_paper_file, an_item, an_option

ITEMS = """\
cases:
  - id: sam
    title: Case A · Sam
    facts: ["**40** years"]
    vignette: >-
      Sam comes
      back.
items:
  - id: one
    kind: single_best_answer
    case: sam
    part: Beginning
    criteria: ["1.1"]
    section: unit#section
    difficulty: judge
    marks: 1
    stem: What next?
    options:
      a:
        text: Go on
        rationale: Because it harms.
        unsafe: true
      b: {text: Wait, rationale: Because it helps.}
    key: b
    citations: [smith2020]
"""
PAPER = """\
id: first-paper
title: First paper
summary: One person comes to you.
mode: timed
minutes: 20
attempts: 3
pass_mark: 60
items: [one]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("items/some.yml", ITEMS), ("papers/first-paper.yml", PAPER)):
        file = tmp_path / "quizzes" / name
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "quizzes"


def load(folder: Path, **changed):
    known = {"criteria": ("1.1",), "sections": frozenset({"unit#section"}), "citations": frozenset({"smith2020"})}
    return of_folder(library.load, folder, Known(**(known | changed)))


def faults(folder: Path, **changed) -> list[str]:
    return [str(problem) for problem in load(folder, **changed)[1]]


def edit(folder: Path, was: str, becomes: str, name: str = "items/some.yml") -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes), encoding="utf-8")


def test_good_files_make_a_bank(folder):
    bank, problems = load(folder)
    assert problems == []
    paper = bank.papers["first-paper"].sample
    assert [version.item.id for version in paper.items] == ["one"]
    assert (paper.items[0].case.title, paper.minutes, paper.marks, paper.criteria) == ("Case A · Sam", 20, 1, ("1.1",))


def test_a_folder_without_files_offers_nothing(tmp_path):
    bank, problems = load(tmp_path)
    assert (bank.papers, problems) == ({}, [])


def test_sections_and_citations_are_not_checked_where_they_are_not_known(folder):
    edit(folder, "unit#section", "elsewhere#entirely")
    assert faults(folder, sections=None, citations=None) == []


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        (
            "kind: single_best_answer",
            "kind: riddle",
            10,
            "there is no kind of item riddle; write one of single_best_answer",
        ),
        ("    kind: single_best_answer\n", "", 9, "`kind` is missing"),
        ("key: b", "key: z", 24, "z is not an option; write one of a, b"),
        ("key: b", "key: a", 24, "a is marked unsafe, so it cannot be a right answer"),
        ("key: b", "key: [a, b]", 24, "must be text"),
        ("        rationale: Because it harms.\n", "", 19, "`a → rationale` is missing; add a line"),
        ("rationale: Because it harms.", "rationale: ' '", 21, "there is nothing here; write the text"),
        ("marks: 1", "marks: 2", 16, "marks"),
        ('["1.1"]', "[1.1]", 13, "must be text; put it in quotes"),
        ('["1.1"]', '["9.9"]', 13, "there is no criterion 9.9; write one of 1.1"),
        ('["1.1"]', "[]", 13, "the list is empty; write at least one"),
        ("unit#section", "unit#sektion", 14, "there is no section unit#sektion; did you mean unit#section?"),
        ("[smith2020]", "[smith2021]", 25, "there is no reference smith2021; did you mean smith2020?"),
        ("case: sam", "case: pat", 11, "there is no case pat"),
        ("difficulty: judge", "difficulty: hard", 15, "difficulty"),
        ("id: one", "id: One Two", 9, "small letters, digits and single hyphens"),
        ("stem: What next?", "steem: What next?", 17, "did you mean `stem`?"),
        ("      b: {text: Wait, rationale: Because it helps.}\n", "", 18, "at least two options"),
        ("facts: [", "fact: [", 4, "`number 1 → fact` is not a field here"),
        ("  - id: sam", "  - id: pat", 2, "no item uses the case pat"),
        ("cases:", "casses:", 1, "`casses` is not a field here"),
        ("key: b", "key: b\n    key: a", 25, "`key` is written twice"),
    ],
)
def test_each_fault_of_an_item_file_is_told_at_its_line(folder, was, becomes, line, said):
    edit(folder, was, becomes)
    found = faults(folder)
    assert any(one.startswith(f"quizzes/items/some.yml:{line}: ") and said in one for one in found), found


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ("items: [one]", "items: [won]", 8, "there is no item won; did you mean one?"),
        ("items: [one]", "items: [one, one]", 8, "in this paper twice"),
        ("items: [one]", "items: []", 1, "write either `items` or `sections`"),
        ("id: first-paper", "id: other", 1, "the id is other and the file is first-paper.yml"),
        ("mode: timed", "mode: endless", 4, "mode"),
        ("minutes: 20", "minutes: 0", 5, "minutes"),
        ("minutes: 20", "minutes: twenty", 5, "must be a whole number"),
        ("pass_mark: 60", "pass_mark: 101", 7, "pass_mark"),
        ("attempts: 3\n", "", 1, "a timed paper needs `attempts`"),
        ("title: First paper", "title: [", 2, "never ends"),
    ],
)
def test_each_fault_of_a_paper_file_is_told_at_its_line(folder, was, becomes, line, said):
    edit(folder, was, becomes, "papers/first-paper.yml")
    found = faults(folder)
    assert any(one.startswith(f"quizzes/papers/first-paper.yml:{line}: ") and said in one for one in found), found


def test_an_item_with_a_fault_is_not_also_said_to_be_missing(folder):
    edit(folder, "key: b", "key: z")
    assert len(faults(folder)) == 1


def test_every_fault_of_every_file_is_told_together(folder):
    edit(folder, "key: b", "key: z")
    edit(folder, '["1.1"]', "[1.1]")
    edit(folder, "minutes: 20", "minutes: 0", "papers/first-paper.yml")
    assert len(faults(folder)) == 3


def test_an_id_that_stands_in_two_files_is_told_where_the_first_is(folder):
    (folder / "items" / "more.yml").write_text(ITEMS, encoding="utf-8")
    assert [one for one in faults(folder) if "already" in one] == [
        "quizzes/items/some.yml:2: there is a case sam already, at quizzes/items/more.yml:2; give this one another id",
        "quizzes/items/some.yml:9: there is an item one already, at quizzes/items/more.yml:9; give this one another id",
    ]


def test_a_file_that_would_be_passed_over_is_told(folder):
    (folder / "items" / "late.yaml").write_text("items: []", encoding="utf-8")
    assert faults(folder) == [
        "quizzes/items/late.yaml:1: this is not read: files in items/ end in .yml; rename or remove it"
    ]


@pytest.mark.parametrize(
    "name", ["papers/late.yaml", "papers/old.yml~", "items/notes.txt", "items/one.YML", "cases/a.json"]
)
def test_a_file_of_another_ending_is_told_in_every_folder(folder, name):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("items: []", encoding="utf-8")
    (folder / name).with_name(".gitkeep").touch()
    [told] = faults(folder)
    assert told.startswith(f"quizzes/{name}:1: this is not read: files in ")


@pytest.mark.parametrize(
    ("stem", "said"),
    [
        ("- " * 2_500 + "x", "stand too deep in each other"),
        ("1. " * 2_500 + "x", "stand too deep in each other"),
        ("> " * 2_500 + "x", "stand too deep in each other"),
        ("- > 1) * " * 30 + "x", "stand too deep in each other"),
        ("".join(" " * 4 * n + "- a\n" for n in range(60)), "stand too deep in each other"),
        ("[" * 2_500, "too many brackets"),
        ("What is this? ![x](photo.jpg)", "a picture is not shown here"),
        ("See [there](https://example.org).", "a link is not shown here"),
        ("<https://example.org>", "a link is not shown here"),
        ("<iframe src=x></iframe> What now?", "<iframe> is not shown here"),
        ("<b>What</b> now?", "<b> is not shown here"),
        ("# What now?", "a heading of 1 signs is not shown here"),
        ("What now?\n\n---\n\nAnd then?", "a line across is not shown here"),
        ("What now?\n\n> She said so.", "a quotation is not shown as such here"),
        ("What does `this` do?", "code is not shown as such here"),
        ("What now?\n\n    Four blanks.", "code is not shown as such here"),
    ],
)
def test_what_a_page_would_not_show_of_a_text_is_refused_at_its_line(folder, stem, said):
    edit(folder, "stem: What next?", f"stem: {json.dumps(stem)}")
    [told] = faults(folder)
    assert re.match(r"quizzes/items/some\.yml:17: `.*stem`: ", told)
    assert said in told


@pytest.mark.parametrize(
    "stem",
    [
        "a < b and b > c",
        "Is [this] *so*?",
        "One\n\n- two\n- three",
        "H~2~O at 5 - 3",
        "**Which** one_of_these?",
        "2 * 3",
    ],
)
def test_plain_words_are_shown_as_they_are(folder, stem):
    edit(folder, "stem: What next?", f"stem: {json.dumps(stem)}")
    assert faults(folder) == []


def test_what_is_not_text_is_a_problem(folder):
    (folder / "items" / "picture.yml").write_bytes(b"items:\n\xff\xfe")
    assert faults(folder) == ["quizzes/items/picture.yml:2: this is not UTF-8 text; save the file as UTF-8"]


def test_items_of_a_case_stand_together():
    items = (an_item("one", case="sam"), an_item("two"), an_item("three", case="sam"))
    _, problems = a_bank(items, (a_paper_file(items=["one", "two", "three"]),))
    assert [problem.message for problem in problems] == [
        "the items of the case sam stand apart; put them one after another"
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"marks": 3}, "one mark for each key; write 2"),
        ({"key": ["a", "a"]}, "an option is named twice"),
        ({"key": ["a", "d"]}, "d is marked unsafe"),
        ({"key": []}, "key"),
        ({"key": "a"}, "must be a list"),
        ({"options": {"a": an_option(), "b": an_option()}, "key": ["a", "b"]}, "every option is a key"),
    ],
)
def test_a_multiple_response_has_rules_of_its_own(changed, said):
    _, problems = a_bank((a_multiple("many", **changed),), (), ())
    assert any(said in problem.message for problem in problems), problems


# frozen text


def test_a_frozen_paper_says_everything_again():
    paper = a_paper()
    versions = {version.digest: thaw_item(version.text) for version in paper.items}
    again = thaw_paper(paper.text, versions)
    assert again == paper
    assert [version.item for version in again.items] == [version.item for version in paper.items]
    assert [version.case for version in again.items] == [version.case for version in paper.items]
    assert digests_in(paper.text) == [version.digest for version in paper.items]


def test_the_options_keep_their_order_through_freezing():
    options = {letter: an_option(letter) for letter in ("z", "b", "m")}
    (version,) = a_paper((an_item(options=options),)).items
    assert list(thaw_item(version.text).item.options) == ["z", "b", "m"]


def test_any_change_that_a_learner_could_see_has_another_digest():
    papers = [
        a_paper(),
        a_paper(minutes=21),
        a_paper((an_item("one"),)),
        a_paper((an_item("one", stem="Otherwise?"),)),
        a_paper((an_item("one", key="c"),)),
    ]
    assert len({paper.digest for paper in papers}) == len(papers)
    assert a_paper().digest == a_paper().digest


def test_a_case_told_differently_makes_another_item():
    told = [a_bank((an_item("one", case="sam"),), (), (a_case(vignette=words),))[0] for words in ("This.", "That.")]
    assert len({bank.items["one"].digest for bank in told}) == 2


# whatever is in a file


_SCALARS = (
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8) | st.sampled_from(["a", "b", "1.1", "sam"])
)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_gives_problems_with_file_and_line_and_never_a_traceback(folder, data):
    whole = yaml.safe_load(ITEMS)
    item = whole["items"][0]
    target = data.draw(st.sampled_from([whole, item, item["options"], item["options"]["a"], whole["cases"][0]]))
    target[data.draw(st.sampled_from(sorted(target)))] = data.draw(_VALUES)
    text = yaml.safe_dump(whole, sort_keys=False)
    cut = data.draw(st.integers(0, len(text)))
    damaged = text[:cut] + data.draw(st.sampled_from(["", "\t", ": ", "- [", "&a *a", "\x07", "é", "'"])) + text[cut:]
    (folder / "items" / "some.yml").write_text(damaged, encoding="utf-8")
    for problem in load(folder)[1]:
        assert re.fullmatch(r"quizzes/\S+\.yml:[1-9]\d*: .+", str(problem), re.DOTALL)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200) | _VALUES.map(yaml.safe_dump))
@example("0\r0")
@example("0\x850 # 1\u2028a b # c")
def test_any_text_at_all_gives_problems_and_never_a_traceback(folder, text):
    for name in ("items/some.yml", "papers/first-paper.yml"):
        (folder / name).write_text(text, encoding="utf-8")
    load(folder)


def test_known_takes_any_collection():
    assert a_bank(known=Known({"1.1": "x", "1.2": "y"}, None, None))[1] == []
