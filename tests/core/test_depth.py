"""Which rule asks what of a draft, and where each keeps still."""

import pytest

from revision_app.journal import library
from revision_app.journal.core.depth import DepthPrompt, depth_prompts
from revision_app.journal.core.guide import LAST_TIME
from revision_app.journal.core.text import Text
from revision_app.settings import ROOT
from tests.support.collected import of_folder
from tests.support.reflections import a_text

SHIPPED, _ = of_folder(library.load, ROOT / "content")
assert SHIPPED is not None
GUIDE, DRISCOLL = SHIPPED.guide, SHIPPED.others["driscoll"]

STORY = (
    "I marked both cheeks, washed my hands, set the device to one millimetre and made three passes in each direction"
    " until pinpoint bleeding showed on the left side first and then on the right."
)
FEELINGS, EVALUATION = "Description without feeling", "Evaluation without a standard"
ANALYSIS, CONCLUSION = "Analysis without theory or a source", "Conclusion that repeats"
ACTION = "Action without an owner, a date or a measure"


def asked(**stages: str) -> list[str]:
    text = a_text(**{"description": "", **stages})
    return [prompt.rule for prompt in depth_prompts(text, GUIDE, GUIDE.theory)]


def test_an_empty_draft_is_asked_nothing() -> None:
    assert asked() == []


@pytest.mark.parametrize(
    ("stages", "rule", "speaks"),
    [
        ({"description": STORY}, FEELINGS, True),
        ({"description": STORY, "feelings": "Seven minutes, and then the other side."}, FEELINGS, True),
        ({"description": STORY, "feelings": "I was uneasy on the left."}, FEELINGS, False),
        ({"description": "It bled."}, FEELINGS, False),
        ({"evaluation": "good " * 20}, EVALUATION, True),
        ({"evaluation": "good " * 20 + "against the plan"}, EVALUATION, False),
        ({"evaluation": "good " * 20 + "as the photographs show"}, EVALUATION, False),
        ({"evaluation": "It went well."}, EVALUATION, False),
        ({"analysis": "because " * 20}, ANALYSIS, True),
        ({"analysis": "because " * 20 + "of collagen"}, ANALYSIS, False),
        ({"analysis": "because " * 20 + "(Fernandes 2005)"}, ANALYSIS, False),
        ({"analysis": "because " * 20 + "one trial says so"}, ANALYSIS, False),
        ({"description": STORY, "conclusion": STORY, "feelings": "Calm."}, CONCLUSION, True),
        (
            {
                "description": STORY,
                "feelings": "Calm.",
                "conclusion": "Thin tissue needs shallower settings than textbooks suggest, whatever clients request.",
            },
            CONCLUSION,
            False,
        ),
        ({"description": STORY, "feelings": "Calm.", "conclusion": "Both cheeks bled."}, CONCLUSION, False),
        ({"action_plan": "Be better."}, ACTION, True),
        ({"action_plan": "I will ask my supervisor to check two settings within a week."}, ACTION, False),
        ({"action_plan": "By 4 May I send the leaflet to my tutor, who signs it."}, ACTION, False),
    ],
)
def test_a_rule_speaks_where_something_is_missing_and_keeps_still_where_it_is_not(
    stages: dict[str, str], rule: str, speaks: bool
) -> None:
    assert (rule in asked(**stages)) is speaks


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("Be better.", "Say who does it, by when and how you will see that it helped."),
        ("I will practise within a week.", "Say how you will see that it helped."),
        ("I will check the settings.", "Say by when."),
        ("Settings are checked before each treatment.", "Say who does it."),
    ],
)
def test_an_action_is_asked_for_what_it_lacks(plan: str, said: str) -> None:
    assert [prompt.question for prompt in depth_prompts(a_text(description="", action_plan=plan), GUIDE)] == [said]


def test_in_another_model_a_question_stands_where_its_stage_is_asked_for() -> None:
    writing = {"what": STORY, "now-what": "Be better."}
    text = Text("A day", writing, stages=(LAST_TIME, *DRISCOLL.names))
    found = depth_prompts(text, DRISCOLL)
    assert [(prompt.rule, prompt.stage) for prompt in found] == [(FEELINGS, "so-what"), (ACTION, "now-what")]


def test_a_prompt_is_a_rule_a_stage_and_a_question_and_no_number() -> None:
    assert set(DepthPrompt.__dataclass_fields__) == {"rule", "stage", "question"}


@pytest.mark.parametrize(
    "words", ["a" * 20_000, "in the " * 3000, "(1" * 9000, "\n" * 9000, "é" * 20_000, "by by " * 3000]
)
def test_text_that_nobody_writes_is_looked_through_as_fast(words: str) -> None:
    asked(**dict.fromkeys(("description", "feelings", "evaluation", "analysis", "conclusion", "action_plan"), words))
