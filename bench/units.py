"""What units cost: the start that reads twelve or a thousand, and a unit's page among so many."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from bench import setting
from bench.figures import Figure
from revision_app import create_app
from revision_app.settings import Settings
from tests.support.many_units import multiply

UNITS = 1000
UNIT = "/study/depth-selection"
ROUNDS, VISITS = 15, 40
# In a process of its own, as a server starts.
START = """
from time import perf_counter
from revision_app import create_app
from revision_app.settings import Settings
begun = perf_counter()
create_app(Settings.from_environment())
print(perf_counter() - begun)
"""


def figures(site: setting.Site) -> Iterator[Figure]:
    settings: Settings = site.app.extensions["settings"]
    with tempfile.TemporaryDirectory(prefix="revision-bench-") as folder:
        yield from _figures(site, settings, Path(folder))


def _figures(site: setting.Site, settings: Settings, folder: Path) -> Iterator[Figure]:
    content = Path(shutil.copytree(settings.content_dir, folder / "content"))
    multiply(content, UNITS)
    many = settings.model_copy(update={"content_dir": content, "instance_dir": folder})
    yield Figure("twelve-units-start", _start(settings), "s", "<=3")
    yield Figure("thousand-units-start", _start(many), "s", "<=15")
    among_twelve, among_many = site.browser("learner@example.org").client, create_app(many).test_client()
    among_many.set_cookie("session", among_twelve.get_cookie("session").value)
    ratios = (_visits(among_twelve) / _visits(among_many) for _ in range(ROUNDS))
    yield Figure("unit-page-among-a-thousand-of-among-twelve", median(ratios), "ratio", ">=0.95")


def _start(settings: Settings) -> float:
    """Seconds until the application is there, search and all, once Python has imported it."""
    given = {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "CONTENT_DIR": str(settings.content_dir),
        "INSTANCE_DIR": str(settings.instance_dir),
    }
    said = subprocess.run([sys.executable, "-c", START], env=os.environ | given, capture_output=True, check=True)
    return float(said.stdout)


def _visits(reader: FlaskClient) -> float:
    """Seconds for so many visits of one page."""
    begun = time.perf_counter()
    for _ in range(VISITS):
        assert reader.get(UNIT).status_code == 200
    return time.perf_counter() - begun
