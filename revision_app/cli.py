"""The commands of whoever runs the site. Each calls the actions that the pages call."""

from collections.abc import Callable
from pathlib import Path
from typing import IO

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import SQLAlchemyError

from . import backup, demonstration, large
from .accounts.actions import people as people_actions
from .accounts.actions import second_step, signing_in
from .accounts.core import Role
from .accounts.core.addresses import address_of
from .accounts.forms import TypedPersonForm
from .accounts.queries import credentials
from .audit import queries as audit
from .audit import store as audit_heads
from .db import db, leave_nothing_behind
from .evidence.files import intake
from .jobs.worker import Worker
from .journal import actions as journal
from .links import actions as links
from .loading import Loaded, advise, load
from .log import actions as log
from .outbox import actions as outbox
from .portfolio.core.manifest import verify
from .quiz.attempts.actions import grading
from .quiz.bank import library
from .quiz.practice import actions as practice
from .quiz.readiness import actions as readiness
from .quiz.regrading import queries
from .quiz.regrading.actions import regrade_some
from .recall import actions as recall
from .rights import views as rights
from .settings import Settings
from .shared.refusal import Refusal
from .study import actions as study
from .web.clock import now
from .web.filters import count

FORGETTING = (signing_in, outbox, links, log, journal, recall, study, practice)
"""What the sweep has forget what is no longer needed; what people deleted a day ago is gone for good with it."""


def register(app: Flask, settings: Settings, loaded: Loaded, another: Callable[[Settings], Flask]) -> None:
    """``loaded`` is what the application was started with; ``another`` makes one with other settings."""
    _for_authors(app, settings, loaded)
    _for_people(app)
    _for_whoever_runs_it(app, settings)
    _for_moving(app, settings, another)
    _for_the_audit(app)
    _for_portfolios(app)


def _for_authors(app: Flask, settings: Settings, loaded: Loaded) -> None:
    @app.cli.command("check-content")
    @click.option("--content", type=click.Path(path_type=Path), default=settings.content_dir)
    @click.option("--quizzes", type=click.Path(path_type=Path), default=settings.quizzes_dir)
    @click.option("--strict", is_flag=True, help="Fail for advice too.")
    def check_content(content: Path, quizzes: Path, strict: bool) -> None:
        """List everything that is wrong with the files in content/ and quizzes/, and what may be better."""
        started_with = (content, quizzes) == (settings.content_dir, settings.quizzes_dir)
        raise SystemExit(report(loaded if started_with else load(content, quizzes), strict=strict))

    @app.cli.command("draw-case")
    @click.argument("case_id")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
    def draw_case(case_id: str, file: Path | None) -> None:
        """Draw every way through a branching case as SVG, on the screen or into FILE."""
        drawing = drawn(case_id)
        file.write_text(drawing, encoding="utf-8") if file else click.echo(drawing, nl=False)


def _for_people(app: Flask) -> None:
    @app.cli.command("add-person")
    @click.argument("name")
    @click.argument("email")
    @click.option("--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, required=True)
    def add_person(name: str, email: str, roles: tuple[str, ...]) -> None:
        """Make an account and print the link with which its owner chooses a password."""
        form = TypedPersonForm(name=name, email=email)
        if not form.validate():
            raise click.ClickException("\n".join(fault for faults in form.errors.values() for fault in faults))
        try:
            _person, token = people_actions.add_person(
                name=form.name.data, email=form.email.data, roles=frozenset(map(Role, roles)), actor_id=None, at=now()
            )
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
        click.echo(f"Send this to {name}; it works once, within 7 days: /welcome/{token}")

    @app.cli.command("end-two-step")
    @click.argument("email")
    def end_two_step(email: str) -> None:
        """Let somebody who lost their app and their recovery codes sign in with the password alone."""
        known = credentials(address_of(email))
        if known is None or not second_step.end_second_step(known.person_id, actor_id=None, at=now()):
            raise click.ClickException("Nobody with this address signs in in two steps.")
        click.echo("Two-step sign-in is off for this person, and they are signed out everywhere.")


def _for_whoever_runs_it(app: Flask, settings: Settings) -> None:
    @app.cli.command("prepare")
    def prepare_command() -> None:
        """Bring the database's tables up to date; fill an empty demonstration centre."""
        prepare(settings)

    @app.cli.command("demo")
    @click.option("--large", "is_large", is_flag=True, help="With 2,000 learners, 12 cohorts and a million answers.")
    @click.option("--scale", type=click.FloatRange(0.005, 5), default=1.0, help="So much of that: 0.1 is a tenth.")
    def demo(is_large: bool, scale: float) -> None:
        """Fill an empty database with the demonstration centre, or with one as large as a real one, to measure on."""
        if not settings.demo:
            raise click.ClickException(
                "Set DEMO=1: these people are made up, and their password is shown to everybody."
            )
        prepare(settings)
        if is_large:
            filled = large.fill(large.Size.of(scale), settings, at=now())
            click.echo(_told(filled) if filled else "The large centre has been set up already.")

    @app.cli.command("sweep")
    def sweep() -> None:
        """Write the results of attempts that ran out unseen; forget what is no longer needed."""
        click.echo(f"{grading.sweep(at=now())} results written.")
        for actions in FORGETTING:
            actions.sweep(at=now())
        warned, ended = rights.sweep(at=now())
        click.echo(f"{count(warned, 'learner')} told of deletion; {count(ended, 'part')} of learners’ data deleted.")
        audit_heads.thin()
        leave_nothing_behind()
        click.echo(f"{count(readiness.measure(at=now()), 'question')} measured anew.")
        uploads, objects = intake.sweep(at=now())
        click.echo(f"{uploads} uploads forgotten, {objects} stored objects deleted that nothing refers to.")

    @app.cli.command("regrade")
    def regrade() -> None:
        """Go on with marking questions again where that was interrupted."""
        go_on_regrading()

    @app.cli.command("backup")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    def save(file: Path) -> None:
        """Write everything in the database, and the files that it names, to FILE."""
        try:
            click.echo(f"{backup.save(file, at=now())} rows saved to {file}.")
        except backup.Refused as refused:
            raise click.ClickException(str(refused)) from refused

    @app.cli.command("restore")
    @click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    def restore(file: Path) -> None:
        """Fill a prepared, empty database and the store of files from FILE."""
        try:
            click.echo(f"{backup.restore(file)} rows restored.")
        except backup.Refused as refused:
            raise click.ClickException(str(refused)) from refused


def _for_moving(app: Flask, settings: Settings, another: Callable[[Settings], Flask]) -> None:
    @app.cli.command("move-to")
    @click.argument("new_database_url", envvar="NEW_DATABASE_URL")
    def move_to(new_database_url: str) -> None:
        """Copy everything into the empty database at NEW_DATABASE_URL, and report how many rows each table has.

        Stop the site first. The database that was moved stays as it is.
        """
        try:
            counted = _moved(another(settings.model_copy(update={"database_url": new_database_url})))
        except backup.Refused as refused:
            raise click.ClickException(str(refused)) from refused
        except SQLAlchemyError as error:
            raise click.ClickException(f"The new database cannot be used: {_first_line(error)}") from error
        for each in counted:
            click.echo(f"{each.table:30} {each.before:9,} rows, {each.after:9,} moved")
        if differ := [each.table for each in counted if each.before != each.after]:
            raise click.ClickException(
                f"Not all was moved, because somebody used the site meanwhile: {', '.join(differ)}."
                " Stop the site, empty the new database and move again."
            )
        click.echo(
            f"{count(sum(each.after for each in counted), 'row')} in {len(counted)} tables moved."
            " Set DATABASE_URL to the new database, and start the site."
        )


def _moved(target: Flask) -> list[backup.Counted]:
    """Everything copied into the database of another application, once its tables are made."""
    try:
        with target.app_context():
            upgrade()
        return backup.move(target, at=now())
    finally:
        with target.app_context():
            db.engine.dispose()


def _first_line(error: SQLAlchemyError) -> str:
    """What a driver says, without the statement and its values."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def _for_the_audit(app: Flask) -> None:
    @app.cli.command("verify-audit")
    @click.option("--against", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A backup's FILE.")
    def verify_audit(against: Path | None) -> None:
        """Say which entries of the audit were changed, removed or added by something other than this site."""
        try:
            found = audit.checked(against=backup.audit_digests(against) if against else None)
        except backup.Refused as refused:
            raise click.ClickException(str(refused)) from refused
        for fault in found.faults:
            click.echo(fault)
        click.echo(f"Entry {found.last[0]}: {found.last[1]}")
        if found.faults:
            raise click.ClickException("The audit is not as it was written.")
        click.echo(f"{count(found.entries, 'entry', 'entries')}: nothing was altered.")


def _for_portfolios(app: Flask) -> None:
    @app.cli.command("work")
    def work() -> None:
        """Do the jobs that pages ask for, such as portfolios, until told to stop. The server does so itself."""
        Worker(app).run()

    @app.cli.command("verify-portfolio")
    @click.argument("file", type=click.File("rb"))
    def verify_portfolio(file: IO[bytes]) -> None:
        """Say what in a portfolio's ZIP FILE was changed, is missing or was added since it was made.

        It asks no database and no network.
        """
        found = verify(file)
        for fault in found.faults:
            click.echo(fault)
        if found.digest:
            click.echo(f"SHA-256 of the manifest: {found.digest}")
        if found.faults:
            raise click.ClickException("This is not as it was made.")
        click.echo(f"All {found.files} files are as they were made, and all decisions as they were signed.")


def prepare(settings: Settings) -> None:
    """Bring the database's tables up to date; fill an empty demonstration centre.

    Stop in words where a demonstration's people could still sign in to a centre of somebody's own.
    """
    upgrade()
    if not settings.demo:
        demonstration.refuse_published_passwords(settings)
    elif demonstration.seed(settings, at=now()):
        click.echo("The demonstration centre has been set up.")


def _told(filled: large.Filled) -> str:
    return (
        f"{filled.learners:,} learners in {filled.cohorts} cohorts gave {filled.answers:,} answers and handed in"
        f" {filled.pieces:,} pieces."
    )


def go_on_regrading() -> None:
    """Bring every regrade to its end, saying how far it is."""
    for regrade in queries.unfinished_regrades():
        done = regrade.done
        while written := regrade_some(regrade.id, actor_id=None, at=now()):
            done += written
            click.echo(f"Regrade {regrade.id}: {done} of {regrade.counted} results written.")
        click.echo(f"Regrade {regrade.id} is finished.")


def drawn(case_id: str) -> str:
    """A case as a drawing that stands by itself: it brings the site's colours along."""
    cases = {offer.id: offer.sample.branching for offer in library.bank().papers.values() if offer.sample.branching}
    case = cases.get(case_id)
    if case is None:
        raise click.ClickException(f"there is no case {case_id}; write one of {', '.join(sorted(cases)) or 'none yet'}")
    colours = (Path(__file__).parent / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    return case.drawn(style=f"<style>{colours}svg {{ background: var(--page) }}</style>")


def report(loaded: Loaded, *, strict: bool = False) -> int:
    """Print every problem of the files, then all advice; the exit status: 1 for a problem, otherwise 0.

    Advice is given once there is no problem; where it is ``strict`` it counts as a problem does.
    """
    advice = advise(loaded)
    for line in (*loaded.problems, *advice):
        click.echo(line)
    if loaded.problems:
        click.echo(f"{len(loaded.problems)} problems.")
    else:
        click.echo("All files are in order." + (f" {len(advice)} pieces of advice." if advice else ""))
    return 1 if loaded.problems or (strict and advice) else 0
