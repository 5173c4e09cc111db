"""Every page as every role is valid HTML, by the checker of the W3C (vnu-jar, through npm; it needs Java)."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from revision_app import demonstration
from revision_app.web.clock import now
from tests.support import crowd

JAVA = shutil.which("java")
CHECKER = Path(__file__).parents[2] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
NOT_SO = (
    # A weight between the hundreds, which variable fonts have: https://www.w3.org/TR/css-fonts-4/#font-weight-prop
    "for attribute “font-weight” on element “text”",
    # Firefox brings ticks back after a reload unless they say so; no other word does it.
    "Attribute “autocomplete” is only allowed when the input type is",
)
OPEN = ("/sign-in", "/offline", "/no-such-page")

pytestmark = [
    pytest.mark.skipif(not JAVA, reason="java is missing: install a Java runtime to have every page's HTML checked"),
    pytest.mark.skipif(not CHECKER.exists(), reason="vnu-jar is missing: it needs Node with npm"),
    pytest.mark.parametrize("built_app", ["sqlite"], indirect=True),  # a page is the same on every database
]


def test_every_page_is_valid_html(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        demonstration.seed(app.extensions["settings"], at=now())
    readers = crowd.browsers(app)
    pages = {visit.name: readers[visit.role].client.get(visit.path, buffered=True) for visit in crowd.every_page(app)}
    pages |= {path: app.test_client().get(path) for path in OPEN}
    names = {}
    for number, (name, page) in enumerate(pages.items()):
        if page.mimetype == "text/html":
            names[f"{number}.html"] = name
            (tmp_path / f"{number}.html").write_text(page.text, encoding="utf-8")
    command = [
        str(JAVA),
        "-jar",
        str(CHECKER),
        "--format",
        "json",
        "--errors-only",
        "--exit-zero-always",
        str(tmp_path),
    ]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stderr)["messages"]
    faults = [one for one in found if not any(words in one["message"] for words in NOT_SO)]
    assert not {f"{names[Path(one['url']).name]}: {one['message']} {one.get('extract', '')[:160]}" for one in faults}
