"""Words that somebody points at: exact in a text that never changes, found again in one that does."""

import pytest

from revision_app.evidence.core.passage import (
    DraftClaim,
    Mark,
    NoSuchPassage,
    Part,
    Passage,
    Quotation,
    choices,
    paragraphs,
    placed,
)
from tests.core.test_submission import NOON

TEXT = "One sentence. Two “here.” And 👩🏽‍⚕️ more\nin a line.\n\n  Second paragraph. End"
PART = Part("description", "Description", TEXT)
OTHER = Part("analysis", "Analysis", "Because of this.")


def at(words: str, text: str = TEXT) -> Passage:
    return Passage("description", text.index(words), text.index(words) + len(words))


def test_a_form_says_a_passage_and_it_is_read_again() -> None:
    assert Passage.said(str(at("sentence")), [PART]) == at("sentence")
    assert at("sentence").words([PART]) == "sentence"


def test_blanks_at_the_ends_of_what_was_selected_are_left_out() -> None:
    assert Passage.said("description:13:18", [PART]) == at("Two")


@pytest.mark.parametrize(
    "said",
    [
        *("", "description", "description:", "description:1", "description:5:5", "description:9:3", "description:-1:4"),
        *("description:13:14", "other:0:4", "description:999:1000", "description:99999999:4", "description:١:٤"),
        *("description:0:4:8", "Description:0:4", " description:0:4", "description:0:4\n", "d:" + "9" * 5000 + ":1"),
    ],
)
def test_what_is_no_passage_of_the_text_is_refused(said: str) -> None:
    with pytest.raises(NoSuchPassage):
        Passage.said(said, [PART])


def test_a_passage_that_goes_past_the_end_ends_there() -> None:
    assert Passage.said("description:0:9999", [PART]) == Passage("description", 0, len(TEXT))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TEXT, "Two “here.”"),
        ("Words before. " + TEXT, "Two “here.”"),
        (TEXT.replace("Two “here.”", "Two\n “here.”"), "Two\n “here.”"),
        ("Two “here.” stands twice. " + TEXT, "Two “here.”"),
    ],
    ids=["unchanged", "moved", "another line break", "of two places that with its company"],
)
def test_a_quotation_is_found_again_while_its_words_stand(text: str, found: str) -> None:
    quotation = Quotation.of(at("Two “here.”"), [PART])
    place = quotation.found_in([Part("description", "Description", text)])
    assert place is not None
    assert text[place.start : place.end] == found
    assert place.start == text.rindex(found)


def test_a_quotation_whose_words_are_gone_is_found_no_longer() -> None:
    assert Quotation.of(at("Two “here.”"), [PART]).found_in([Part("description", "", "Two here."), OTHER]) is None


def test_words_that_were_moved_to_another_part_are_found_there() -> None:
    moved = Part("analysis", "Analysis", "Before. One sentence.")
    place = Quotation.of(at("One sentence."), [PART]).found_in([Part("description", "", ""), moved])
    assert place == Passage("analysis", 8, 21)


def test_claims_are_in_the_order_of_the_text_and_those_not_found_come_first() -> None:
    claims = [
        DraftClaim(n, "1.1", Quotation("description", words), NOON) for n, words in enumerate(("End", "One", "gone"))
    ]
    assert [each.claim.id for each in placed(claims, [PART, OTHER])] == [2, 1, 0]


def test_without_a_pointer_one_chooses_from_the_sentences() -> None:
    said = [words for _, words in choices(PART)]
    assert said == ["One sentence.", "Two “here.”", "And 👩🏽‍⚕️ more", "in a line.", "Second paragraph.", "End"]
    assert all(TEXT[passage.start : passage.end] == words for passage, words in choices(PART))


def test_of_a_text_with_very_many_sentences_one_chooses_from_the_paragraphs() -> None:
    many = Part("analysis", "Analysis", "\n\n".join(["So. " * 60] * 3))
    assert len(choices(many)) == 3
    assert len(choices(Part("analysis", "Analysis", "So.\n\n" * 2000))) == 80


def mark(label: str, words: str) -> Mark:
    return Mark(f"id-{label}", at(words), label, f"to-{label}", f"Comment {label}")


def test_a_text_is_shown_in_paragraphs_that_lose_none_of_its_words() -> None:
    shown = paragraphs("description", TEXT, [mark("1", "sentence. Two"), mark("2", "Two “here.”"), mark("3", "End")])
    assert [TEXT[one.start :].startswith(one.stretches[0].text) for one in shown] == [True, True]
    assert " ".join("".join(stretch.text for stretch in one.stretches) for one in shown).split() == TEXT.split()


def test_passages_may_overlap_and_each_is_labelled_once_where_it_ends() -> None:
    (first, second) = paragraphs("description", TEXT, [mark("1", "sentence. Two"), mark("2", "Two “here.”")])
    covered = [(stretch.text, [each.label for each in stretch.marks]) for stretch in first.stretches]
    assert covered[:4] == [("One ", []), ("sentence. ", ["1"]), ("Two", ["1", "2"]), (" “here.”", ["2"])]
    assert [[each.label for each in stretch.ending] for stretch in first.stretches] == [[], [], ["1"], ["2"], []]
    assert [stretch.marks for stretch in second.stretches] == [()]


def test_a_passage_over_two_paragraphs_is_labelled_in_the_second() -> None:
    both = paragraphs("description", TEXT, [mark("1", "line.\n\n  Second")])
    assert [[each.label for stretch in one.stretches for each in stretch.ending] for one in both] == [[], ["1"]]


def test_a_mark_in_another_part_is_not_shown() -> None:
    assert paragraphs("analysis", OTHER.text, [mark("1", "One")])[0].stretches[0].marks == ()
