"""The site and its yardsticks behind one server."""

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench import yardsticks
from revision_app import create_app
from revision_app.settings import Settings

app = DispatcherMiddleware(
    create_app(Settings.from_environment()), {"/bare": yardsticks.bare(), "/minimal": yardsticks.minimal()}
)
