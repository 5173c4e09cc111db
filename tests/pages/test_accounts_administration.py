"""What administrators keep in order: people and the audit."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from revision_app.accounts import queries
from revision_app.accounts.actions import passwords, people, signing_in
from revision_app.accounts.core import AccountDeed, AuditEntry, Role, State
from revision_app.cohorts import actions as cohorts
from revision_app.cohorts.queries import learners_in, numbers, tutors_of
from revision_app.web.clock import now
from tests.support import builders
from tests.support.browser import Browser
from tests.support.statements import counted

Open = Callable[..., Browser]
GOOD = "lantern orchard tidal seven"


@pytest.fixture
def admin(app: Flask) -> int:
    return builders.a_person(app, Role.ADMINISTRATOR, name="Ada Chief", email="ada@example.org")


def entries(app: Flask) -> list[AuditEntry]:
    with app.app_context():
        return list(queries.audit_log(before=None, most=50))


def state(app: Flask, person_id: int) -> State:
    with app.app_context():
        account = queries.account(person_id)
        assert account is not None
        return account.state


# Who may


GETS = ["/people/", "/people/new", "/people/1", "/cohorts/1/people", "/audit/"]
POSTS = [
    "/people/new",
    "/people/1",
    "/people/1/close",
    "/people/1/reopen",
    "/people/1/link",
    "/people/1/cohort",
    "/people/1/email",
    "/cohorts/",
    "/cohorts/1/name",
    "/cohorts/1/learners",
    "/cohorts/1/learners/1/remove",
    "/cohorts/1/tutors",
    "/cohorts/1/tutors/1/remove",
]


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TUTOR])
def test_only_administrators_open_the_pages_of_administration(app: Flask, as_: Open, role: Role) -> None:
    browser = as_(builders.a_person(app, role))
    assert {browser.get(path).status_code for path in GETS} == {403}
    assert {browser.post(path).status_code for path in POSTS} == {403}


def test_a_learner_has_no_page_of_cohorts(app: Flask, as_: Open) -> None:
    assert as_(builders.a_person(app)).get("/cohorts/").status_code == 403


def test_what_does_not_exist_is_not_found(admin: int, as_: Open) -> None:
    browser = as_(admin)
    assert {browser.get(path).status_code for path in ("/people/99", "/cohorts/99/people")} == {404}
    assert {browser.post(path.replace("/1", "/99")).status_code for path in POSTS if "/1" in path} == {404}


# The list


def test_the_list_shows_everyone_with_roles_cohorts_and_state(app: Flask, admin: int, as_: Open) -> None:
    learner = builders.a_person(app, name="Noor Haddad", email="noor@example.org")
    builders.a_cohort(app, learners=(learner,), name="Autumn")
    page = as_(admin).get("/people/").text
    for words in ("Noor Haddad", "noor@example.org", "Learner", "Autumn", "Invited", "Ada Chief", "Administrator"):
        assert words in page


@pytest.mark.parametrize("words", ["noor", "HADDAD", "noor@", "  noor   haddad "])
def test_people_are_found_by_name_or_address(app: Flask, admin: int, as_: Open, words: str) -> None:
    builders.a_person(app, name="Noor Haddad", email="noor@example.org")
    builders.a_person(app, name="Sam Lane", email="sam@example.org")
    page = as_(admin).get("/people/", query_string={"q": words}).text
    assert "Noor Haddad" in page
    assert "Sam Lane" not in page


@pytest.mark.parametrize("words", ["%", "_", "zz", "\x00%", "<script>"])
def test_signs_in_a_search_are_just_signs(admin: int, as_: Open, words: str) -> None:
    page = as_(admin).get("/people/", query_string={"q": words})
    assert page.status_code == 200
    assert "See everyone" in page.text
    assert "<script>" not in page.text


def test_a_long_list_comes_in_pages(app: Flask, admin: int, as_: Open) -> None:
    for n in range(55):
        builders.a_person(app, name=f"Person {n:02}")
    browser = as_(admin)
    first, second = browser.get("/people/").text, browser.get("/people/?page=2").text
    assert "Person 48" in first
    assert "Person 49" not in first
    assert "Person 49" in second
    assert 'rel="next"' in first
    assert 'rel="next"' not in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²", "999999999"])
def test_a_page_that_makes_no_sense_is_no_fault(admin: int, as_: Open, page: str) -> None:
    assert as_(admin).get("/people/", query_string={"page": page}).status_code == 200


# One person


def added(browser: Browser, **given: object) -> str:
    data = {"name": " Noor  Haddad ", "email": "Noor@Example.org", "roles": ["learner"], **given}
    answer = browser.post("/people/new", data)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_person_is_added_and_their_link_is_shown_once(app: Flask, admin: int, as_: Open) -> None:
    cohort = builders.a_cohort(app, name="Autumn")
    browser = as_(admin)
    place = added(browser, cohorts=[str(cohort)])
    page = browser.get(place).text
    assert "Send this link to <bdi>Noor Haddad</bdi>" in page
    assert "Autumn" in page
    assert "Invited" in page
    link = re.search(r"http://localhost(/welcome/[\w-]+)", page)
    assert link is not None
    assert link[1] not in browser.get(place).text
    answer = as_().post(link[1], {"password": GOOD, "again": GOOD})
    assert answer.location == "/today"
    assert "Active" in browser.get(place).text


def test_a_tutor_who_is_added_teaches_the_cohorts(app: Flask, admin: int, as_: Open) -> None:
    cohort = builders.a_cohort(app)
    place = added(as_(admin), roles=["tutor"], cohorts=[str(cohort)])
    with app.app_context():
        assert [one.id for one in tutors_of(cohort, at=now())] == [int(place.rpartition("/")[2])]
        assert learners_in(cohort, at=now()) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "  "}, "Type the person&#39;s name."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"email": "noor"}, "This is not an e-mail address."),
        ({"email": "ADA@example.org"}, "Somebody already has an account with this e-mail address."),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["owner"]}, "Choose from what is listed here"),
        ({"roles": ["administrator"], "cohorts": ["1"]}, "Only learners and tutors belong to cohorts."),
        ({"cohorts": ["99"]}, "Choose from what is listed here"),
        ({"cohorts": ["x"]}, "Choose from what is listed here"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_and_the_rest_is_kept(
    app: Flask, admin: int, as_: Open, given: dict[str, object], words: str
) -> None:
    builders.a_cohort(app)
    data = {"name": "Noor Haddad", "email": "noor@example.org", "roles": ["learner"], **given}
    page = as_(admin).post("/people/new", data)
    assert page.status_code == 422
    assert words in page.text
    if "name" not in given:
        assert "Noor Haddad" in page.text
    assert entries(app) == []


def test_name_and_roles_are_changed(app: Flask, admin: int, as_: Open) -> None:
    person = builders.a_person(app, name="Noor")
    browser = as_(admin)
    browser.post(f"/people/{person}", {"name": "Noor Haddad", "roles": ["learner", "tutor"]})
    page = browser.get(f"/people/{person}").text
    assert "The changes have been saved." in page
    assert 'value="Noor Haddad"' in page
    roles, name = entries(app)
    assert (name.deed, name.detail) == (AccountDeed.NAME_CHANGED, "")
    assert (roles.deed, roles.detail) == (AccountDeed.ROLES_CHANGED, "learner → learner, tutor")
    assert (roles.actor, roles.subject) == ("Ada Chief", "Noor Haddad")
    assert browser.post(f"/people/{person}", {"name": "Noor Haddad", "roles": []}).status_code == 422


def test_saving_without_a_change_is_not_audited(app: Flask, admin: int, as_: Open) -> None:
    person = builders.a_person(app, name="Noor")
    as_(admin).post(f"/people/{person}", {"name": "Noor", "roles": ["learner"]})
    assert entries(app) == []


def test_administrators_cannot_lock_themselves_out(app: Flask, admin: int, as_: Open) -> None:
    browser = as_(admin)
    roles = browser.post(f"/people/{admin}", {"name": "Ada", "roles": ["tutor"]})
    close = browser.post(f"/people/{admin}/close")
    assert (roles.status_code, close.status_code) == (409, 409)
    assert "Ask another administrator." in roles.text
    assert "Deactivate account" not in browser.get(f"/people/{admin}").text
    assert entries(app) == []


def test_a_closed_account_can_be_opened_again(app: Flask, admin: int, as_: Open) -> None:
    person = builders.a_person(app)
    with app.app_context():
        passwords.give_password(person, GOOD, at=now())
        link = passwords.make_link(person, actor_id=None, at=now())
    browser, theirs = as_(admin), as_(person)
    browser.post(f"/people/{person}/close")
    assert state(app, person) == State.DEACTIVATED
    assert theirs.get("/account").status_code == 302
    assert as_().get(f"/welcome/{link}").status_code == 410
    assert browser.post(f"/people/{person}/link").status_code == 409
    browser.post(f"/people/{person}/close")
    browser.post(f"/people/{person}/reopen")
    browser.post(f"/people/{person}/reopen")
    assert state(app, person) == State.ACTIVE
    assert theirs.get("/account").status_code == 302, "what was ended stays ended"
    found = [entry.deed for entry in entries(app)]
    assert found == [AccountDeed.ACCOUNT_REACTIVATED, AccountDeed.ACCOUNT_DEACTIVATED, AccountDeed.RESET_LINK_MADE]


def test_a_new_link_takes_the_place_of_the_one_before(app: Flask, admin: int, as_: Open) -> None:
    browser = as_(admin)
    place = added(browser)
    first = re.search(r"/welcome/[\w-]+", browser.get(place).text)
    browser.post(f"{place}/link")
    second = re.search(r"/welcome/[\w-]+", browser.get(place).text)
    assert first is not None
    assert second is not None
    assert as_().get(first[0]).status_code == 410
    assert as_().get(second[0]).status_code == 200


def test_a_link_is_shown_on_its_own_persons_page_only(app: Flask, admin: int, as_: Open) -> None:
    browser = as_(admin)
    added(browser)
    assert "/welcome/" not in browser.get(f"/people/{admin}").text


# Counts for the administrator's first page


def test_counts_tell_who_waits_for_a_link(app: Flask, admin: int) -> None:
    with app.app_context():
        passwords.give_password(admin, GOOD, at=now())
        person, _link = people.add_person(
            name="Noor", email="noor@example.org", roles=frozenset({Role.LEARNER}), actor_id=None, at=now()
        )
        found = queries.counts(at=now())
        assert (found.active, found.invited, found.stranded, numbers(at=now()).cohorts) == (1, 1, 0, 0)
        assert queries.counts(at=now() + timedelta(days=7)).stranded == 1
        people.deactivate_account(person, actor_id=admin, at=now())
        assert queries.counts(at=now()).invited == 0


def test_an_empty_centre_has_nobody(app: Flask) -> None:
    with app.app_context():
        assert not queries.anybody()
    builders.a_person(app)
    with app.app_context():
        assert queries.anybody()


# The audit


def test_the_audit_shows_who_did_what_newest_first(app: Flask, admin: int, as_: Open) -> None:
    browser = as_(admin)
    place = added(browser)
    browser.post(f"{place}/close")
    page = browser.get("/audit/").text
    assert page.index("Account deactivated") < page.index("Account made")
    assert "Ada Chief" in page
    assert "Noor Haddad" in page
    with app.app_context():
        cohorts.add_cohort("Autumn", actor_id=None, at=now())
    assert "Command line" in browser.get("/audit/").text


def test_no_name_or_address_stands_in_the_details_of_the_audit(app: Flask, admin: int, as_: Open) -> None:
    browser = as_(admin)
    place = added(browser, cohorts=[str(builders.a_cohort(app, name="Autumn"))])
    browser.post(place, {"name": "Noor Lane", "roles": ["tutor"]})
    for deed in ("close", "reopen", "link"):
        browser.post(f"{place}/{deed}")
    details = " ".join(entry.detail for entry in entries(app))
    assert "Autumn" in details
    assert not re.search(r"noor|haddad|lane|@", details, re.IGNORECASE)


def test_the_audit_comes_in_pages(app: Flask, admin: int, as_: Open) -> None:
    with app.app_context():
        for n in range(51):
            cohorts.add_cohort(f"Cohort {n:02}", actor_id=admin, at=now())
    browser = as_(admin)
    first = browser.get("/audit/").text
    assert "Cohort 50" in first
    assert "Cohort 00" not in first
    older = re.search(r'href="(/audit/\?before=\d+)"', first)
    assert older is not None
    page = browser.get(older[1]).text
    assert "Cohort 00" in page
    assert "Cohort 01" not in page
    assert "Older entries" not in page


def test_an_audit_without_entries_says_what_will_be_there(admin: int, as_: Open) -> None:
    browser = as_(admin)
    assert "will be listed here" in browser.get("/audit/").text
    assert "nothing older" in browser.get("/audit/?before=1").text
    assert browser.get("/audit/?before=99999999999999999999").status_code == 200


# Names of all languages


def test_people_are_sorted_as_a_list_on_paper_is(app: Flask, as_: Open, admin: int) -> None:
    for name in ("łukasz Adamski", "Zoë Zed", "adam Éclair", "Ágnes Nagy", "O’Neill Ann", "Oneill Bea", "Emil Ólafur"):
        builders.a_person(app, name=name)
    page = as_(admin).get("/people/").text
    names = re.findall(r'href="/people/\d+"><bdi>([^<]*)', page)
    order = ["Ada Chief", "adam Éclair", "Ágnes Nagy", "Emil Ólafur", "łukasz Adamski", "O’Neill Ann", "Oneill Bea"]
    assert names == [*order, "Zoë Zed"]


@pytest.mark.parametrize(
    "typed",
    ["lukasz", "ŁUKASZ", "wojcik", "Wo\u0301jcik", "wojcik luk", "lukasz@", "LUKASZ@EXAMPLE.ORG", "wójcik .org"],
)
def test_somebody_is_found_however_their_name_is_typed(app: Flask, as_: Open, admin: int, typed: str) -> None:
    builders.a_person(app, name="Łukasz Wójcik", email="lukasz@example.org")
    page = as_(admin).get("/people/", query_string={"q": typed}).text
    assert re.findall(r'href="/people/\d+"><bdi>([^<]*)', page) == ["Łukasz Wójcik"]


@pytest.mark.parametrize("typed", ["%", "_", "nobody", "\\"])
def test_signs_of_the_database_find_nobody(app: Flask, as_: Open, admin: int, typed: str) -> None:
    builders.a_person(app, name="Łukasz Wójcik")
    assert "Nobody’s name" in as_(admin).get("/people/", query_string={"q": typed}).text


def test_a_new_name_is_found_and_the_old_one_no_more(app: Flask, as_: Open, admin: int) -> None:
    person = builders.a_person(app, name="Ann Alder")
    browser = as_(admin)
    browser.post(f"/people/{person}", {"name": "Żaneta Alder", "roles": ["learner"]})
    assert "Żaneta" in browser.get("/people/?q=zaneta").text
    assert "Żaneta" not in browser.get("/people/?q=ann").text


# Addresses


def correct(browser: Browser, person: int, email: str, before: str | None = None) -> TestResponse:
    return browser.post(f"/people/{person}/email", {"email": email} | ({"before": before} if before else {}))


def test_a_mistyped_address_is_corrected(app: Flask, admin: int, as_: Open) -> None:
    person = builders.a_person(app, name="Noor Haddad", email="nor@example.org")
    with app.app_context():
        link = passwords.make_link(person, actor_id=admin, at=now())
    browser = as_(admin)
    assert correct(browser, person, "Noor@BÜCHER.example", "nor@example.org").status_code == 303
    page = browser.get(f"/people/{person}").text
    assert "noor@bücher.example" in page
    assert "No mail was sent: tell this person yourself." in page
    assert "Links for the old address no longer work: make a new one." in page
    assert as_().get(f"/welcome/{link}").status_code == 410
    changed, made = entries(app)
    assert (changed.deed, changed.subject, changed.detail) == (AccountDeed.EMAIL_CHANGED, "Noor Haddad", "")
    assert made.deed == AccountDeed.LINK_MADE
    assert correct(browser, person, "noor@xn--bcher-kva.example").status_code == 303
    assert len(entries(app)) == 2


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("ada@example.org", "Somebody already has an account with this e-mail address."),
        ("ＡＤＡ@example.org", "Somebody already has an account with this e-mail address."),
        ("noor at example.org", "This is not an e-mail address."),
        ("", "Type the person's e-mail address."),
        ("x" * 300 + "@example.org", "Use at most 254 characters."),
    ],
)
def test_an_address_that_will_not_do_is_said_and_comes_back(
    app: Flask, admin: int, as_: Open, email: str, words: str
) -> None:
    person = builders.a_person(app, email="nor@example.org")
    page = correct(as_(admin), person, email)
    assert page.status_code == 422
    assert words in unescape(page.text)
    assert email in page.text
    assert entries(app) == []


def test_of_two_who_correct_an_address_the_second_is_told(app: Flask, admin: int, as_: Open) -> None:
    person = builders.a_person(app, email="nor@example.org")
    browser = as_(admin)
    assert correct(browser, person, "noor@example.org", "nor@example.org").status_code == 303
    late = correct(browser, person, "nora@example.org", "nor@example.org")
    assert late.status_code == 409
    assert "it is noor@example.org now" in late.text
    assert 'value="nora@example.org"' in late.text
    assert correct(browser, person, "nora@example.org", "noor@example.org").status_code == 303


def names_listed(page: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a[^>]*><bdi>(.*?)</bdi>', page)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Ada Chief", "Bea", "Élan", "Zoe"]),
        ("?backwards=yes", ["Zoe", "Élan", "Bea", "Ada Chief"]),
        ("?sort=email", ["Élan", "Ada Chief", "Zoe", "Bea"]),
        ("?sort=seen&backwards=yes", ["Ada Chief", "Zoe", "Bea", "Élan"]),
        ("?sort=seen", ["Zoe", "Ada Chief", "Bea", "Élan"]),
        ("?sort=reference&q=example", ["Ada Chief", "Bea", "Élan", "Zoe"]),
        ("?sort=nonsense&backwards=1", ["Ada Chief", "Bea", "Élan", "Zoe"]),
    ],
)
def test_people_are_sorted_by_what_is_asked_for(
    app: Flask, admin: int, as_: Open, query: str, names: list[str]
) -> None:
    builders.a_person(app, name="Bea", email="z@example.org")
    builders.a_person(app, name="Élan", email="aa@example.org")
    zoe = builders.a_person(app, name="Zoe", email="b@example.org")
    with app.app_context():
        passwords.give_password(zoe, GOOD, at=now())
        signing_in.note_seen("no token", person_id=zoe, at=now() - timedelta(days=1))
        signing_in.note_seen("no token", person_id=admin, at=now())
    page = as_(admin).get(f"/people/{query}").text
    assert names_listed(page) == names
    assert "yesterday at" in page


def test_it_is_known_when_somebody_was_last_seen(app: Flask, admin: int, as_: Open) -> None:
    noor = builders.a_person(app, name="Noor")
    browser, chief = as_(noor), as_(admin)
    assert "never signed in" in chief.get(f"/people/{noor}").text
    app.extensions["frozen_now"] += timedelta(minutes=11)
    browser.get("/journal/")
    assert "last seen <time" in chief.get(f"/people/{noor}").text.replace("\n", " ")
    with counted(app) as sent:
        browser.get("/journal/")
    assert not any(statement.startswith("UPDATE") for statement in sent)
