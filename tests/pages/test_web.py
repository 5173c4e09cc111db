"""What every response carries, whatever it shows."""

import gzip
import re
from collections.abc import Callable

import pytest
from flask import Flask, abort, request
from itsdangerous import TimestampSigner
from sqlalchemy.exc import OperationalError

from revision_app.accounts.core import Role
from revision_app.shared.refusal import Refusal
from revision_app.web.access import open_to_anyone
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.shipped import a_site

As = Callable[..., Browser]
PACKED = {"Accept-Encoding": "gzip"}


def test_every_answer_forbids_inline_and_foreign_code(app: Flask, as_: As) -> None:
    for path in ("/sign-in", "/study/", "/nothing-here", "/healthz"):
        policy = as_(a_person(app)).get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_pages_are_never_stored(app: Flask, as_: As) -> None:
    assert as_(a_person(app)).get("/today").headers["Cache-Control"] == "no-store"


def test_strict_transport_is_asked_for_over_tls_only(app: Flask) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers
    over_tls = app.test_client().get("/sign-in", base_url="https://localhost")
    assert over_tls.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert over_tls.headers["Set-Cookie"].startswith("__Host-session=")
    assert "Secure" in over_tls.headers["Set-Cookie"]
    assert "Path=/" in over_tls.headers["Set-Cookie"]
    assert "Domain" not in over_tls.headers["Set-Cookie"]
    assert "HttpOnly" in over_tls.headers["Set-Cookie"]
    assert "SameSite=Lax" in over_tls.headers["Set-Cookie"]


def test_static_files_are_named_by_their_content_and_kept_for_ever(app: Flask) -> None:
    client = app.test_client()
    sheet = re.search(r'href="(/static/[0-9a-f]{12}/site\.css)"', client.get("/sign-in").text)
    assert sheet
    plain, packed = client.get(sheet[1]), client.get(sheet[1], headers=PACKED)
    assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(packed.data) == plain.data
    fonts = re.findall(rb"url\((/static/[^)]+\.woff2)\)", plain.data)
    assert fonts
    assert {client.get(font.decode()).mimetype for font in fonts} == {"font/woff2"}
    assert client.get("/static/000000000000/site.css").status_code == 404


def test_a_unit_needs_one_sheet_and_every_other_page_has_both(app: Flask, as_: As) -> None:
    client = as_(a_person(app)).client
    sheets = {path: re.findall(r"[a-z]+\.css", client.get(path).text) for path in ("/study/mechanism", "/study/")}
    assert sheets == {"/study/mechanism": ["site.css"], "/study/": ["site.css", "work.css"]}


def test_a_page_is_served_without_the_layout_of_its_templates(app: Flask) -> None:
    template = """
<div>
  {% if said %}
    <p>
      One sentence
      <b class="strong"
         id="said">{{ said }}</b>, and
      another.
    </p>
  {% endif %}
</div>"""
    page = app.jinja_env.from_string(template).render(said="here")
    assert '<p> One sentence <b class="strong" id="said">here</b>, and another. </p>' in page
    assert "  " not in page


def test_a_page_is_compressed_only_where_nothing_of_the_request_is_in_it(app: Flask, as_: As) -> None:
    client = as_(a_person(app)).client
    plain, packed = client.get("/study/mechanism"), client.get("/study/mechanism", headers=PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content_length == len(packed.data) < plain.content_length / 3
    strip = re.compile(r'name="csrf_token" value="[^"]+"').sub
    assert strip("", gzip.decompress(packed.data).decode()) == strip("", plain.text)
    assert "Content-Encoding" not in client.get("/study/mechanism?q=guess", headers=PACKED).headers
    assert "Content-Encoding" not in client.post("/journal/", data={"title": "guess"}, headers=PACKED).headers


def test_two_people_see_their_own_names_on_a_prepared_page(app: Flask, as_: As) -> None:
    first, second = a_person(app, name="Demo First"), a_person(app, name="Demo <Second>")
    for _ in range(2):
        assert "Demo First" in as_(first).get("/study/mechanism").text
        page = as_(second).get("/study/mechanism").text
        assert "Demo &lt;Second&gt;" in page
        assert "Demo First" not in page


def test_a_page_that_is_sent_again_is_its_sign_ins_own_and_ends_with_it(app: Flask, as_: As) -> None:
    person = a_person(app)
    first, second = as_(person), as_(person)

    def token(browser: Browser) -> str:
        page = gzip.decompress(browser.client.get("/study/mechanism", headers=PACKED).data).decode()
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        return found[1]

    tokens = [(token(first), token(second)) for _ in range(4)][1:]  # the first page makes the sign-in's secret
    assert tokens == tokens[:1] * 3
    assert tokens[0][0] != tokens[0][1]
    assert first.client.post("/sign-out", data={"csrf_token": tokens[0][1]}).status_code == 400
    assert first.client.post("/sign-out", data={"csrf_token": tokens[0][0]}).status_code == 303
    assert first.client.get("/study/mechanism", headers=PACKED).status_code == 302
    assert token(second) == tokens[0][1]


class Full(Refusal):
    status = 429


@pytest.fixture(scope="module")
def faulty(built_app: Flask) -> Flask:
    """An application of its own with one view that fails in whatever way it is told."""
    app = a_site(built_app.extensions["settings"])
    failures = {
        "400": lambda: abort(400),
        "403": lambda: abort(403),
        "409": lambda: (_ for _ in ()).throw(Refusal("That is taken. Choose another.")),
        "413": lambda: abort(413),
        "422": lambda: abort(422),
        "429": lambda: (_ for _ in ()).throw(Full("Wait a minute.")),
        "500": lambda: 1 / 0,
        "503": lambda: (_ for _ in ()).throw(OperationalError("", {}, Exception())),
    }

    @app.route("/fails/<how>", methods=["GET", "POST"])
    @open_to_anyone
    def fails(how: str) -> str:
        for made in (failures[how](),):
            next(made)
        return ""

    return app


@pytest.mark.parametrize("status", [400, 403, 409, 413, 422, 429, 500, 503])
def test_whatever_is_refused_is_handed_back_as_it_was_typed(faulty: Flask, status: int) -> None:
    browser = Browser(faulty, None)
    browser.get("/sign-in")
    sent = {"description": "She said <b>yes</b>.\nThen no.", "password": "never shown", "revision": "7"}
    answer = browser.post(f"/fails/{status}", sent)
    assert answer.status_code == status
    assert "She said &lt;b&gt;yes&lt;/b&gt;.\nThen no.</textarea>" in answer.text
    assert "never shown" not in answer.text
    assert ">Revision<" not in answer.text
    foreign = browser.client.post(
        f"/fails/{status}", data=sent | {"csrf_token": browser.token}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert "She said" not in foreign.text


@pytest.mark.parametrize("status", [400, 403, 409, 413, 422, 429, 500, 503])
def test_every_error_is_a_page_of_ours_with_a_way_on(faulty: Flask, status: int) -> None:
    page = Browser(faulty, None).get(f"/fails/{status}")
    assert page.status_code == status
    assert 'class="btn" href="/"' in page.text
    told = faulty.test_client().get(f"/fails/{status}", headers={"Accept": "application/json"})
    assert told.status_code == status
    assert told.json["problem"]


def test_a_missing_page_says_so_to_everyone(app: Flask, as_: As) -> None:
    assert as_().get("/no-such-page").status_code == 404
    assert as_(a_person(app)).get("/study/no-such-unit").status_code == 404
    assert as_().client.delete("/sign-in").status_code == 405


def test_a_form_from_another_sign_in_is_refused_in_words(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    refused = browser.client.post("/journal/", data={"title": "A title", "csrf_token": "of another"})
    assert refused.status_code == 400
    assert "opened in another sign-in" in refused.text


def test_a_token_is_right_beside_its_own_sign_in_only_however_often_it_was(app: Flask, as_: As) -> None:
    mine, other = as_(a_person(app)), as_(a_person(app))
    for browser in (mine, other):
        browser.get("/account")

    def sent(browser: Browser, token: str) -> int:
        return browser.client.post("/journal/", data={"title": "A title", "csrf_token": token}).status_code

    assert [sent(mine, mine.token) for _ in range(3)] == [303, 303, 303]
    assert sent(other, mine.token) == 400
    assert sent(mine, other.token) == 400
    assert sent(mine, mine.token + "x") == 400
    assert sent(mine, "") == 400
    assert sent(as_(), mine.token) == 401  # with what was typed, and the way to the sign-in page
    assert sent(mine, mine.token) == 303


def test_a_request_that_is_too_large_is_refused(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    browser.get("/journal/")
    assert browser.post("/journal/", {"title": "x" * 3_000_000}).status_code == 413


@pytest.mark.parametrize("length", ["9" * 30, str(2**41)])
def test_a_body_that_says_it_is_larger_than_any_is_refused(app: Flask, as_: As, length: str) -> None:
    def sent(browser: Browser) -> int:
        said = {"CONTENT_LENGTH": length}
        return browser.client.post("/journal/", data={"title": "A title"}, environ_overrides=said).status_code

    learner, tutor = as_(a_person(app)), as_(a_person(app, Role.TUTOR))
    assert (sent(learner), sent(tutor), sent(as_())) == (413, 403, 302)


def test_what_is_too_large_on_a_page_of_others_is_handed_back(app: Flask, as_: As) -> None:
    refused = as_(a_person(app, Role.TUTOR)).post("/journal/", {"title": "Long " + "x" * 3_000_000})
    assert refused.status_code == 403
    assert "Long xx" in refused.text


def test_what_a_cookie_says_is_read_once_and_never_changed_by_a_page(app):
    with app.test_client() as client, client.session_transaction() as session:
        session["_user_id"], session["_flashes"] = "somebody", [("message", "Saved.")]
    cookie = client.get_cookie("session").value
    for _ in range(2):
        with app.test_request_context(headers={"Cookie": f"session={cookie}"}):
            opened = app.session_interface.open_session(app, request._get_current_object())
            opened["_user_id"] = "somebody else"
            opened["_flashes"].append(("message", "Saved again."))
    with app.test_request_context(headers={"Cookie": f"session={cookie}"}):
        opened = app.session_interface.open_session(app, request._get_current_object())
    assert dict(opened) == {"_user_id": "somebody", "_flashes": [("message", "Saved.")]}


@pytest.mark.parametrize("spoilt", [lambda cookie: cookie[:-1] + "!", lambda cookie: "x" + cookie, lambda cookie: ""])
def test_a_cookie_that_is_not_ours_says_nothing(app, spoilt):
    with app.test_client() as client, client.session_transaction() as session:
        session["_user_id"] = "somebody"
    cookie = client.get_cookie("session").value
    for sent in (cookie, spoilt(cookie)):
        with app.test_request_context(headers={"Cookie": f"session={sent}"}):
            opened = app.session_interface.open_session(app, request._get_current_object())
            assert dict(opened) == ({"_user_id": "somebody"} if sent == cookie else {})


@pytest.mark.parametrize(("days", "session"), [(30, {"_user_id": "somebody"}), (32, {})])
def test_a_cookie_ends_with_its_time(app: Flask, days: int, session: dict[str, str]) -> None:
    class SomeDaysAgo(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - days * 24 * 60 * 60

    serializer = app.session_interface.get_signing_serializer(app)
    serializer.signer = SomeDaysAgo
    headers = {"Cookie": f"session={serializer.dumps({'_user_id': 'somebody'})}"}
    with app.test_request_context(headers=headers):
        assert dict(app.session_interface.open_session(app, request._get_current_object())) == session
