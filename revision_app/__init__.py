"""Put the parts together; nothing else in the package knows them all."""

import gc

gc.disable()  # what is imported stays; looking for what does not took a fifth of the time

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from . import cli, engines, loading
from .accounts import access
from .accounts import views as accounts
from .accounts.worker import answer_asks
from .calendars import views as calendars
from .cohorts import library as waiting
from .cohorts import views as cohorts
from .db import db
from .digest import views as digest
from .digest.worker import tell_what_waits
from .evidence import library as evidence
from .evidence.files import scanning, store
from .evidence.files import views as files
from .evidence.files.offers import handed_in
from .evidence.sets import views as sets
from .jobs import library as jobs
from .journal import views as journal
from .log import views as log
from .log.offers import whole_log
from .marking import library as marking_library
from .marking import views as marking
from .marking.queries import submissions as decisions
from .messages import views as messages
from .outbox.worker import deliver
from .planning import feed as plans
from .planning import queries as goals
from .planning import views as planning
from .portfolio import exports
from .portfolio import library as offers
from .portfolio import views as portfolio
from .progress import library as progress_library
from .progress import views as progress
from .quality import queries as quality_queries
from .quality import views as quality
from .quiz import views as quiz
from .quiz.attempts.views import evidence as results
from .quiz.tutoring import offers as in_words
from .quiz.tutoring.queries import open_answers as written
from .quiz.tutoring.queries import sittings
from .recall import library as recall_library
from .recall import views as recall
from .records import exports as records_exports
from .records import views as records
from .records.core import about as records_about
from .rights import exports as rights_exports
from .rights import views as rights
from .settings import Settings
from .signing import views as signing
from .statements import views as statements
from .study import views as study
from .web import assets, errors, filters, fragments, headers, health, ids, kept, mail, offline, refused, requests
from .web.faults import Site
from .web.indentation import Indentation
from .web.sessions import Cookies
from .web.templating import Templates

gc.freeze()  # all that is there is old now, and is not looked through at once
gc.unfreeze()
gc.enable()


def create_app(settings: Settings) -> Flask:
    """The site for these settings; stops with every problem listed when the files are not right."""
    loaded = loading.load(settings.content_dir, settings.quizzes_dir)
    if loaded.problems or loaded.qualification is None:
        raise SystemExit("\n".join(map(str, loaded.problems)))

    app = Site(__name__, static_folder=None)
    app.session_interface = Cookies()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engines.options(
            settings.database_url, lock_seconds=settings.lock_seconds, connect_seconds=settings.connect_seconds
        ),
        LOCK_SECONDS=settings.lock_seconds,
        ANSWER_SECONDS=settings.answer_seconds,
        SESSION_COOKIE_SAMESITE="Lax",
        TRUSTED_HOSTS=settings.hosts,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the sign-in: a form left open for an evening must still save
        WTF_CSRF_SSL_STRICT=False,  # Referrer-Policy and SameSite serve; the check refuses privacy proxies
    )
    app.jinja_environment = Templates
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "extensions": [Indentation]}
    app.extensions["settings"] = settings
    app.jinja_env.globals["demonstration"] = settings.demo
    app.extensions["schema_head"] = health.schema_head()
    loaded.put_into(app)
    if app.debug:
        loading.follow(app, settings.content_dir, settings.quizzes_dir)

    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as Flask documents it
    db.init_app(app)
    Migrate(app, db, directory=str(health.MIGRATIONS), render_as_batch=True, compare_type=True)
    access.register(app)
    csrf = CSRFProtect(app)
    for part in (ids, requests, headers, errors, filters, fragments, refused, kept):
        part.register(app)
    assets.register(app, loaded.assets)
    offline.register(app, loaded.qualification.title, loaded.qualification.short_title, loaded.assets)
    mail.register(app, settings.mail_url)
    store.register(app, settings.evidence_url)
    scanning.register(app, settings.clamd_url)
    for part in (
        health,
        accounts,
        cohorts,
        files,
        sets,
        study,
        quiz,
        journal,
        log,
        signing,
        statements,
        messages,
        recall,
        marking,
        quality,
        progress,
        planning,
        calendars,
        digest,
        records,
        portfolio,
        rights,
    ):
        app.register_blueprint(part.bp)
    for name in ("sign_in", "sign_in_with_passkey"):  # which ask the browser where the form came from
        csrf.exempt(app.view_functions[f"accounts.{name}"])
    kinds = [
        journal.AS_EVIDENCE,
        log.AS_EVIDENCE,
        sets.AS_EVIDENCE,
        *statements.AS_EVIDENCE,
        results.AS_EVIDENCE,
        rights.AS_EVIDENCE,
    ]
    evidence.register(app, kinds, settled=decisions.settled, judged_by=decisions.judged_by)
    marking_library.register(app, locked=quality_queries.confirmed)
    waiting.register(
        app,
        {"piece": decisions.pieces_waiting, "written answer": written.answers_waiting},
        in_words.ADJUSTING,
        sittings.sat_by,
    )
    progress_library.register(app, plans)
    recall_library.register(app, goals)
    work = {
        exports.ZIP: exports.make_zip,
        exports.PDF: exports.make_pdf,
        records_about.KIND: records_exports.make_pdf,
        rights_exports.KIND: rights_exports.make_everything,
    }
    jobs.register(app, work, settings.instance_dir / "results", errands=[answer_asks, tell_what_waits, deliver])
    offers.register(app, [whole_log, handed_in])
    cli.register(app, settings, loaded, create_app)
    return app
