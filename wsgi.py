"""The application as a WSGI server or the flask command finds it."""

import gc
import os

from revision_app import create_app
from revision_app.settings import Settings

os.umask(0o077)  # what a command writes (databases, keys, backups) is for its owner only
app = create_app(Settings.from_environment())
gc.freeze()  # what was read at start stays: garbage collection need not look it through
