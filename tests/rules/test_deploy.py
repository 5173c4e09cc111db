"""The examples of how the site is kept running name settings that there are, and restart whatever ends."""

import configparser
import re

import yaml

from revision_app.settings import ROOT, Settings

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
SETTINGS = {name.upper() for name in Settings.model_fields}


def test_every_container_is_started_again_when_it_ends() -> None:
    assert {name: service["restart"] for name, service in COMPOSE["services"].items()} == {
        "database": "always",
        "site": "always",
        "proxy": "always",
    }


def test_what_is_set_for_the_site_are_settings_of_the_site() -> None:
    assert COMPOSE["services"]["site"]["environment"].keys() <= SETTINGS
    written = (DEPLOY / "Containerfile").read_text("utf-8")
    assert set(re.findall(r"\b([A-Z_]+)=", written)) - {"PYTHONUNBUFFERED"} <= SETTINGS


def test_the_service_is_started_again_when_it_ends_and_starts_what_the_run_script_starts() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # as configparser documents it
    unit.read(DEPLOY / "revision.service", encoding="utf-8")
    assert unit["Service"]["Restart"] == "always"
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"  # without it, five deaths in ten seconds end it for good
    assert "-m revision_app.serving" in unit["Service"]["ExecStart"]
    assert "-m revision_app.serving" in (ROOT / "run").read_text("utf-8")


def test_the_image_holds_what_the_site_reads_and_nothing_else() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (\S+) ", (DEPLOY / "Containerfile").read_text("utf-8"), re.MULTILINE)
    assert kept == set(copied)
    assert all((ROOT / name).exists() for name in copied)
