from revision_app.study.core.advice import advice, figures_in
from tests.core.test_unit import HEAD, SECTION


def told(body: str) -> list[tuple[int, str]]:
    """Lines, counted from the first one of the body, and what was said of them."""
    return [(one.line - 13, one.message.split(";")[0]) for one in advice(HEAD + SECTION + body, "content/units/one.md")]


UNCITED = "stands without a source"
LONG = "this sentence has {} words"


def test_a_number_without_a_source_in_its_block_is_pointed_out() -> None:
    assert told("It fell by 40%.") == [(1, f"40 {UNCITED}")]
    assert told("Words.\n\n- One.\n- About 1.5 of it.\n") == [(4, f"1.5 {UNCITED}")]
    assert told("/// note | evidence\nOf 118 people.\n///") == [(2, f"118 {UNCITED}")]
    assert told("| A | B |\n|---|---|\n| x | 12 |") == [(3, f"12 {UNCITED}")]


def test_a_source_anywhere_in_the_block_is_enough() -> None:
    assert told("It fell by 40%\nin one trial [@alpha].") == []
    assert told("| A | B |\n|---|---|\n| x | 12 |\n| y | 13 [@alpha] |") == []
    assert told("/// stop\nOne of 30.\n\nAnother paragraph [@alpha].\n///") == []
    assert told("It fell by 40%.\n\nAnother paragraph [@alpha].") == [(1, f"40 {UNCITED}")]


def test_the_two_sides_of_a_pair_are_looked_at_apart() -> None:
    pair = "//// compare | X\n/// syllabus\nSix, or 60 [@alpha].\n///\n/// evidence\nTen, or 10.\n///\n////"
    assert told(pair) == [(6, f"10 {UNCITED}")]


def test_what_is_no_claim_is_left_alone() -> None:
    for body in (
        "10. A list\n11. of things",
        "On 20 November 2026, and in 1988.",
        "A 34-year-old and a 34 year old.",
        "See [this](https://example.org/12).",
        "Criterion 1.1 and criteria 1.2, 1.3.",
        "`12 mm` is code.",
        "### 12 things",
        "/// client | Tom, 24\nHe is 24 and smokes 20 a day.\n///",
        "One of 3.",
    ):
        assert told(body) == [], body


def test_a_long_sentence_is_pointed_out_where_it_begins() -> None:
    words = "Word " * 40
    assert told(f"Short.\n{words}word. Short.") == [(2, LONG.format(41))]
    assert told(words + ".") == []
    assert told(f"- {words}\n- {words}") == []
    assert told("| " + words * 2 + "|") == []
    assert told("First\n" + words + "end.") == [(1, LONG.format(42))]


def test_figures_are_found_wherever_they_stand() -> None:
    assert figures_in("/// figure | a-b\nX\n///\n\n//// client | T\n/// figure | c\nY\n///\n////") == {"a-b", "c"}
