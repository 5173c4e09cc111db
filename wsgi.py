"""The application as a WSGI server or the flask command finds it."""

from revision_app import create_app
from revision_app.settings import Settings

app = create_app(Settings.from_environment())
