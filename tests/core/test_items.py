from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision_app.quiz.bank.core.items import KINDS, MultipleResponse, SingleBestAnswer, Unreadable
from revision_app.quiz.bank.core.text import fault, phrase, prose
from tests.support.papers import a_multiple, an_item

ONE = SingleBestAnswer.model_validate(an_item())
MANY = MultipleResponse.model_validate(a_multiple())


def chosen(*letters: str) -> Fraction:
    return MANY.mark(MANY.read(letters))


def test_the_key_earns_the_mark_and_nothing_else_does():
    assert [ONE.mark(ONE.read(choice)) for choice in (["b"], ["a"], ["c"], [])] == [1, 0, 0, 0]


def test_one_option_only_can_be_the_best():
    with pytest.raises(Unreadable):
        ONE.read(["a", "b"])


@pytest.mark.parametrize("item", [ONE, MANY])
@pytest.mark.parametrize("choice", ["e", "", "A", "a b", "<b>", "__class__"])
def test_an_option_that_is_not_there_is_refused_in_words(item, choice):
    with pytest.raises(Unreadable, match="options shown"):
        item.read([choice])


def test_each_key_earns_its_part():
    assert (chosen("a"), chosen("a", "c")) == (Fraction(1, 2), 1)


def test_a_distractor_takes_back_what_a_key_gave():
    assert chosen("a", "c", "b") == Fraction(1, 2)


def test_choosing_everything_earns_nothing():
    assert chosen("a", "b", "c", "d") == 0


def test_marks_never_fall_below_nothing():
    assert chosen("b", "d") == 0


def test_a_response_is_written_down_alike_however_it_was_sent():
    assert MANY.read(["c", "a", "c"]) == MANY.read(["a", "c"]) == ("a", "c")


def test_unsafe_choices_are_named_beside_the_mark():
    assert MANY.unsafe(("a", "d")) == ("d",)
    assert ONE.unsafe(("b",)) == ()


@given(st.lists(st.sampled_from("abcd")))
def test_marks_are_a_share_of_one_whatever_is_chosen(choice):
    assert 0 <= chosen(*choice) <= 1


@given(st.data())
def test_marking_knows_only_how_many_were_right_and_wrong(data):
    options = [f"o{n}" for n in range(data.draw(st.integers(3, 8)))]
    key = data.draw(st.lists(st.sampled_from(options), min_size=1, max_size=len(options) - 1, unique=True))
    written = a_multiple(options={o: {"text": o, "rationale": o} for o in options}, key=key, marks=len(key))
    item = MultipleResponse.model_validate(written)
    response = item.read(data.draw(st.lists(st.sampled_from(options), unique=True)))
    right = sum(choice in key for choice in response)
    assert item.mark(response) == max(Fraction(2 * right - len(response), len(key)), 0)
    assert (item.mark(response) == 1) == (set(response) == set(key))


def test_every_kind_is_registered_under_its_own_name():
    assert all(kind.model_fields["kind"].annotation.__args__ == (name,) for name, kind in KINDS.items())


def test_text_keeps_emphasis_and_lists_and_loses_everything_else():
    assert prose("A *b* **c**\n\n- one\n- CO<sub>2</sub>") == (
        "<p>A <em>b</em> <strong>c</strong></p>\n<ul>\n<li>one</li>\n<li>CO<sub>2</sub></li>\n</ul>"
    )
    hostile = prose('<script>alert(1)</script><img src=x onerror=y>[x](javascript:z) <p onclick="q">t</p>')
    assert not any(word in hostile for word in ("script", "img", "href", "onclick", "alert"))


@pytest.mark.parametrize(
    "text",
    [
        "- 5 °C",
        "+ 3 mm",
        "* see below",
        "3. degree burn",
        "1986. A great year",
        "5. May",
        "1. May is early",
        "Cool:\n\n- 5 °C",
    ],
)
def test_a_sign_or_a_number_that_would_become_a_list_is_told(text: str):
    assert "is read as a list" in (fault(text) or "")


@pytest.mark.parametrize("text", ["[Note]: rest", "[1]: 5", "Stop.\n[Rule]: rest\nGo on.", "Stop.\n\n   [Rule]:  rest"])
def test_words_that_would_be_read_as_an_address_are_told(text: str):
    assert "is read as an address" in (fault(text) or "")


@pytest.mark.parametrize(
    "text",
    [
        "A *b*\n\n- one\n- two",
        "In turn:\n\n1. one\n2. two",
        "- one\n    - of these\n- two",
        "-5 °C",
        "1.5 mm",
        "\\- 5 °C",
        "3\\. degree burn",
        "2) two",
        "the skin\n- as said - is red",
        "[Note] rest",
        "[sic]:rest now, please",
        "see [Note]: rest",
    ],
)
def test_what_a_page_shows_whole_is_not_told(text: str):
    assert fault(text) is None


def test_a_phrase_has_no_paragraphs_of_its_own():
    assert phrase("Which is **not** safe at < 1 & > 2?") == "Which is <strong>not</strong> safe at &lt; 1 &amp; &gt; 2?"
