"""What the repository must not say, and what its documents promise."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {".py", ".md", ".yml", ".yaml", ".toml", ".html", ".css", ".js", ".svg", ".txt", ".in", ".ini", ""}
PATHS = re.compile(r"(^|[^A-Za-z0-9_.:])/(work|root|home|farm|opt|Users)/")
LEFTOVERS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    return [file for file in files if file.suffix in TEXTS and file.is_file()]


def test_no_file_names_a_path_of_one_machine() -> None:
    assert [file.name for file in _tracked() if PATHS.search(file.read_text(encoding="utf-8"))] == []


def test_nothing_is_left_for_later() -> None:
    assert [file.name for file in _tracked() if LEFTOVERS.search(file.read_text(encoding="utf-8"))] == []


def test_lock_files_name_no_place_to_download_from() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_the_readme_names_the_two_commands_and_every_part_of_the_code() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "./run\n" in readme
    assert "./run test" in readme
    folders = [
        entry for entry in (ROOT / "revision_app").iterdir() if entry.is_dir() and not entry.name.startswith("_")
    ]
    assert [folder.name for folder in folders if f"{folder.name}/" not in readme] == []
