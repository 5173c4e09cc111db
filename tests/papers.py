"""Items and papers for tests: small, without a subject, and enough of everything."""

from collections.abc import Mapping
from typing import Any

import yaml
from flask import Flask

from revision_app.quiz.core.bank import Bank, Known, read_bank
from revision_app.quiz.core.paper import Paper
from revision_app.shared import yaml_text
from revision_app.shared.problem import Problem

KNOWN = Known(("1.1", "1.2", "1.3"), None, None)


def an_option(text: str = "", **more: Any) -> dict[str, Any]:
    return {"text": text or "An option", "rationale": f"Because of {text or 'this'}.", **more}


def an_item(item_id: str = "one", **changed: Any) -> dict[str, Any]:
    """A single best answer as an author writes it: b is the key, a is unsafe. ``...`` leaves a field out."""
    item = {
        "id": item_id,
        "kind": "single_best_answer",
        "criteria": ["1.1"],
        "section": "unit#section",
        "difficulty": "apply",
        "marks": 1,
        "stem": f"What about {item_id}?",
        "options": {"a": an_option("Go on", unsafe=True), "b": an_option("Wait"), "c": an_option("Ask")},
        "key": "b",
        "citations": [],
    }
    return {name: value for name, value in (item | changed).items() if value is not ...}


def a_multiple(item_id: str = "many", **changed: Any) -> dict[str, Any]:
    """A multiple response as an author writes it: a and c are keys, d is unsafe."""
    options = {letter: an_option(f"{item_id} {letter}") for letter in "abc"} | {"d": an_option("Harm", unsafe=True)}
    several = {
        "kind": "multiple_response",
        "options": options,
        "key": ["a", "c"],
        "marks": 2,
        "criteria": ["1.1", "1.2"],
    }
    return an_item(item_id, **(several | changed))


def a_case(case_id: str = "sam", **changed: Any) -> dict[str, Any]:
    case = {"id": case_id, "title": "Case A · Sam", "facts": ["**40** years"], "vignette": "Sam *comes* back."}
    return {name: value for name, value in (case | changed).items() if value is not ...}


def a_paper_file(paper_id: str = "first-paper", **changed: Any) -> dict[str, Any]:
    paper = {
        "id": paper_id,
        "title": "First paper",
        "summary": "Two people come to you.",
        "mode": "timed",
        "minutes": 20,
        "attempts": 3,
        "pass_mark": 60,
        "items": ["one", "many", "two"],
    }
    return {name: value for name, value in (paper | changed).items() if value is not ...}


ITEMS = (an_item("one", case="sam"), a_multiple("many", case="sam", update="Sam *returns*."), an_item("two"))


def a_bank(
    items: tuple[Mapping[str, Any], ...] = ITEMS,
    papers: tuple[Mapping[str, Any], ...] = (a_paper_file(),),
    cases: tuple[Mapping[str, Any], ...] = (a_case(),),
    known: Known = KNOWN,
) -> tuple[Bank, list[Problem]]:
    """What these files make, written out as YAML and read as the site reads them."""
    text = yaml.safe_dump({"cases": list(cases), "items": list(items)}, sort_keys=False, allow_unicode=True)
    item_files = [yaml_text.read(text, "quizzes/items/some.yml")]
    paper_files = [
        yaml_text.read(yaml.safe_dump(paper, sort_keys=False), f"quizzes/papers/{paper['id']}.yml") for paper in papers
    ]
    return read_bank(item_files, paper_files, known)


def a_paper(items: tuple[Mapping[str, Any], ...] = ITEMS, **changed: Any) -> Paper:
    """A paper of three items (five would do as well): a single best answer, a multiple response, another single."""
    names = [item["id"] for item in items]
    cases = tuple(a_case(name) for name in sorted({item["case"] for item in items if "case" in item}))
    bank, problems = a_bank(items, (a_paper_file(**({"items": names} | changed)),), cases)
    assert not problems, problems
    (paper,) = bank.papers.values()
    return paper


def offer(app: Flask, *papers: Paper) -> None:
    """Let these papers, and no others, be what the quizzes folder offers."""
    items = {version.item.id: version for paper in papers for version in paper.items}
    app.extensions["bank"] = Bank(items, {paper.id: paper for paper in papers})
