"""``python -m bench.site``: the site and its yardsticks behind one server."""

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench import yardsticks
from revision_app import create_app
from revision_app.db import db
from revision_app.serving.__main__ import main
from revision_app.serving.application import Application
from revision_app.settings import Settings
from revision_app.web.sessions import NAME, SECURE_NAME


def load() -> Application:
    settings = Settings.from_environment()
    app = create_app(settings)
    with app.app_context():
        db.engine.dispose()
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/bare": yardsticks.bare(), "/minimal": yardsticks.minimal()})
    largest = app.config["MAX_CONTENT_LENGTH"]
    return Application(app, cookies=(NAME, SECURE_NAME), largest=largest, proxies=settings.proxies)


if __name__ == "__main__":
    main(load)
