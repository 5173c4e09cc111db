"""docs/authoring.md is true: its examples are read by the site's parsers, and it leaves out no field and no block."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from revision_app import story
from revision_app.criteria import core as criteria
from revision_app.journal.core import guide as journal
from revision_app.log.core import guide as log
from revision_app.progress.core import sufficiency
from revision_app.quiz.bank.core.bank import Known as KnownToBank
from revision_app.quiz.bank.core.bank import parse_bank
from revision_app.quiz.bank.core.items import KINDS
from revision_app.quiz.bank.core.items.base import Option
from revision_app.quiz.bank.core.items.branching_case import BranchingCase
from revision_app.quiz.bank.core.items.cases import written as cases
from revision_app.quiz.bank.core.items.choose_and_justify import Justification
from revision_app.quiz.bank.core.items.cloze import Gap
from revision_app.quiz.bank.core.items.extended_matching import Question
from revision_app.quiz.bank.core.items.hotspot import Region, Shape
from revision_app.quiz.bank.core.items.numeric import Mistake
from revision_app.quiz.bank.core.items.open_answer import Point
from revision_app.quiz.bank.core.items.ordering import Element
from revision_app.quiz.bank.core.items.short_answer import Wrong
from revision_app.quiz.bank.core.items.situational_judgement import Action, Panel
from revision_app.quiz.bank.core.paper import Case, PaperFile
from revision_app.rights.core import privacy
from revision_app.shared import yaml_text
from revision_app.study.core import blank_form, blocks
from revision_app.study.core.blank_form import parse_blank_form
from revision_app.study.core.changes import Change, RuleFile, parse_changes, parse_law
from revision_app.study.core.cited_text import Known as KnownToEntries
from revision_app.study.core.depths import Depths, parse_depths
from revision_app.study.core.depths import file as depths
from revision_app.study.core.exemplars import AnnotationFile, ExemplarFile, parse_exemplar
from revision_app.study.core.exemplars import Known as KnownToExemplars
from revision_app.study.core.faq import FaqFile, GroupFile, QuestionFile, parse_faq
from revision_app.study.core.figure import Figure, parse_figure
from revision_app.study.core.glossary import TermFile, parse_glossary
from revision_app.study.core.mistakes import MistakeFile, parse_mistakes
from revision_app.study.core.parsing import Known, Parsed, parse_unit
from revision_app.study.core.practical import checklist, drills, viva
from revision_app.study.core.practical.checklist import parse_checklist
from revision_app.study.core.practical.drills import parse_drills
from revision_app.study.core.practical.viva import parse_viva
from revision_app.study.core.reference import Reference, References
from revision_app.study.core.search.synonyms import Synonym, SynonymFile
from revision_app.study.core.unit import Heading
from tests.support import collected as collecting
from tests.support.collected import collected
from tests.support.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
UNIT = next(text for kind, text in EXAMPLES if kind == "markdown" and text.startswith("---"))
WHOLE_FILES = {re.match(r"# (\S+)\n", text)[1]: text for kind, text in EXAMPLES if kind == "yaml"}
QUESTIONS = [name for name in WHOLE_FILES if name.startswith("quizzes/items/")]
PARTS = (Option, Question, Element, Mistake, Region, Shape, Wrong, Gap, Point, Action, Panel, Justification)
MODELS: dict[str, tuple[type[BaseModel], ...]] = {
    "A unit": (Heading,),
    "A reference": (Reference,),
    "A word of the glossary": (TermFile,),
    "A question that learners ask": (FaqFile, GroupFile, QuestionFile),
    "A common mistake": (MistakeFile,),
    "What changed, and the law": (Change, RuleFile),
    "An example with notes": (ExemplarFile, AnnotationFile),
    "The practical": (
        checklist.ChecklistFile,
        checklist.StageFile,
        checklist.StepFile,
        checklist.FailFile,
        checklist.GradeFile,
        drills.DrillFile,
        drills.ActionFile,
        viva.VivaFile,
        viva.TopicFile,
        viva.VivaQuestionFile,
    ),
    "A form to fill in": (blank_form.FormFile, blank_form.PartFile, blank_form.FieldFile),
    "The qualification": (
        criteria.Qualification,
        criteria.Outcome,
        criteria.Criterion,
        criteria.Guidance,
        criteria.Term,
        criteria.Concept,
        criteria.Rail,
    ),
    "Privacy": (privacy.Privacy, privacy.Keep, privacy.Section),
    "What people search for": (SynonymFile, Synonym),
    "How much evidence is enough": (sufficiency.Sufficiency, sufficiency.Rule),
    "The log": (log.Guide, log.LogField, log.Column, log.Target),
    "The journal": (
        journal.Guide,
        journal.Prompt,
        journal.CriterionPrompt,
        journal.Context,
        journal.Model,
        journal.ModelStage,
    ),
    "The depth explorer": (
        Depths,
        depths.Start,
        depths.Extent,
        depths.Remark,
        depths.Site,
        depths.Concern,
        depths.Measure,
        depths.Thickness,
        depths.Protocol,
        depths.Band,
        depths.Ceiling,
        depths.Adjustment,
        depths.Exclusion,
    ),
    "The demonstration": (
        story.Story,
        story.Learner,
        story.Reflection,
        story.HandedIn,
        story.Judged,
        story.Sitting,
        story.Logged,
        story.Dates,
        story.PlaceChanged,
        story.Planned,
    ),
    "Questions": (*(set(KINDS.values()) - {BranchingCase}), Case, *PARTS),
    "A branching case": (
        BranchingCase,
        cases.Stage,
        cases.Choice,
        cases.CaseReason,
        cases.Told,
        cases.Way,
        cases.Ending,
    ),
    "A paper": (PaperFile,),
}


@pytest.fixture(scope="module")
def known() -> Known:
    """What the shipped files offer to an example, and the example's own unit."""
    loaded = shipped()
    assert loaded.qualification
    figures = {
        file.stem: figure
        for file in (ROOT / "content" / "figures").glob("*.svg")
        if (figure := collected(parse_figure, file.stem, file.read_text(encoding="utf-8"), file.name)[0])
    }
    return Known(
        loaded.qualification.criterion_ids,
        loaded.qualification.outcome_ids,
        (*loaded.qualification.units, "a-new-unit"),
        loaded.shelf.references,
        figures,
        loaded.shelf.glossary,
    )


def document(name: str) -> yaml_text.Document:
    return collecting.document(WHOLE_FILES[name], name)


def checked(model: type[Any], name: str) -> Any:
    made, problems = collected(yaml_text.validate, model, document(name))
    assert made, problems
    return made


@pytest.mark.parametrize("example", [text for kind, text in EXAMPLES if kind == "markdown"], ids=lambda text: text[:40])
def test_every_example_of_markdown_is_a_unit_or_part_of_one(known: Known, example: str) -> None:
    head, _, first = UNIT.partition("\n## ")
    section = first.split("\n")[0]
    text = example if example.startswith("---") else f"{head}\n## {section}\n\n{example}"
    parsed, problems = collected(parse_unit, text, "content/units/a-new-unit.md", known)
    assert isinstance(parsed, Parsed), problems
    html = parsed.unit.html
    for name in re.findall(r"^/{3,} (\w+)", example, re.MULTILINE):
        assert f'class="{name}' in html or f'class="callout {name}' in html, name
    assert "///" not in html
    assert "[@" not in html
    assert "{:" not in html


@pytest.mark.parametrize("example", [text for kind, text in EXAMPLES if kind == "xml"])
def test_every_example_of_a_figure_is_one(example: str) -> None:
    figure, problems = collected(parse_figure, "example", example, "example.svg")
    assert isinstance(figure, Figure), problems


def test_every_example_of_yaml_is_a_whole_file_in_order(known: Known) -> None:
    assert set(WHOLE_FILES) == {
        "content/references.yml",
        "content/glossary.yml",
        "content/faq.yml",
        "content/mistakes.yml",
        "content/changes.yml",
        "content/law.yml",
        "content/exemplars/a-first-plan.yml",
        "content/checklist.yml",
        "content/drills.yml",
        "content/viva.yml",
        "content/forms/record.yml",
        "content/qualification.yml",
        "content/journal.yml",
        "content/log.yml",
        "content/privacy.yml",
        "content/models/driscoll.yml",
        "content/sufficiency.yml",
        "content/synonyms.yml",
        "content/depths.yml",
        "content/demonstration.yml",
        *QUESTIONS,
        "quizzes/papers/example.yml",
        "quizzes/papers/drawn.yml",
        "quizzes/cases/anna-asks.yml",
    }
    references = References.model_validate({"references": document("content/references.yml").value}, strict=True)
    assert [one.link for one in references.references] == [
        "https://doi.org/10.1186/s12880-022-00839-w",
        "https://www.example.org/",
    ]
    glossary, problems = collected(parse_glossary, document("content/glossary.yml"), known.references)
    assert (len(glossary.terms), problems) == (2, [])
    short = KnownToEntries(known.references, {"mechanism#the-idea"}, known.criteria)
    faq, problems = collected(parse_faq, document("content/faq.yml"), short)
    assert (len(faq.questions), problems) == (1, [])
    mistakes, problems = collected(parse_mistakes, document("content/mistakes.yml"), short)
    assert (len(mistakes), problems) == (2, [])
    changed, problems = collected(parse_changes, document("content/changes.yml"), known.units)
    assert (len(changed), problems) == (1, [])
    law, problems = collected(parse_law, document("content/law.yml"), short)
    assert (len(law), problems) == (1, [])
    to_exemplars = KnownToExemplars(known.criteria, known.references, {"mechanism#the-idea"})
    name = "content/exemplars/a-first-plan.yml"
    piece, problems = collected(parse_exemplar, "a-first-plan", document(name), to_exemplars)
    assert ([note.label for note in piece.annotations], problems) == (["Not authentic"], [])
    practical = {"checklist": parse_checklist, "drills": parse_drills, "viva": parse_viva}
    for name, parse in practical.items():
        made, problems = collected(parse, document(f"content/{name}.yml"), short)
        assert made, name
        assert problems == [], name
    form, problems = collected(parse_blank_form, document("content/forms/record.yml"), "record", short)
    assert ({field.kind for field in form.parts[0].fields}, problems) == (set(blank_form.KINDS), [])
    checked(criteria.Qualification, "content/qualification.yml")
    checked(journal.Guide, "content/journal.yml")
    checked(privacy.Privacy, "content/privacy.yml")
    kept = checked(log.Guide, "content/log.yml")
    assert list(kept.faults) == []
    assert {field.kind for field in kept.fields} == set(log.FieldKind)
    checked(journal.Model, "content/models/driscoll.yml")
    checked(sufficiency.Sufficiency, "content/sufficiency.yml")
    checked(SynonymFile, "content/synonyms.yml")
    checked(story.Story, "content/demonstration.yml")
    made, problems = collected(parse_depths, document("content/depths.yml"), known.references)
    assert isinstance(made, Depths), problems


def test_the_examples_of_questions_and_papers_make_a_bank(known: Known) -> None:
    to_bank = KnownToBank(known.criteria, {"mechanism#the-idea"}, frozenset(known.references))
    papers = [document(f"quizzes/papers/{name}.yml") for name in ("example", "drawn")]
    cases = [document("quizzes/cases/anna-asks.yml")]
    bank, problems = collected(parse_bank, [document(name) for name in QUESTIONS], papers, cases, to_bank)
    assert problems == []
    assert list(bank.papers) == ["example", "drawn", "anna-asks"]
    assert {version.item.kind for version in bank.items.values()} == set(KINDS)


@pytest.mark.parametrize(("chapter", "models"), MODELS.items(), ids=MODELS)
def test_every_field_is_explained_and_shown(chapter: str, models: tuple[type[BaseModel], ...]) -> None:
    after = GUIDE.split(f"\n## {chapter}\n")[1]
    text = re.split(r"\n## (?=[^{\n]*\n)", after)[0]  # a heading with attributes is part of an example
    example = "\n".join(re.findall(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    words = re.sub(r"^```\w+\n.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for model in models:
        for name, info in model.model_fields.items():
            field = info.alias or name
            assert re.search(rf"(^|[\s{{]){field}:", example, re.MULTILINE), f"{model.__name__}.{field} is not shown"
            assert re.search(rf"`{field}(:[^`]*)?`", words), f"{model.__name__}.{field} is not explained"


def test_every_block_and_every_kind_of_note_is_shown() -> None:
    shown = "\n".join(text for kind, text in EXAMPLES if kind == "markdown")
    assert set(re.findall(r"^/{3,} ([\w-]+)", shown, re.MULTILINE)) == blocks.NAMES
    assert set(re.findall(r"^/{3,} note \| (\w+)", shown, re.MULTILINE)) == set(blocks.NOTES)


def test_every_file_of_the_shipped_content_is_named() -> None:
    for file in (*(ROOT / "content").iterdir(), *(ROOT / "quizzes").iterdir()):
        assert f"{file.parent.name}/{file.name}" in GUIDE, file.name
