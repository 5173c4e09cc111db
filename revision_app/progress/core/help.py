"""What the pages of help say: what somebody does here in each role, and the steps by which a centre is set up."""

from collections.abc import Mapping
from dataclasses import dataclass

from ...accounts.core import Role


@dataclass(frozen=True)
class Job:
    """Something that somebody does here, and the page on which they do it."""

    title: str
    text: str
    endpoint: str


@dataclass(frozen=True)
class HelpPage:
    whom: str
    jobs: tuple[Job, ...]
    ask: str


@dataclass(frozen=True)
class Step:
    """One step of setting up a centre; without ``endpoint`` it is done on the server."""

    id: str
    title: str
    text: str
    endpoint: str | None


@dataclass(frozen=True)
class CentreFacts:
    """What the site knows of how far a centre is set up; people are those with an open account."""

    people: Mapping[Role, int]
    invited: int
    cohorts: int
    unplaced: int
    untaught: int
    has_dates: bool
    has_mail: bool


HELP: Mapping[Role, HelpPage] = {
    Role.LEARNER: HelpPage(
        "learners",
        (
            Job("See what to do next", "Today lists it, the most pressing first.", "progress.today"),
            Job("Study", "Read the units, and take notes in their margins.", "study.units"),
            Job("Practise and sit papers", "Practice has no clock. A timed paper opens on its dates.", "quiz.papers"),
            Job("Write reflections", "Drafts are yours alone until you hand them in.", "journal.reflections"),
            Job("Keep files and photographs", "A client’s photograph needs their consent first.", "files.shelf"),
            Job("See what is still missing", "Criteria shows what is achieved and what is open.", "progress.criteria"),
            Job("Choose when letters come", "One says what waits: daily, weekly, at once or never.", "digest.letters"),
            Job("Look after your account", "Password, devices, reading settings and your data.", "accounts.account"),
        ),
        "Something wrong with a question? Challenge it from its result. For anything else, ask your tutor.",
    ),
    Role.TUTOR: HelpPage(
        "tutors",
        (
            Job("See what waits for you", "Today lists it, what is due back first.", "progress.today"),
            Job("Mark", "Decide each criterion, give one next step, and release when you are ready.", "marking.queue"),
            Job("Follow your cohorts", "Who is ready for what, and who has gone quiet.", "cohorts.cohorts"),
            Job("See how questions work", "Each question with its figures, and the dates of papers.", "quiz.bank"),
            Job("Answer challenges", "Learners say here what is wrong with a question.", "quiz.challenges"),
            Job("Choose when letters come", "One says what waits: daily, weekly, at once or never.", "digest.letters"),
            Job("Secure your account", "You see other people’s work: use two-step sign-in.", "accounts.two_step"),
        ),
        "Accounts, cohorts and who teaches them are your administrator’s. Ask them when a learner is missing.",
    ),
    Role.ADMINISTRATOR: HelpPage(
        "administrators",
        (
            Job("Set up the centre", "From an empty site to the first paper, step by step.", "progress.setting_up"),
            Job("Look after people", "Add, import, correct and deactivate accounts.", "cohorts.people"),
            Job("Look after cohorts", "Who learns and who teaches, from when until when.", "cohorts.cohorts"),
            Job("Decide how work is marked", "Second markers, and the days to give work back.", "marking.all_rules"),
            Job("Act for a client", "Withdraw consent to a photograph when a client asks.", "files.consents"),
            Job("Read the audit", "Who did what and when, and whether it is whole.", "accounts.audit"),
            Job("Choose when letters come", "One says what waits: daily, weekly, at once or never.", "digest.letters"),
        ),
        "Backups, mail and updates are done on the server: its guide is docs/operating.md.",
    ),
    Role.QUALITY_ASSURER: HelpPage(
        "quality assurers",
        (
            Job("See what waits for you", "Today counts what is sampled and not yet judged.", "progress.today"),
            Job("Draw and judge samples", "Confirm decisions, or return them with a reason.", "quality.sampling"),
            Job("Read the units", "What learners are taught, and the criteria it serves.", "study.units"),
            Job("Choose when letters come", "One says what waits: daily, weekly, at once or never.", "digest.letters"),
            Job("Secure your account", "You see other people’s work: use two-step sign-in.", "accounts.two_step"),
        ),
        "You never see what you decided, signed or handed in yourself. Ask your administrator about accounts.",
    ),
}

STEPS = (
    Step(
        "administrators",
        "Have a second administrator",
        "So that one of you can help the other who is locked out.",
        "cohorts.new_person",
    ),
    Step("mail", "Have mail sent", "Links and notices then go out by themselves. Set on the server by MAIL_URL.", None),
    Step("tutors", "Add your tutors", "Each with the role of a tutor.", "cohorts.new_person"),
    Step("assurer", "Add a quality assurer", "Somebody who looks at samples of what is decided.", "cohorts.new_person"),
    Step("cohorts", "Make your first cohort", "Open it afterwards to give it a tutor.", "cohorts.cohorts"),
    Step(
        "learners",
        "Import your learners",
        "From a spreadsheet, with a preview that changes nothing; or add them one by one.",
        "cohorts.import_people",
    ),
    Step("placed", "Put each learner into a cohort with a tutor", "Otherwise nobody marks them.", "cohorts.people"),
    Step("invited", "Send the first sign-in links", "Each works for seven days.", "cohorts.invitations"),
    Step("dates", "Have tutors set dates for a paper", "They do it from a paper’s page under Questions.", "quiz.bank"),
)


def done(facts: CentreFacts) -> frozenset[str]:
    """Which steps a centre has taken."""
    learners = facts.people.get(Role.LEARNER, 0)
    taken = {
        "administrators": facts.people.get(Role.ADMINISTRATOR, 0) > 1,
        "mail": facts.has_mail,
        "tutors": facts.people.get(Role.TUTOR, 0) > 0,
        "assurer": facts.people.get(Role.QUALITY_ASSURER, 0) > 0,
        "cohorts": facts.cohorts > 0,
        "learners": learners > 0,
        "placed": learners > 0 and not facts.unplaced and not facts.untaught,
        "invited": learners > 0 and not facts.invited,
        "dates": facts.has_dates,
    }
    return frozenset(name for name, is_done in taken.items() if is_done)
