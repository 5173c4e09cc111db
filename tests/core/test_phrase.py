"""Phrases of the feedback bank: what they say to whom, when they count as used, and what is kept of a comment."""

import pytest

from revision_app.marking.core.phrase import Phrase, Wording, appended
from revision_app.marking.core.submission import Judgement

PHRASE = Wording("{learner}, say why for {criterion}.")


def test_a_phrase_is_filled_in_for_the_learner_and_the_criterion() -> None:
    assert PHRASE.filled(learner="Demo Learner", criterion="1.3") == "Demo Learner, say why for 1.3."


def test_what_stands_in_a_name_is_not_filled_in_again() -> None:
    assert PHRASE.filled(learner="{criterion}", criterion="1.3") == "{criterion}, say why for 1.3."


def test_braces_that_mean_nothing_stay() -> None:
    assert Wording("{who} {").filled(learner="Demo Learner", criterion="1.3") == "{who} {"


@pytest.mark.parametrize(("criterion", "fits"), [("", True), ("1.3", True), ("1.1", False)])
def test_a_phrase_fits_its_own_criterion_or_any(criterion: str, *, fits: bool) -> None:
    assert Wording("Why?", criterion).fits("1.3") is fits


@pytest.mark.parametrize(
    ("judged", "used"),
    [
        (Judgement(None, "Good. Demo Learner, say\nwhy for 1.3. Thanks."), True),
        (Judgement(None, "", "Demo Learner, say why for 1.3."), True),
        (Judgement(None, "Another Learner, say why for 1.3."), False),
        (Judgement(None, "Demo Learner, say why."), False),
        (Judgement(), False),
    ],
    ids=["in the comment", "in the next step", "of another", "in part", "in nothing"],
)
def test_a_phrase_is_used_where_its_words_are_said(judged: Judgement, *, used: bool) -> None:
    assert PHRASE.is_said_in(judged, learner="Demo Learner", criterion="1.3") is used


def test_a_phrase_for_one_criterion_is_not_used_in_another() -> None:
    assert not Wording("Why?", "1.1").is_said_in(Judgement(None, "Why?"), learner="Demo Learner", criterion="1.3")


def test_a_comment_is_kept_without_the_name_of_its_learner() -> None:
    kept = Wording.of("Well done, Demo Learner.", learner="Demo Learner", criterion="1.3")
    assert kept == Wording("Well done, {learner}.", "1.3")


def test_words_are_looked_for_in_text_name_and_criterion() -> None:
    phrase = Phrase("Say why, with a source.", "1.3", "Sources")
    assert all(phrase.speaks_of(words) for words in ("", "WHY source", "sources", "1.3"))
    assert not phrase.speaks_of("why not")


def test_further_words_come_in_a_paragraph_of_their_own() -> None:
    assert appended("", "Why?") == "Why?"
    assert appended("Good.", "Why?") == "Good.\n\nWhy?"
