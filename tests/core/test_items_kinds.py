"""What each kind of item reads, refuses and marks, as a table of responses; and what its author is told."""

from fractions import Fraction
from typing import Any

import pytest

from revision_app.quiz.bank.core.items import KINDS, Unreadable
from tests.support import papers
from tests.support.papers import a_bank, an_option


def item(written: dict[str, Any]) -> Any:
    return KINDS[written["kind"]].model_validate(written)


MATCHING = item(papers.a_matching())
ORDERING = item(papers.an_ordering())
NUMERIC = item(papers.a_numeric())
BARE = item(papers.a_numeric("bare", other_units=..., tolerance="2%"))
HOTSPOT = item(papers.a_hotspot())
SHORT = item(papers.a_short_answer())
CLOZE = item(papers.a_cloze())
OPEN = item(papers.an_open_answer())
RATING = item(papers.a_judgement())
RANKING = item(papers.a_ranking())
JUSTIFIED = item(papers.a_justified())
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@pytest.mark.parametrize(
    ("one", "submitted", "mark", "unsafe"),
    [
        (MATCHING, ["one=a", "two=c", "three=a"], 1, ()),
        (MATCHING, ["three=a", "one=a", "two=b"], 2 * THIRD, ()),
        (MATCHING, ["two=d"], 0, ("two=d",)),
        (MATCHING, ["one=", "two=c"], THIRD, ()),
        (ORDERING, ["wash", "glove", "clean", "begin"], 1, ()),
        (ORDERING, ["wash=1", "begin=4", "glove=2", "clean=3"], 1, ()),
        (ORDERING, ["begin", "wash", "glove", "clean"], 2 * THIRD, ()),
        (ORDERING, ["clean", "begin", "wash", "glove"], 2 * THIRD, ()),
        (ORDERING, ["begin", "clean", "glove", "wash"], 0, ()),
        (ORDERING, ["glove", "wash", "clean", "begin"], THIRD, ()),
        (NUMERIC, ["value=350", "unit=mg"], 1, ()),
        (NUMERIC, ["value=0.345", "unit=g"], 1, ()),
        (NUMERIC, ["value=355.000000001", "unit=mg"], 0, ()),
        (NUMERIC, ["value=350", "unit=g"], 0, ()),
        (NUMERIC, ["value=3.5", "unit=g"], 0, ("3500",)),
        (NUMERIC, ["value=3503", "unit=mg"], 0, ("3500",)),
        (NUMERIC, ["value=0,350", "unit=g"], 1, ()),
        (NUMERIC, ["value=３５０", "unit=mg"], 1, ()),
        (NUMERIC, ["value=35", "unit=mg"], 0, ()),
        (NUMERIC, ["unit=g"], 0, ()),
        (BARE, ["357"], 1, ()),
        (BARE, ["343"], 1, ()),
        (BARE, ["342.999999999999"], 0, ()),
        (HOTSPOT, ["middle"], 1, ()),
        (HOTSPOT, ["top"], 0, ()),
        (HOTSPOT, ["deep"], 0, ("deep",)),
        (SHORT, ["KÉLOID."], 1, ()),
        (SHORT, ["  keloid-scar "], 1, ()),
        (SHORT, ["kelliod"], None, ()),
        (SHORT, ["keloyd scars"], None, ()),
        (SHORT, ["kerro"], 0, ()),
        (SHORT, ["Hypertrophic Scar"], 0, ()),
        (SHORT, ["Burn."], 0, ("burn",)),
        (CLOZE, ["layer=b", "depth=a"], 1, ()),
        (CLOZE, ["depth=b", "layer=b"], HALF, ("depth=b",)),
        (CLOZE, ["depth=b", "layer=a"], 0, ("depth=b",)),
        (OPEN, ["In my own words."], None, ()),
        (OPEN, [" \n "], 0, ()),
        (RATING, ["a=1", "b=4", "c=2"], 1, ()),
        (RATING, ["a=2", "b=3", "c=3"], HALF, ()),
        (RATING, ["a=1", "b=2"], THIRD, ("b=2",)),
        (RATING, ["a=4", "b=1", "c=4"], 0, ("b=1",)),
        (RANKING, ["a=1", "b=3", "c=2"], 1, ()),
        (RANKING, ["a=1", "b=2", "c=3"], 2 * THIRD, ()),
        (RANKING, ["b=1", "c=2", "a=3"], THIRD, ("b=1",)),
        (JUSTIFIED, ["choice=b", "reason=c"], 1, ()),
        (JUSTIFIED, ["choice=b", "reason=a"], HALF, ()),
        (JUSTIFIED, ["choice=b"], HALF, ()),
        (JUSTIFIED, ["choice=c", "reason=c"], 0, ()),
        (JUSTIFIED, ["choice=a", "reason=c"], 0, ("choice=a",)),
        (JUSTIFIED, ["reason=c"], 0, ()),
    ],
)
def test_a_response_earns_its_share_and_says_what_would_harm(one, submitted, mark, unsafe):
    response = one.read(submitted)
    assert (one.mark(response), one.unsafe(response)) == (mark, unsafe)


@pytest.mark.parametrize("written", papers.one_of_each(), ids=lambda written: written["id"])
def test_no_answer_earns_nothing_and_harms_nobody(written):
    one = item(written)
    assert one.read([]) == ()
    assert (one.mark(()), one.unsafe(())) == (0, ())


@pytest.mark.parametrize("written", papers.one_of_each(), ids=lambda written: written["id"])
def test_the_key_is_a_response_that_earns_everything(written):
    one = item(written)
    assert one.read(one.keys) == one.keys
    assert one.mark(one.keys) == (0 if written["kind"] == "open_answer" else 1)
    assert one.unsafe(one.keys) == ()


@pytest.mark.parametrize(
    ("one", "submitted", "said"),
    [
        (MATCHING, ["four=a"], "Answer each part"),
        (MATCHING, ["one=a", "one=b"], "Answer each part"),
        (MATCHING, ["one=z"], "Choose from the options"),
        (MATCHING, ["a"], "Answer each part"),
        (ORDERING, ["wash=1", "glove=2", "clean=2", "begin=4"], "Place 2 is given twice"),
        (ORDERING, ["wash=1", "glove=2"], "Give each of the 4 lines a place"),
        (ORDERING, ["wash=1", "glove=2", "clean=3", "begin=5"], "There is no place 5"),
        (ORDERING, ["wash=1", "wash=2", "clean=3", "begin=4"], "Answer each part"),
        (ORDERING, ["wash", "glove", "clean"], "Give each of the 4 lines a place"),
        (NUMERIC, ["value=350"], "Choose the unit as well: mg or g"),
        (NUMERIC, ["value=350", "unit=stone"], "Choose the unit as well"),
        (NUMERIC, ["350"], "Answer each part"),
        (BARE, ["350 mg"], "Write a number, like 12.5, and nothing else. The unit stands beside it."),
        (BARE, ["about 3"], "Write a number"),
        (BARE, ["1,500"], "“1,500” could mean 1.5 or 1500. Write the one that you mean, with a point"),
        (BARE, ["-1 500"], "“-1 500” could mean -1.5 or -1500."),
        (BARE, ["12 000"], "“12 000” could mean 12 or 12000."),
        (BARE, ["999,999"], "“999,999” could mean 999.999 or 999999."),
        (NUMERIC, ["value=3,500", "unit=mg"], "“3,500” could mean 3.5 or 3500."),
        (BARE, ["0 500"], "Write a number"),
        (BARE, ["0,500,000"], "Write a number"),
        (BARE, ["12,34,567"], "Write a number"),
        (BARE, ["1 2"], "Write a number"),
        (BARE, ["3–5"], "Write a number"),
        (BARE, ["--5"], "Write a number"),
        (BARE, ["5-"], "Write a number"),
        (BARE, ["10²"], "Write a number"),
        (BARE, ["1e3"], "Write a number"),
        (BARE, ["½"], "Write a number"),
        (BARE, ["nan"], "Write a number"),
        (BARE, ["."], "Write a number"),
        (BARE, ["٣"], "Write a number"),
        (BARE, ["9" * 16], "Write a number"),
        (BARE, ["1", "2"], "one number only"),
        (HOTSPOT, ["top", "deep"], "Choose one option only"),
        (HOTSPOT, ["edge"], "Choose from the options"),
        (SHORT, ["a", "b"], "Write one answer only"),
        (SHORT, ["a" * 201], "201 characters long; write at most 200"),
        (OPEN, ["a" * 10_001], "10,001 characters long; write at most 10,000"),
        (RATING, ["a=5"], "There is no 5 on the scale"),
        (RATING, ["a=0"], "There is no 0 on the scale"),
        (RATING, ["d=1"], "Answer each part"),
        (RANKING, ["a=1", "b=1", "c=2"], "Place 1 is given twice"),
        (RANKING, ["a=1"], "Give each of the 3 lines a place"),
        (JUSTIFIED, ["choice=c", "reason=d"], "Choose from the options"),
        (JUSTIFIED, ["b"], "Answer each part"),
    ],
)
def test_what_is_no_response_is_refused_in_words(one, submitted, said):
    with pytest.raises(Unreadable, match=said.replace("(", r"\(")):
        one.read(submitted)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" 350 ", "350"),
        ("350.0", "350"),
        ("1,234,567.80", "1234567.8"),
        ("12 345 678", "12345678"),
        ("12 000.5", "12000.5"),
        ("12\N{NARROW NO-BREAK SPACE}000", "12000"),
        (".5", "0.5"),
        ("5.", "5"),
        ("007", "7"),
        ("1·25", "1.25"),
        ("0,500", "0.5"),
        ("12,5", "12.5"),
        (",25", "0.25"),
        ("1234,500", "1234.5"),
        ("1,500.0", "1500"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("-0,75", "-0.75"),
        ("３，５", "3.5"),
        ("\N{ZERO WIDTH SPACE}7\N{ZERO WIDTH NO-BREAK SPACE}", "7"),
        ("+3", "3"),
        ("\N{MINUS SIGN}0.50", "-0.5"),
        ("-0", "0"),
        ("999999999999999.999999999999999", "999999999999999.999999999999999"),
    ],
)
def test_a_number_is_written_down_alike_however_it_was_typed(typed, read):
    assert BARE.read([typed]) == (read,)


@pytest.mark.parametrize("dash", "-‐‑‒–—―−－﹣➖⁻")
def test_every_dash_before_a_number_is_a_minus(dash):
    assert BARE.read([f"{dash}2.5"]) == BARE.read([f"{dash} 2.5"]) == ("-2.5",)


CROW = item(
    papers.a_short_answer(
        accepted=["crow's feet"], wrong=[{"text": "laughter lines", "rationale": "Higher.", "unsafe": True}], near=0
    )
)


@pytest.mark.parametrize("apostrophe", "'’‘‛ʼʻʹʽ´`′＇")
def test_any_apostrophe_is_one(apostrophe):
    assert CROW.mark(CROW.read([f"crow{apostrophe}s feet"])) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "crow's\N{ZERO WIDTH SPACE} feet",
        "\N{ZERO WIDTH NO-BREAK SPACE}crow's feet",
        "crow's\N{NO-BREAK SPACE}feet",
        "crow's\N{SOFT HYPHEN}feet",
        "crow's\N{WORD JOINER}feet\N{LEFT-TO-RIGHT MARK}",
        '"crow\'s feet"',
        "“crow’s feet”",
        "‘crow’s feet’",
        "«crow's feet»",
        "„crow's feet“",
        "＂ｃｒｏｗ＇ｓ　ｆｅｅｔ＂",
        "ＣＲＯＷ’Ｓ ＦＥＥＴ．",
        "Crow's feet.",
        "crow's feet!",
        "crow's feet…",
        "crow's feet?!",
        "crow's feet;",
        "“Crow’s feet.”",
        "crow's - feet",
        "crow's–feet",
        "crow's\N{MINUS SIGN}feet",
        "crows feet",
        "cro\N{COMBINING CEDILLA}w's feet",
        "  crow's\n feet\t",
    ],
)
def test_a_short_answer_is_compared_by_what_a_reader_reads(typed):
    response = CROW.read([typed])
    assert (CROW.mark(response), CROW.unsafe(response)) == (1, ())


@pytest.mark.parametrize("typed", ["crow", "no feet", "(laughter)", "laugh.ter lines?", "'", "laughter: lines"])
def test_what_is_not_understood_is_wrong_and_not_unsafe(typed):
    response = CROW.read([typed])
    assert (CROW.mark(response), CROW.unsafe(response)) == (0, ())


def test_text_keeps_its_lines_and_loses_what_no_keyboard_types():
    assert OPEN.read([" One\r\n\r\ntwo\x00\x1b three\t\N{GREEK SMALL LETTER MU}\n"]) == ("One\n\ntwo three\tμ",)
    assert SHORT.read(["keloid\n scar"]) == ("keloid scar",)


def test_numbers_and_places_say_what_counts():
    assert NUMERIC.range == ("345", "355")
    assert BARE.range == ("343", "357")
    assert item(papers.a_numeric(tolerance="0")).range is None
    assert not NUMERIC.may_be_negative
    assert item(papers.a_numeric(key="-4")).may_be_negative


def test_the_words_round_the_gaps_are_safe_html_and_the_gaps_stand_between_them():
    assert CLOZE.pieces == ("<p>Going to ", "depth", " reaches the <em>", "layer", "</em> part.</p>")


def test_a_page_can_show_again_what_could_not_be_read():
    assert ORDERING.filled(["wash=2", "glove=2"]) == {"wash": "2", "glove": "2"}
    assert ORDERING.filled(["glove", "wash"]) == {"glove": "1", "wash": "2"}
    assert NUMERIC.filled(["value=about 3", "unit=g"]) == {"value": "about 3", "unit": "g"}


def test_lines_stand_in_the_order_given_and_before_that_never_in_the_right_one():
    given = ("glove", "wash", "begin", "clean")
    assert ORDERING.lines(given) == given
    assert ORDERING.lines(["glove=1", "wash=1"]) == ORDERING.lines(()) != ORDERING.keys
    assert RANKING.lines(("a=3", "b=1", "c=2")) == ("b", "c", "a")
    assert RANKING.lines(()) == ("a", "b", "c")


def options(count: int) -> dict[str, Any]:
    return {f"o{n}": an_option() for n in range(count)}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (papers.a_matching(marks=2), "one mark for each question; write 3"),
        (papers.a_matching(options=options(3)), "write 4 to 8 options; there are 3"),
        (papers.a_matching(questions={"one": {"text": "x", "key": "d", "rationale": "x"}}), "write 2 to 8 questions"),
        (papers.a_matching(options=options(4)), "a is not an option; write one of o0"),
        (papers.an_ordering(elements={"a": {"text": "x", "rationale": "x"}}), "write 3 to 7 elements; there are 1"),
        (papers.an_ordering(marks=0), "marks"),
        (papers.a_numeric(key=350), "must be text; put it in quotes"),
        (papers.a_numeric(key="many"), 'write a number in quotes, like "12.5"'),
        (papers.a_numeric(tolerance="-1"), "a tolerance is not negative"),
        (papers.a_numeric(tolerance="1%%"), "write a number in quotes"),
        (papers.a_numeric(unit=...), "other units than which?"),
        (papers.a_numeric(other_units={"mg": "1"}), "stands among the other units"),
        (papers.a_numeric(other_units={"g": "0"}), "write a number above 0"),
        (papers.a_numeric(mistakes=[{"value": "354", "rationale": "x"}]), "354 is right within the tolerance"),
        (papers.a_hotspot(figure=...), "is missing; add a line `figure: …`"),
        (papers.a_hotspot(key="deep"), "deep is marked unsafe"),
        (papers.a_short_answer(accepted=[]), "write 1 to 40 accepted forms"),
        (papers.a_short_answer(accepted=["…", " -. "]), "nothing is left of this to compare"),
        (papers.a_short_answer(wrong=[{"text": "KELOID.", "rationale": "x"}]), "KELOID. is accepted as well"),
        (papers.a_short_answer(near=6), "near"),
        (papers.a_cloze(text="No gaps"), "the text has the gaps none"),
        (papers.a_cloze(text="[[depth]] [[layer]] [[depth]]"), "name each of these here once"),
        (papers.a_cloze(text="[[depth]](x) and [[layer]]"), "a link is not shown here"),
        (papers.a_cloze(marks=1), "one mark for each gap; write 2"),
        (papers.an_open_answer(marks=4), "the marks of the guide come to 3"),
        (papers.a_judgement(scale=["Yes", "No"]), "b has the place 4; write one from 1 to 2"),
        (papers.a_judgement(marks=4), "one mark for each action; write 3"),
        (papers.a_judgement(scale=...), "b has the place 4; write one from 1 to 3"),
        (papers.a_justified(key="a"), "a is marked unsafe"),
        (papers.a_justified(reason={"stem": "Why?", "options": options(2), "key": "c"}), "c is not an option"),
    ],
)
def test_an_author_is_told_what_to_write_instead(written, said):
    _, problems = a_bank((written,), (), ())
    assert any(said in problem.message for problem in problems), problems


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ({}, "a region has one shape"),
        ({"rect": [0, 0, 1, 1], "circle": [0, 0, 1]}, "a region has one shape"),
        ({"rect": [0, 0, 0, 1]}, "greater than 0"),
        ({"circle": [0, 0]}, "`circle → number 3` is missing; write it too"),
        ({"polygon": [[0, 0], [1, 1]]}, "write 3 to 60 corners"),
        ({"rect": [0, 0, 99999, 1]}, "less than or equal to 10000"),
    ],
)
def test_a_region_has_one_whole_shape(shape, said):
    regions = papers.a_hotspot()["regions"] | {"top": {"name": "x", "rationale": "x", "shape": shape}}
    _, problems = a_bank((papers.a_hotspot(regions=regions),), (), ())
    assert any(said in problem.message for problem in problems), problems


@pytest.mark.parametrize(
    "shape", [{"rect": [200, 10, 30, 5]}, {"circle": [110, 190, 11]}, {"polygon": [[0, 0], [9, 0], [9, -1]]}]
)
def test_a_region_outside_its_drawing_is_told_at_its_line(shape):
    regions = papers.a_hotspot()["regions"] | {"top": {"name": "x", "rationale": "x", "shape": shape}}
    _, (problem,) = a_bank((papers.a_hotspot(regions=regions),), (), ())
    assert "this lies outside the drawing, which is 220 wide and 200 high" in problem.message
    assert problem.line > 10


def test_a_number_stands_at_the_upper_left_edge_of_its_region():
    assert [region.shape.label for region in HOTSPOT.regions.values()] == [(10, 10), (89, 69), (10, 130)]


def test_two_actions_with_one_rank_are_told():
    actions = papers.a_ranking()["actions"]
    actions["c"]["key"] = 1
    _, problems = a_bank((papers.a_ranking(actions=actions),), (), ())
    assert any("two actions have the same rank" in problem.message for problem in problems), problems


def test_a_place_that_is_key_and_unsafe_is_told():
    actions = papers.a_judgement()["actions"]
    actions["a"]["unsafe"] = [1]
    _, problems = a_bank((papers.a_judgement(actions=actions),), (), ())
    assert any("1 is the key, so it cannot be unsafe" in problem.message for problem in problems), problems


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        ({"a": [1, 1], "b": [4, 4]}, "the panel rated a, b; give its ratings of a, b, c"),
        ({"a": [1, 1], "b": [4, 5], "c": [2, 2]}, "the panel gave the place 5; write places from 1 to 4"),
        ({"a": [1, 1], "b": [4], "c": [2, 2]}, "as many for each action as it has people"),
        ({"a": [], "b": [], "c": []}, "as many for each action as it has people"),
    ],
)
def test_what_is_wrong_with_a_panels_ratings_is_told(ratings, said):
    panel = {"who": "Two practitioners.", "ratings": ratings}
    _, problems = a_bank((papers.a_judgement(panel=panel),), (), ())
    assert any(said in problem.message for problem in problems), problems
