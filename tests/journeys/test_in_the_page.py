"""What a page works out where a learner types finds what the site finds, says so quietly, and keeps nothing."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, expect

from revision_app.accounts.actions import passwords
from revision_app.journal.actions import keep_not_a_client
from revision_app.journal.core.balance import balance
from revision_app.journal.core.depth import depth_prompts
from revision_app.journal.library import guide
from revision_app.shared.anonymity import check
from revision_app.web.clock import now
from tests.core.test_anonymity import SENTENCES
from tests.journeys.test_main_job import PASSWORD, sign_in
from tests.support.builders import a_person
from tests.support.processor import slowness
from tests.support.reflections import a_reflection, a_text

TEXTS = [sentence.text for sentence in SENTENCES]
TEXTS += [" ".join(TEXTS), "\n".join(TEXTS), "Yvette heard it. Born\n12/03/1985, my aunt, 55, is a vet in Kendal."]
STORY = "I marked both cheeks, washed my hands, set the device and made three passes in each direction until it bled."
DRAFTS = [
    {},
    {"description": STORY * 2, "conclusion": STORY, "action-plan": "Be better."},
    {"description": STORY * 2, "feelings": "I felt calm.", "evaluation": "good " * 20, "analysis": "because " * 160},
    {"evaluation": "good " * 20 + "against the plan", "analysis": "because " * 20 + "of collagen (2005)"},
    {"action-plan": "I will ask my tutor next week and note each answer."},
]
FINDINGS = """async ([texts]) => {
  const address = document.querySelector("script[src$='writing-well.js']").src;
  const { check, Rules, why } = await import(address.replace("writing-well", "anonymity"));
  const served = await (await fetch(document.querySelector("[data-rules]").dataset.rules)).json();
  const rules = new Rules(served.anonymity);
  let longest = 0;
  const found = texts.map((text) => {
    const steps = check(text, rules);
    for (let began = performance.now(); ; began = performance.now()) {
      const { done, value } = steps.next();
      longest = Math.max(longest, performance.now() - began);
      if (done) return value.map((each) => [
        each.kind, each.start, each.end, each.text, each.wording, each.name ?? "", why(each, rules),
      ]);
    }
  });
  return { found, longest };
}"""
ADVICE = """async ([drafts]) => {
  const address = document.querySelector("script[src$='writing-well.js']").src;
  const { DepthRules } = await import(address.replace("writing-well", "depth"));
  const { sentence, guidance, countWords } = await import(address.replace("writing-well", "balance"));
  const served = await (await fetch(document.querySelector("[data-rules]").dataset.rules)).json();
  const rules = new DepthRules(served.depth);
  const covering = JSON.parse(document.querySelector("[data-prompts]").dataset.covering);
  return drafts.map((draft) => {
    const parts = [...document.querySelectorAll(".balance > div")].map(({ dataset, firstElementChild }) => ({
      title: firstElementChild.textContent,
      words: countWords(draft[dataset.stage] ?? ""),
      fewest: Number(dataset.fewest),
      most: Number(dataset.most),
    }));
    return [sentence(parts), parts.map(guidance), rules.prompts(draft, covering)];
  });
}"""


@pytest.fixture
def page(app: Flask, visitor: Callable[..., Page]) -> Page:
    """The page of a draft in which somebody wrote that one name is no client's."""
    learner = a_person(app, name="Demo Learner", email="learner@example.org")
    with app.app_context():
        passwords.give_password(learner, PASSWORD, at=now())
        keep_not_a_client("yvette", learner_id=learner)
    reflection = a_reflection(app, learner, a_text("A supervised day", description=""))
    page = visitor(width=390)
    sign_in(page, "learner@example.org")
    page.goto(f"/journal/{reflection}")
    return page


def test_the_page_finds_what_the_site_finds_bit_by_bit(app: Flask, page: Page) -> None:
    told = page.evaluate(FINDINGS, [TEXTS])
    with app.app_context():
        familiar = guide().familiar
    for text, found in zip(TEXTS, told["found"], strict=True):
        site = check(text, familiar=familiar, not_clients=["yvette"])
        assert found == [
            [each.kind.value, each.start, each.end, each.text, each.wording, each.name, each.why] for each in site
        ], text
    assert len(max(TEXTS, key=len)) > 10_000
    assert told["longest"] < 50 * slowness()  # ms in which a key that is pressed waits


def test_the_page_says_of_a_draft_what_the_site_says(app: Flask, page: Page) -> None:
    told = page.evaluate(ADVICE, [DRAFTS])
    with app.app_context():
        asking = guide()
    for draft, (sentence, guidances, prompts) in zip(DRAFTS, told, strict=True):
        text = a_text(**{"description": "", **{name.replace("-", "_"): words for name, words in draft.items()}})
        picture = balance(text, asking)
        assert (sentence, guidances) == (picture.sentence, [part.guidance for part in picture.parts])
        assert prompts == [
            {"rule": each.rule, "question": each.question, "stage": each.stage}
            for each in depth_prompts(text, asking, asking.theory)
        ]


def test_what_is_typed_is_looked_at_quietly_and_the_section_can_be_put_away(
    page: Page, accessible: Callable[[Page], None]
) -> None:
    posted: list[str] = []
    page.on("request", lambda request: posted.append(_body(request)))
    section = page.locator("[data-recognised]")
    expect(section.get_by_role("status")).to_have_text("Found nothing just now.")
    description = page.get_by_role("textbox", name="Description")
    description.fill("I rang my friend Jojo on 07700 900 461. Yvette heard it. " + STORY)
    expect(section.get_by_role("status")).to_have_text("Found 2 passages to look at.")
    expect(section.locator("mark")).to_have_text(["friend Jojo", "07700 900 461"])
    expect(section).to_contain_text("Perhaps: “friend”.")
    expect(page.locator("[data-balance-sentence]")).to_contain_text("More than half of what you wrote is description.")
    expect(page.locator("[data-prompts]")).to_contain_text("Description without feeling.")
    accessible(page)
    section.get_by_role("button", name="Show it: friend Jojo").click()
    expect(description).to_be_focused()
    assert description.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == "friend Jojo"
    page.get_by_role("checkbox", name="Keep to myself : description").check()
    expect(section.get_by_role("status")).to_have_text("Found nothing just now.")
    expect(page.locator("[data-receipt]")).to_contain_text("Saved")
    device = page.evaluate("() => JSON.stringify({ ...localStorage, ...sessionStorage })")
    assert not any(word in said for word in ("passages", "Perhaps", "phone") for said in (device, *posted))

    section.get_by_text("Could somebody be recognised?").click()
    page.reload()
    expect(section.locator("details")).not_to_have_attribute("open", "")
    expect(section.get_by_role("status")).to_be_hidden()


def _body(request: Request) -> str:
    return json.dumps([request.url, request.post_data or ""])
