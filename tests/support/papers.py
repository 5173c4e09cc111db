"""Items and papers for tests: small, without a subject, and enough of everything."""

import json
from collections.abc import Mapping
from typing import Any

import yaml
from flask import Flask

from revision_app.quiz.attempts.actions import sitting
from revision_app.quiz.attempts.core.attempt import Save
from revision_app.quiz.bank.core.bank import Bank, Known, parse_bank
from revision_app.quiz.bank.core.offer import Offer, Section
from revision_app.quiz.bank.core.paper import Drawing, Paper, PaperFile
from revision_app.quiz.tutoring.actions import challenges
from revision_app.shared.problem import Problem
from revision_app.web.clock import now
from tests.support.collected import collected, document

A_MAP = Drawing(
    """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 200" role="img" aria-labelledby="a-map-title"
    aria-describedby="a-map-desc"><title id="a-map-title">A map</title><desc id="a-map-desc">Three places.</desc>
    <defs><marker id="a-map-tip"><path d="M0 0h1"/></marker></defs>
    <path d="M0 0h9" marker-end="url(#a-map-tip)"/></svg>""",
    "A map",
    "Three places.",
)
KNOWN = Known(("1.1", "1.2", "1.3"), None, None, {"a-map": A_MAP})


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


def a_matching(item_id: str = "matching", **changed: Any) -> dict[str, Any]:
    """Three questions from one list of four options: a, c and a are the keys, d is unsafe."""
    options = {letter: an_option(f"Cause {letter}") for letter in "abc"} | {"d": an_option("Harm", unsafe=True)}
    questions = {
        name: {"text": f"Client {name}", "key": key, "rationale": f"Because of {key}."}
        for name, key in (("one", "a"), ("two", "c"), ("three", "a"))
    }
    several = {"kind": "extended_matching", "options": options, "questions": questions, "key": ..., "marks": 3}
    return an_item(item_id, **(several | changed))


def an_ordering(item_id: str = "ordering", **changed: Any) -> dict[str, Any]:
    """Four elements, in the order wash, glove, clean, begin."""
    elements = {
        name: {"text": f"Then {name}", "rationale": f"Because of {name}."}
        for name in ("wash", "glove", "clean", "begin")
    }
    lines = {"kind": "ordering", "elements": elements, "options": ..., "key": ..., "marks": 3}
    return an_item(item_id, **(lines | changed))


def a_numeric(item_id: str = "numeric", **changed: Any) -> dict[str, Any]:
    """350 mg, give or take 5, to be answered in mg or g; 3500 is a mistake that harms, 35 one that does not."""
    mistakes = [
        {"value": "3500", "rationale": "A point slipped.", "unsafe": True},
        {"value": "35", "rationale": "It slipped the other way."},
    ]
    number = {
        "kind": "numeric",
        "key": "350",
        "tolerance": "5",
        "unit": "mg",
        "other_units": {"g": "1000"},
        "rationale": "70 × 5 = 350.",
        "mistakes": mistakes,
        "options": ...,
    }
    return an_item(item_id, **(number | changed))


def a_hotspot(item_id: str = "hotspot", **changed: Any) -> dict[str, Any]:
    """Three regions of the figure a-map: middle is the key, deep is unsafe."""
    regions = {
        "top": {"name": "The upper band", "rationale": "Not here.", "shape": {"rect": [10, 10, 200, 40]}},
        "middle": {"name": "The round part", "rationale": "Here.", "shape": {"circle": [110, 90, 30]}},
        "deep": {
            "name": "The lower corner",
            "rationale": "Never here.",
            "unsafe": True,
            "shape": {"polygon": [[10, 130], [210, 130], [210, 190]]},
        },
    }
    place = {"kind": "hotspot", "figure": "a-map", "regions": regions, "key": "middle", "options": ...}
    return an_item(item_id, **(place | changed))


def a_short_answer(item_id: str = "short", **changed: Any) -> dict[str, Any]:
    """Keloid or keloid scar; hypertrophic scar is listed as wrong, and burn as unsafe."""
    wrong = [
        {"text": "hypertrophic scar", "rationale": "It stays in the wound."},
        {"text": "burn", "rationale": "Never.", "unsafe": True},
    ]
    words = {
        "kind": "short_answer",
        "accepted": ["Keloid", "keloid scar"],
        "wrong": wrong,
        "rationale": "It grows.",
        "options": ...,
        "key": ...,
    }
    return an_item(item_id, **(words | changed))


def a_cloze(item_id: str = "cloze", **changed: Any) -> dict[str, Any]:
    """Two gaps: a is the key of depth, b of layer; depth b is unsafe."""
    gaps = {
        "depth": {"options": {"a": an_option("half"), "b": an_option("all", unsafe=True)}, "key": "a"},
        "layer": {"options": {"a": an_option("lower"), "b": an_option("upper")}, "key": "b"},
    }
    text = "Going to [[depth]] reaches the *[[layer]]* part."
    return an_item(
        item_id, **({"kind": "cloze", "text": text, "gaps": gaps, "marks": 2, "options": ..., "key": ...} | changed)
    )


def an_open_answer(item_id: str = "open", **changed: Any) -> dict[str, Any]:
    """Three marks, given by a tutor."""
    guide = [{"point": "Names the *rule*", "marks": 2}, {"point": "Says what would change it", "marks": 1}]
    answer = {"kind": "open_answer", "words": 150, "guide": guide, "model": "In full.", "marks": 3}
    return an_item(item_id, **(answer | {"options": ..., "key": ...} | changed))


def a_judgement(item_id: str = "judgement", **changed: Any) -> dict[str, Any]:
    """Three actions on a scale of four, at 1, 4 and 2; to rate b 1 or 2 is unsafe. With ``scale=...`` a ranking."""
    actions = {
        "a": {"text": "Ring first", "key": 1, "rationale": "At once."},
        "b": {"text": "Go on", "key": 4, "rationale": "It harms.", "unsafe": [1, 2]},
        "c": {"text": "Write it down", "key": 2, "rationale": "Not enough."},
    }
    rated = {
        "kind": "situational_judgement",
        "scale": ["Right", "Nearly right", "Hardly right", "Wrong"],
        "actions": actions,
        "marks": 3,
        "options": ...,
        "key": ...,
    }
    return an_item(item_id, **(rated | changed))


def a_ranking(item_id: str = "ranking", **changed: Any) -> dict[str, Any]:
    """Three actions to be ranked a, c, b; to put b first is unsafe."""
    actions = {
        name: {"text": f"Do {name}", "key": rank, "rationale": f"Because of {name}.", "unsafe": unsafe}
        for name, rank, unsafe in (("a", 1, []), ("b", 3, [1]), ("c", 2, []))
    }
    return a_judgement(item_id, **({"scale": ..., "actions": actions} | changed))


def a_justified(item_id: str = "justified", **changed: Any) -> dict[str, Any]:
    """b with the reason c; to choose a is unsafe."""
    reason = {"stem": "Why?", "options": {letter: an_option(f"Reason {letter}") for letter in "abc"}, "key": "c"}
    return an_item(item_id, **({"kind": "choose_and_justify", "reason": reason, "marks": 2} | changed))


def one_of_each() -> tuple[dict[str, Any], ...]:
    """An item of every kind as an author writes it, and a ranking; each has its own id."""
    return (
        an_item("single"),
        a_multiple(),
        a_matching(),
        an_ordering(),
        a_numeric(),
        a_hotspot(),
        a_short_answer(),
        a_cloze(),
        an_open_answer(),
        a_judgement(),
        a_ranking(),
        a_justified(),
    )


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
    item_files = [document(text, "quizzes/items/some.yml")]
    paper_files = [
        document(yaml.safe_dump(paper, sort_keys=False), f"quizzes/papers/{paper['id']}.yml") for paper in papers
    ]
    return collected(parse_bank, item_files, paper_files, [], known)


def a_paper(items: tuple[Mapping[str, Any], ...] = ITEMS, **changed: Any) -> Paper:
    """A paper of three items (five would do as well): a single best answer, a multiple response, another single."""
    names = [item["id"] for item in items]
    cases = tuple(a_case(name) for name in sorted({item["case"] for item in items if "case" in item}))
    bank, problems = a_bank(items, (a_paper_file(**({"items": names} | changed)),), cases)
    assert not problems, problems
    (offered,) = bank.papers.values()
    return offered.sample


def offer(app: Flask, *papers: Paper) -> None:
    """Let these papers, and no others, be what the quizzes folder offers."""
    items = {version.item.id: version for paper in papers for version in paper.items}
    app.extensions["bank"] = Bank(items, {paper.id: _offered(paper) for paper in papers})


def _offered(paper: Paper) -> Offer:
    rules = json.loads(paper.text) | {"items": [version.item.id for version in paper.items]}
    return Offer(PaperFile.model_validate(rules), (Section(paper.title, paper.items),))


def an_answer_to_mark(app: Flask, learner_id: int) -> str:
    """The id of an item that this learner has answered in a paper handed in, and a tutor is to mark."""
    offered = app.extensions["bank"]
    offer(app, a_paper((an_open_answer("open"),), id="written-paper"))
    with app.app_context():
        attempt = sitting.start("written-paper", learner_id=learner_id, seed="seed", at=now())
        sitting.respond(Save("open", ["My words."], "an-answer", 0), attempt, learner_id=learner_id, at=now())
        sitting.submit(attempt, learner_id=learner_id, at=now())
    app.extensions["bank"] = offered
    return "open"


def a_challenge(app: Flask, learner_id: int) -> int:
    """This learner's challenge to an item of a paper handed in; its id."""
    offered = app.extensions["bank"]
    offer(app, a_paper((an_item("doubted"),), id="doubted-paper"))
    with app.app_context():
        attempt = sitting.start("doubted-paper", learner_id=learner_id, seed="seed", at=now())
        sitting.submit(attempt, learner_id=learner_id, at=now())
        made = challenges.challenge(attempt, "doubted", "The unit says otherwise.", learner_id=learner_id, at=now())
    app.extensions["bank"] = offered
    return made
