"""Everything that the syllabus page names is met by name: outcomes, criteria, mistakes, tips, terms, concepts."""

from pathlib import Path

import pytest

from revision_app import loading
from revision_app.criteria.core import Qualification
from tests.support.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]

# What the page says, in its order, and the ids under which the files say it.
OUTCOMES = ["LO1", "LO2", "LO3", "LO4", "LO5", "LO6"]
CRITERIA = ["1.1", "1.2", "1.3", "1.4", "1.5"]
TIPS = {
    "link every decision to evidence and client factors": "reasons-for-decisions",
    "verbalise your safety checks and rationale": "say-it-aloud",
    "photographs, with consent": "photographs",
    "reflective models": "reflective-model",
    "link answers to the physiological mechanism": "name-the-mechanism",
    "aseptic technique and communication in practicals": "systematic-practical",
    "discuss complications and their management": "complications-question",
}
MISTAKES = {
    "failure to conduct a thorough contraindication check": "thin-contraindication-check",
    "incorrect needle depth for different areas": "wrong-depth-for-area",
    "neglecting to adjust for different body sites": "one-setting-everywhere",
    "generic aftercare advice": "generic-aftercare",
    "painful, with significant downtime": "painful-long-downtime",
    "deeper needles always produce better results": "deeper-is-better",
    "any skin type without risk": "safe-for-all-skin",
}
TERMS = {
    "Personalised procedure planning",
    "Advanced micro-needling techniques",
    "Anatomical considerations for face, neck, body",
    "Post-procedure management and aftercare",
    "Evidence-based practice evaluation",
    "Infection control and safety protocols",
}
KEY_CONCEPTS = {
    "collagen induction therapy": "collagen-induction",
    "needle depth and device selection": "depth-and-device",
    "infection control and sterilisation": "infection-control",
    "contraindications and complications": "contraindications-and-complications",
    "post-procedure care and aftercare": "aftercare",
}
PRIOR_KNOWLEDGE = ["skin-anatomy", "infection-control-basics", "consultation-skills"]


@pytest.fixture(scope="module")
def loaded() -> loading.Loaded:
    return shipped()


@pytest.fixture(scope="module")
def qualification(loaded: loading.Loaded) -> Qualification:
    assert loaded.qualification
    return loaded.qualification


def test_every_outcome_and_criterion_is_there_and_said_in_plain_words(qualification: Qualification) -> None:
    assert [one.id for one in qualification.outcomes] == OUTCOMES
    assert [one.id for one in qualification.criteria] == CRITERIA
    for one in (*qualification.outcomes, *qualification.criteria):
        assert one.asks not in ("", one.statement)


def test_every_outcome_is_shown_by_a_criterion_and_read_about_in_a_unit(
    loaded: loading.Loaded, qualification: Qualification
) -> None:
    assert {outcome for one in qualification.criteria for outcome in one.outcomes} == set(OUTCOMES)
    assert {name for unit in loaded.shelf.units.values() for name in unit.heading.outcomes} == set(OUTCOMES)


def test_every_criterion_has_a_prompt_for_the_journal(loaded: loading.Loaded) -> None:
    assert loaded.models
    assert {prompt.criterion for prompt in loaded.models.guide.prompts} == set(CRITERIA)


def test_every_tip_term_concept_and_piece_of_prior_knowledge_is_there(qualification: Qualification) -> None:
    assert [one.id for one in qualification.guidance] == list(TIPS.values())
    assert {one.term for one in qualification.terms} == TERMS
    assert [one.id for one in qualification.key_concepts] == list(KEY_CONCEPTS.values())
    assert [one.id for one in qualification.prior_knowledge] == PRIOR_KNOWLEDGE


def test_every_mistake_of_the_syllabus_is_there_and_at_least_ten_more(loaded: loading.Loaded) -> None:
    assert [one.id for one in loaded.shelf.mistakes if one.syllabus] == list(MISTAKES.values())
    assert sum(not one.syllabus for one in loaded.shelf.mistakes) >= 10


def test_at_least_two_dozen_questions_are_answered(loaded: loading.Loaded) -> None:
    assert len(loaded.shelf.faq.questions) >= 24


def test_every_unit_is_led_to_by_a_question_and_warns_of_a_mistake(loaded: loading.Loaded) -> None:
    asked = {place.partition("#")[0] for one in loaded.shelf.faq.questions for place in one.sections}
    warned = {place.partition("#")[0] for one in loaded.shelf.mistakes for place in one.sections}
    assert asked == warned == set(loaded.shelf.units)


def test_no_entry_is_a_wall_of_words(loaded: loading.Loaded) -> None:
    texts = {one.id: one.answer.plain for one in loaded.shelf.faq.questions}
    texts |= {one.id: one.correction.plain for one in loaded.shelf.mistakes}
    assert {name: len(text.split()) for name, text in texts.items() if not 20 <= len(text.split()) <= 90} == {}
