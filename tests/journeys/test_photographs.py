"""What is done with photographs and recordings, with the keyboard alone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from revision_app.accounts.core import Role
from revision_app.evidence.files.store import Folder
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.files import a_photograph, a_picture
from tests.support.sounds import a_wav

Visitor = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture
def learner(app: Flask, tmp_path: Path) -> Iterator[int]:
    app.extensions["evidence_store"] = Folder(tmp_path / "evidence")
    return a_person(app, name="Demo Learner")


@pytest.fixture
def come(app: Flask, visitor: Visitor, site: str, learner: int) -> Callable[..., Page]:
    """A page as the learner sees it, or as an administrator does."""

    def come(path: str, *, as_administrator: bool = False, **options: object) -> Page:
        person = Browser(app, a_person(app, Role.ADMINISTRATOR), Role.ADMINISTRATOR) if as_administrator else None
        cookie = (person or Browser(app, learner)).client.get_cookie("session")
        assert cookie is not None
        page = visitor(**options)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        page.goto(path)
        return page

    return come


def on(page: Page, name: str, key: str = "Enter") -> None:
    """Press a key on the button or link of this name, to which Tab leads."""
    target = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    target.focus()
    page.keyboard.press(key)


def pixel(page: Page, across: float, down: float) -> list[int]:
    """The colour of a photograph on the page, at these parts of its sides."""
    return page.locator("main .photograph img").evaluate(
        """async (image, [across, down]) => {
          await image.decode();
          const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext("2d");
          canvas.drawImage(image, 0, 0);
          const place = [across * image.naturalWidth, down * image.naturalHeight].map(Math.floor);
          return [...canvas.getImageData(...place, 1, 1).data].slice(0, 3);
        }""",
        [across, down],
    )


@pytest.mark.parametrize("width", [1380, 390])
def test_a_box_is_drawn_moved_and_burnt_in_by_keys(
    app: Flask, come: Callable[..., Page], accessible: Check, learner: int, width: int
) -> None:
    photograph = a_photograph(app, learner, body=a_picture((900, 600)))
    page = come(f"/files/{photograph}", width=width)
    on(page, "Cover parts of it")
    on(page, "Add a box")
    box = page.get_by_role("button", name="Box 1: 35 % from the left, 40 % from the top")
    expect(box).to_be_focused()
    for key in (*["ArrowLeft"] * 5, *["ArrowUp"] * 2, *["Shift+ArrowRight"] * 10, *["Shift+ArrowDown"] * 3):
        page.keyboard.press(key)
    expect(
        page.get_by_role("button", name="Box 1: 30 % from the left, 38 % from the top, 40 % wide, 23 % h")
    ).to_be_focused()
    on(page, "Add a box")
    page.keyboard.press("Delete")
    expect(page.get_by_role("group", name="Box 2")).to_be_hidden()
    expect(page.get_by_role("button", name="Add a box")).to_be_focused()
    accessible(page)
    page.reload()
    expect(page.get_by_role("button", name="Box 1: 30 % from the left")).to_be_visible()
    on(page, "Cover them for good")
    expect(page.get_by_text("What was under the boxes is gone.")).to_be_visible()
    assert sum(pixel(page, 0.5, 0.5)) < 30
    assert pixel(page, 0.2, 0.9)[0] > 200


def test_a_box_is_drawn_with_a_finger_and_without_a_script_in_numbers(
    app: Flask, come: Callable[..., Page], accessible: Check, learner: int
) -> None:
    photograph = a_photograph(app, learner, body=a_picture((900, 600)))
    page = come(f"/files/{photograph}/cover")
    frame = page.locator("[data-canvas]").bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + frame["width"] * 0.1, frame["y"] + frame["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.3, frame["y"] + frame["height"] * 0.5, steps=3)
    page.mouse.up()
    expect(page.get_by_role("button", name="Box 1: 10 % from the left, 10 % from the top, 20 % wide")).to_be_focused()
    plain = come(f"/files/{photograph}/cover", javascript=False)
    for label, number in (("From the left", 0), ("From the top", 0), ("Width", 50), ("Height", 100)):
        plain.get_by_role("group", name="Box 1").get_by_label(label).fill(str(number))
    plain.get_by_role("button", name="Cover them for good").click()
    expect(plain.get_by_text("What was under the boxes is gone.")).to_be_visible()


@pytest.mark.parametrize("width", [1380, 390])
def test_a_pair_is_made_and_compared_by_keys(
    app: Flask, come: Callable[..., Page], accessible: Check, learner: int, width: int
) -> None:
    before = a_photograph(app, learner, body=a_picture((600, 400)))
    after = a_photograph(app, learner, body=a_picture((600, 401)))
    page = come(f"/files/{before}", width=width)
    on(page, "Compare before and after")
    expect(page.get_by_label("Before", exact=True)).to_have_value(str(before))
    page.get_by_label("After", exact=True).select_option(str(after))
    page.get_by_label("What it shows").fill("Left cheek, six weeks")
    on(page, "Make this pair")
    slider = page.get_by_role("slider", name="Show more of before")
    slider.focus()
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "100 per cent before, 0 per cent after")
    pictures = page.locator(".pair-pictures > div")
    assert pictures.nth(1).evaluate("one => getComputedStyle(one).clipPath") == "inset(0px 0px 0px 100%)"
    page.keyboard.press("Home")
    assert pictures.nth(1).evaluate("one => getComputedStyle(one).clipPath") == "inset(0px 0px 0px 0%)"
    accessible(page)
    page.emulate_media(media="print")
    assert beside(pictures)
    plain = come("/files/pairs", width=width, javascript=False)
    assert beside(plain.locator(".pair-pictures > div"))
    expect(plain.get_by_role("slider")).to_have_count(0)


@pytest.mark.parametrize("width", [1380, 390])
def test_a_recording_is_uploaded_described_and_played_by_keys(
    come: Callable[..., Page], accessible: Check, tmp_path: Path, width: int
) -> None:
    sound = tmp_path / "talk.wav"
    sound.write_bytes(a_wav(1.5))
    page = come("/files/", width=width)
    page.get_by_label("Choose files").set_input_files(sound)
    on(page, "Upload")
    on(page, "Open it: talk.wav")
    expect(page.get_by_text("Locked", exact=True)).to_be_visible()
    accessible(page)
    on(page, "No client can be heard")
    page.get_by_label("Transcript or summary").fill("Tutor: why 1.0 mm?")
    on(page, "Save")
    expect(page.get_by_text("Usable")).to_be_visible()
    player = page.locator("audio")
    expect(player).to_have_js_property("duration", 1.5)
    player.focus()
    page.keyboard.press("Space")
    assert player.evaluate(
        """one => one.currentTime > 0 || new Promise((done) => {
          one.ontimeupdate = () => one.currentTime > 0 && done(true);
        })"""
    )
    accessible(page)


@pytest.mark.parametrize("width", [1380, 390])
def test_an_administrator_withdraws_for_a_client_who_calls_by_keys(
    app: Flask, come: Callable[..., Page], accessible: Check, learner: int, width: int
) -> None:
    photograph = a_photograph(app, learner)
    page = come("/today", as_administrator=True, width=width)
    on(page, "A client calls")
    page.get_by_label("Pseudonym").fill("c-07")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="c-07, treated by Demo Learner")).to_be_visible()
    expect(page.locator("main img")).to_have_count(0)
    page.get_by_label("I made sure").focus()
    page.keyboard.press("Space")
    accessible(page)
    on(page, "Withdraw consent and delete")
    expect(page.get_by_text("1 file deleted")).to_be_visible()
    told = come("/today", width=width)
    on(told, "Of client C-07")
    expect(told.get_by_text("by the centre, which the client told")).to_be_visible()
    assert told.evaluate("path => fetch(path).then(({ status }) => status)", f"/files/{photograph}/content") == 404
    accessible(told)


def beside(pictures: Locator) -> bool:
    """Whether the second of two pictures stands to the right of the first."""
    first, second = (pictures.nth(n).bounding_box() for n in (0, 1))
    return bool(first and second) and first["x"] + first["width"] <= second["x"] and first["y"] == second["y"]
