"""What devices may keep: the copy of a page, the worker, the manifest, and that signing out deletes it all."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_person

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # copies come from pages

As = Callable[..., Browser]
COPY = {"X-For-Keeping": "yes"}
NAME = "Wilhelmina Featherstone"


def keepable(app: Flask, role: Role = Role.LEARNER) -> list[str]:
    """Every page that says it may be kept, of those that a role may open."""
    urls = app.url_map.bind("localhost")
    ids = {"unit_id": "mechanism", "form_id": "treatment-record"}
    return [
        urls.build(rule.endpoint, {name: ids[name] for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if hasattr(app.view_functions[rule.endpoint], "keepable")
        and role in app.view_functions[rule.endpoint].open_to
        and "GET" in (rule.methods or ())
    ]


@pytest.mark.parametrize("role", list(Role))
def test_a_copy_holds_nothing_of_the_person_who_asks_for_it(app: Flask, as_: As, role: Role) -> None:
    browser = as_(a_person(app, role, name=NAME), role)
    other = as_(a_person(app, role, name="Ottoline Marchbanks"), role)
    paths = keepable(app, role)
    assert "/study/mechanism" in paths
    for path in paths:
        page = browser.get(path)
        assert "Featherstone" in page.text
        assert "X-May-Be-Kept" not in page.headers
        copy = browser.get(path, headers=COPY)
        assert copy.headers["X-May-Be-Kept"] == "yes"
        for private in ("Wilhelmina", "Featherstone", "csrf", "data-sign-in"):
            assert private not in copy.text
        assert "Set-Cookie" not in copy.headers
        assert other.get(path, headers=COPY).data == copy.data


def test_a_copy_that_is_still_right_is_not_sent_again(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    first = browser.get("/study/mechanism", headers=COPY)
    again = browser.get("/study/mechanism", headers=COPY | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["X-May-Be-Kept"] == "yes"
    plain = browser.get("/study/mechanism", headers={"If-None-Match": first.headers["ETag"]})
    assert plain.status_code == 200


def test_a_page_with_private_things_is_never_offered_for_keeping(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    for path in ("/today", "/journal/", "/account", "/study/", "/criteria/"):
        assert "X-May-Be-Kept" not in browser.get(path, headers=COPY).headers


def test_nobody_gets_a_copy_without_signing_in(as_: As) -> None:
    answer = as_().get("/study/mechanism", headers=COPY)
    assert answer.status_code == 302
    assert "X-May-Be-Kept" not in answer.headers


def test_a_message_is_not_lost_to_a_copy(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    with browser.client.session_transaction() as session:
        session["_flashes"] = [("message", "Your words are kept.")]
    for path in ("/references/", "/study/mechanism", "/offline"):
        assert "Your words are kept." not in browser.get(path, headers=COPY).text
    assert "Your words are kept." in browser.get("/study/mechanism").text


@pytest.mark.parametrize("path", ["/sign-out", "/account/sign-out-everywhere"])
def test_signing_out_has_the_browser_delete_what_it_kept(app: Flask, as_: As, path: str) -> None:
    answer = as_(a_person(app)).post(path)
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    answer = as_(a_person(app)).post(path, {"waits": "of others"})
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_two_sign_ins_of_one_person_keep_under_two_names(app: Flask, as_: As) -> None:
    person = a_person(app)
    names = {as_(person).get("/today").text.split('data-sign-in="')[1][:20] for _ in range(2)}
    assert len(names) == 2


def test_the_worker_serves_the_whole_site_and_is_compared_each_time(as_: As) -> None:
    answer = as_().get("/service-worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    again = as_().get("/service-worker.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_manifest_names_the_qualification_and_its_icons_are_there(app: Flask, as_: As) -> None:
    answer = as_().get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert manifest["name"] == app.extensions["qualification"].title
    assert [icon["sizes"] for icon in manifest["icons"]] == ["any", "192x192", "512x512"]
    for icon in manifest["icons"]:
        assert as_().get(icon["src"]).mimetype == icon["type"]


def test_the_page_for_missing_pages_is_the_same_for_everyone(app: Flask, as_: As) -> None:
    answer = as_().get("/offline")
    assert "No connection" in answer.text
    assert as_(a_person(app, name=NAME)).get("/offline", headers=COPY).data == answer.data
