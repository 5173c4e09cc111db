"""Branching cases for tests: small, without a subject, and enough of everything."""

from typing import Any

from revision_app.quiz.bank.core.items.branching_case import BranchingCase


def a_choice(to: Any, **more: Any) -> dict[str, Any]:
    return {"text": "Do it", "rationale": "Because.", "then": "It is done.", "next": to, **more}


def a_stage(choices: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "title": "A stage",
        "part": "Plan",
        "text": "Something has come up.",
        "stem": "What now?",
        "section": "unit#section",
        "citations": ["source"],
        "choices": choices,
    } | more


def an_ending(kind: str = "good") -> dict[str, Any]:
    return {"title": f"A {kind} ending", "kind": kind, "text": "So it went."}


def a_written(**changed: Any) -> dict[str, Any]:
    """A case as an author writes it: talk, then act; asking first is what makes acting end well.

    The best way asks (1), acts (2) and says why (1): 4 marks, in three decisions.
    """
    ask = a_choice("talk", marks=1, set={"asked": True}, when={"asked": False})
    act = a_choice([{"when": {"asked": True, "score": "at least 3"}, "to": "well"}, {"to": "poorly"}], marks=2)
    reason = {
        "stem": "Why?",
        "options": {"x": {"text": "For them", "rationale": "Yes."}, "y": {"text": "For me", "rationale": "No."}},
        "key": "x",
    }
    case = {
        "id": "sam-comes",
        "title": "Sam comes",
        "summary": "Sam wants something.",
        "minutes": 5,
        "pass_mark": 60,
        "marks": 4,
        "criteria": ["1.1"],
        "section": "unit#section",
        "facts": ["**40** years", {"when": {"asked": True}, "text": "Has been asked"}],
        "state": {"asked": False},
        "begin": "talk",
        "stages": {
            "talk": a_stage(
                {"a": ask, "b": a_choice("act"), "c": a_choice("home")},
                also=[{"when": {"asked": True}, "text": "They answer."}],
            ),
            "act": a_stage({"a": act, "b": a_choice("hurt", unsafe=True)}, reason=reason),
        },
        "endings": {
            "well": an_ending(),
            "poorly": an_ending("poor"),
            "home": an_ending("poor"),
            "hurt": an_ending("harmful"),
        },
    }
    return case | changed


def a_branching(**changed: Any) -> BranchingCase:
    return BranchingCase.model_validate(a_written(**changed))
