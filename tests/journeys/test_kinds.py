"""Every kind of item by mouse, by touch, by keyboard and without scripts: the same response, the same mark."""

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from revision_app.db import db
from revision_app.quiz.attempts.models import StepRow
from revision_app.quiz.attempts.queries import results
from revision_app.quiz.bank.core.items import KINDS
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.papers import a_paper, offer, one_of_each
from tests.support.sitting import Sitting, unveiled

Visitor = Callable[..., Page]
Accessible = Callable[[Page], None]
ITEMS = [KINDS[written["kind"]].model_validate(written) for written in one_of_each()]
OWN_WORDS = ("In my own words.",)
ORDERING = next(n for n, item in enumerate(ITEMS, start=1) if item.kind == "ordering")
MOST_STOPS = 120


class Mouse:
    """How a question is answered by mouse; the other ways differ in some of it."""

    options: ClassVar[dict[str, Any]] = {}

    def __init__(self, page: Page, accessible: Accessible) -> None:
        self.page = page
        self._accessible = accessible

    def choose(self, control: Locator) -> None:
        self.page.locator(f"label[for={control.get_attribute('id')}]").click()

    def pick(self, control: Locator, value: str) -> None:
        control.select_option(value)

    def write(self, control: Locator, text: str) -> None:
        control.click()
        self.page.keyboard.type(text)

    def find(self, region: str) -> None:
        self.named("data-region", region).click()

    def order(self, names: list[str]) -> None:
        """Take each line by its grip to the one in whose place it belongs."""
        for place, name in enumerate(names):
            grips = self.page.locator(".grip")
            mine = grips.nth(self.places().index(name))
            self.drag(middle(mine), middle(grips.nth(place)))

    def drag(self, begin: tuple[float, float], end: tuple[float, float]) -> None:
        self.page.mouse.move(*begin)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=8)
        self.page.mouse.up()

    def go_on(self) -> None:
        self.page.get_by_role("button", name="Save and continue").click()

    def look(self) -> None:
        """Let axe look at the page as it stands: wide and light, and below narrow and dark."""
        self._accessible(self.page)

    def places(self) -> list[str]:
        """The lines in the order in which they stand."""
        fields = self.page.locator(".line select").all()
        return [self.plain(str(field.get_attribute("name"))).removeprefix("answer.") for field in fields]

    def plain(self, text: str) -> str:
        """What the page calls something, as its author does."""
        return unveiled(text, int(self.page.url.split("/")[4]))

    def words_of(self, name: str) -> str:
        """What a line says that is to be put in its place."""
        place = self.named("name", f"answer.{name}").get_attribute("id")
        return self.page.locator(f"label[for={place}] [data-words]").inner_text()

    def named(self, attribute: str, name: str, element: str = "") -> Locator:
        """The elements whose attribute says this name of the author's."""
        written = self.page.locator(f"{element}[{attribute}]").all()
        veils = {str(one.get_attribute(attribute)) for one in written}
        mine = [veil for veil in veils if self.plain(veil) == name]
        return self.page.locator(", ".join(f'{element}[{attribute}="{veil}"]' for veil in mine))


class Touch(Mouse):
    options: ClassVar = {"has_touch": True, "is_mobile": True, "width": 390, "color_scheme": "dark"}

    def choose(self, control: Locator) -> None:
        self.page.locator(f"label[for={control.get_attribute('id')}]").tap()

    def write(self, control: Locator, text: str) -> None:
        control.tap()
        self.page.keyboard.type(text)

    def find(self, region: str) -> None:
        self.named("data-region", region).tap()

    def drag(self, begin: tuple[float, float], end: tuple[float, float]) -> None:
        session = self.page.context.new_cdp_session(self.page)

        def touch(kind: str, *points: tuple[float, float]) -> None:
            given = [{"x": x, "y": y} for x, y in points]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": given})

        (x, y), (to_x, to_y) = begin, end
        touch("touchStart", begin)
        for n in range(1, 9):
            touch("touchMove", (x + (to_x - x) * n / 8, y + (to_y - y) * n / 8))
        touch("touchEnd")

    def go_on(self) -> None:
        self.page.get_by_role("button", name="Save and continue").tap()


class Keyboard(Mouse):
    def focus(self, control: Locator) -> None:
        """Go to a control with the tab key alone."""
        for _ in range(MOST_STOPS):
            if control.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the tab key does not lead to {control}")

    def look(self) -> None:
        """It is the page that the mouse sees."""

    def choose(self, control: Locator) -> None:
        if control.get_attribute("type") == "checkbox":
            self.focus(control)
            self.page.keyboard.press("Space")
            return
        name = control.get_attribute("name")
        self.focus(self.page.locator(f'input[name="{name}"]').first)
        self.page.keyboard.press("Space")
        for _ in range(10):
            if control.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError("the arrows do not lead there")

    def pick(self, control: Locator, value: str) -> None:
        self.focus(control)
        for _ in range(10):
            if control.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not lead to {value}")

    def write(self, control: Locator, text: str) -> None:
        self.focus(control)
        self.page.keyboard.type(text)

    def find(self, region: str) -> None:
        self.choose(self.named("value", region, "input"))
        expect(self.named("data-region", region)).to_contain_class("chosen focus")

    def order(self, names: list[str]) -> None:
        for place, name in enumerate(names):
            words = self.words_of(name)
            while (now := self.places().index(name)) > place:
                up = self.page.get_by_role("button", name=f"Move up: {words}")
                self.focus(up)
                self.page.keyboard.press("Enter")
                expect(up).to_be_focused()
                expect(
                    self.page.get_by_role("status").get_by_text(f"{words}: place {now} of {len(names)}")
                ).to_be_attached()

    def go_on(self) -> None:
        self.focus(self.page.get_by_role("button", name="Save and continue"))
        self.page.keyboard.press("Enter")


class NoScripts(Mouse):
    """By what the accessibility tree calls each control, and the page's own buttons."""

    options: ClassVar = {"javascript": False}

    def look(self) -> None:
        """It is the page that the mouse sees, without what scripts add."""

    def find(self, region: str) -> None:
        (item,) = (item for item in ITEMS if item.kind == "hotspot")
        self.page.get_by_role("radio", name=item.regions[region].name).check()

    def order(self, names: list[str]) -> None:
        for place, name in enumerate(names, start=1):
            words = self.words_of(name)
            self.page.get_by_role("combobox", name=f"Place of: {words}").select_option(str(place))


Come = Callable[..., Mouse]


def middle(one: Locator) -> tuple[float, float]:
    box = one.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def answer(way: Mouse, item: Any, response: tuple[str, ...]) -> None:
    if way.page.locator("[data-ordering]").count():
        way.order(sorted(item.filled(response), key=lambda name: int(item.filled(response)[name])))
    elif item.kind == "hotspot":
        way.find(*response)
    else:
        parts = [(f"answer.{part}", value) for part, value in item.filled(response).items()]
        for name, value in parts if "=" in response[0] else [("answer", value) for value in response]:
            fill(way, way.named("name", name), value)


def fill(way: Mouse, controls: Locator, value: str) -> None:
    match controls.first.evaluate("one => one.type"):
        case "radio" | "checkbox":
            way.choose(controls.and_(way.named("value", value)))
        case "select-one":
            options = controls.locator("option").evaluate_all("all => all.map((one) => one.value)")
            way.pick(controls, next(one for one in options if way.plain(one) == value))
        case _:
            way.write(controls, value)


@pytest.fixture
def learner_id(app: Flask) -> int:
    offer(app, a_paper(one_of_each(), minutes=200))
    return a_person(app)


@pytest.fixture
def sitting(app: Flask, learner_id: int) -> Sitting:
    return Sitting(Browser(app, learner_id))


@pytest.fixture
def come(sitting: Sitting, visitor: Visitor, site: str, accessible: Accessible) -> Come:
    """``come(Touch, 3)`` is the learner at the third question, who answers in that way."""

    def begin(way: type[Mouse] = Mouse, n: int = 1) -> Mouse:
        page = visitor(**way.options)
        page.set_default_timeout(10_000)
        cookie = sitting.browser.client.get_cookie("session")
        assert cookie is not None
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        page.goto(sitting.url(n))
        return way(page, accessible)

    return begin


def kept(app: Flask, sitting: Sitting, item_id: str) -> tuple[str, ...]:
    """The answer to an item as it is stored."""
    with app.app_context():
        mine = db.select(StepRow.response).where(StepRow.attempt_id == sitting.id, StepRow.item_id == item_id)
        return tuple(db.session.scalars(mine.order_by(StepRow.id.desc()).limit(1)).one() or ())


def at_question(page: Page, n: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Question {n} of {len(ITEMS)}")


@pytest.mark.parametrize("way_to_answer", [Mouse, Touch, Keyboard, NoScripts])
def test_every_kind_is_answered_alike_and_earns_the_same(
    app: Flask, sitting: Sitting, come: Come, learner_id: int, way_to_answer: type[Mouse]
) -> None:
    way = come(way_to_answer)
    for n, item in enumerate(ITEMS, start=1):
        at_question(way.page, n)
        way.look()
        response = item.keys or OWN_WORDS
        answer(way, item, response)
        way.look()
        way.go_on()
        expect(way.page.get_by_role("heading", level=1)).not_to_contain_text(f"Question {n} of")
        assert kept(app, sitting, item.id) == response
    sitting.submit()
    way.page.goto(f"/attempts/{sitting.id}/result")
    way.page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    way.look()
    with app.app_context():
        result = results.result(sitting.id, learner_id=learner_id)
    assert result
    full = [mark.version.item.id for mark in result.grade.items if mark.is_full]
    assert full == [item.id for item in ITEMS if item.kind != "open_answer"]


def numbers(way: Mouse) -> list[str]:
    return [field.input_value() for field in way.page.locator(".line select").all()]


def test_lines_can_be_kept_as_they_stand_and_taken_back(app: Flask, sitting: Sitting, come: Come) -> None:
    way = come(Mouse, ORDERING)
    shown = way.places()
    way.page.get_by_role("button", name="keep this order").click()
    expect(way.page.locator(".line select").first).to_be_focused()
    assert numbers(way) == ["1", "2", "3", "4"]
    way.page.locator(".line select").last.select_option("1")
    assert way.places() == [shown[3], *shown[:3]]
    way.go_on()
    at_question(way.page, ORDERING + 1)
    assert kept(app, sitting, "ordering") == (shown[3], *shown[:3])
    way.page.goto(sitting.url(ORDERING))
    assert way.places() == [shown[3], *shown[:3]]
    way.page.locator(".line select").first.select_option("")
    assert numbers(way) == [""] * 4
    way.go_on()
    at_question(way.page, ORDERING + 1)
    assert kept(app, sitting, "ordering") == ()


def test_a_drag_that_is_given_up_changes_nothing(come: Come) -> None:
    way = come(Mouse, ORDERING)
    shown, grips = way.places(), way.page.locator(".grip")
    way.page.mouse.move(*middle(grips.first))
    way.page.mouse.down()
    x, y = middle(grips.last)
    way.page.mouse.move(x, y + 9, steps=4)
    assert way.places() == [*shown[1:], shown[0]]
    way.page.keyboard.press("Escape")
    way.page.mouse.up()
    assert way.places() == shown
    assert numbers(way) == [""] * 4


def test_words_are_counted_as_they_are_written(come: Come) -> None:
    way = come(Mouse, next(n for n, item in enumerate(ITEMS, start=1) if item.kind == "open_answer"))
    way.write(way.page.locator("textarea[name=answer]"), "I would")
    expect(way.page.get_by_text("About 150 words are expected. 2 words so far.")).to_be_visible()
