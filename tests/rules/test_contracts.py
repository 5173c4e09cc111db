"""The import contracts of ``pyproject.toml`` catch what they are there for: each is broken here once, in a copy."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FEATURES = "Features stand on each other in one order"
LAYERS = "Inside a feature: pages, then actions, then queries, then files and tables, then core"
JUDGED = "Whoever judges evidence knows nothing of how a kind of it is made"
CORE = "Core is plain Python"
TABLES = "Only actions and queries open tables"
WINGS = "The wings of the quiz stand on each other in one order"
OF_BANK = "The bank's tables are written by the bank"
OF_ATTEMPTS = "The tables of attempts are written by attempts"
OF_TUTORING = "Tutors' tables are written by tutoring"

# What is planted: the contract that forbids it, the module that imports, and what it imports.
PLANTED = [
    (FEATURES, "audit.actions", "accounts.core"),
    (FEATURES, "accounts.queries", "cohorts.core"),
    (FEATURES, "cohorts.actions", "criteria.core"),
    (FEATURES, "criteria.core", "study.core.unit"),
    (FEATURES, "criteria.library", "evidence.core"),
    (FEATURES, "evidence.actions", "journal.core"),
    (FEATURES, "journal.actions", "log.core.guide"),
    (FEATURES, "links.queries", "cohorts.core"),
    (FEATURES, "journal.actions", "marking.queries"),
    (FEATURES, "web.clock", "audit.actions"),
    (FEATURES, "db", "web.clock"),
    (LAYERS, "accounts.forms", "accounts.views"),
    (LAYERS, "cohorts.queries", "cohorts.actions"),
    (LAYERS, "audit.models", "audit.queries"),
    (LAYERS, "evidence.library", "evidence.queries"),
    (JUDGED, "marking.queries", "journal.core"),
    (CORE, "cohorts.core", "db"),
    (CORE, "evidence.core", "db"),
    (TABLES, "cohorts.views.people", "accounts.models"),
    (TABLES, "accounts.access", "audit.models"),
    (TABLES, "marking.views", "evidence.models"),
    (WINGS, "quiz.bank.core.text", "quiz.attempts.core.timing"),
    (WINGS, "quiz.attempts.queries.rules", "quiz.tutoring.queries.sittings"),
    (WINGS, "quiz.regrading.queries", "quiz.tutoring.core.challenge"),
    (WINGS, "quiz.tutoring.forms", "quiz.statistics.core.sums"),
    (LAYERS, "quiz.attempts.queries.results", "quiz.attempts.actions.grading"),
    (LAYERS, "quiz.bank.library", "quiz.bank.queries"),
    (CORE, "quiz.statistics.core.sums", "db"),
    (OF_BANK, "quiz.attempts.actions.sitting", "quiz.bank.models"),
    (OF_ATTEMPTS, "quiz.tutoring.actions.sittings", "quiz.attempts.models"),
    (OF_ATTEMPTS, "quiz.attempts.views.results", "quiz.attempts.models"),
    (OF_TUTORING, "quiz.tutoring.views.challenges", "quiz.tutoring.models"),
]


def _file(package: Path, module: str) -> Path:
    """The file of a module, which is made where the copy has none."""
    path = package.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What import-linter says of a copy of the application with everything planted, by contract."""
    tree = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "revision_app", tree / "revision_app", ignore=shutil.ignore_patterns("static", "templates"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    for _, importer, imported in PLANTED:
        with _file(tree / "revision_app", importer).open("a", encoding="utf-8") as source:
            source.write(f"\nimport revision_app.{imported}\n")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    ran = subprocess.run([*command, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    said = " ".join(ran.stdout.partition("Broken contracts")[2].split())
    starts = sorted((said.index(contract), contract) for contract in {contract for contract, _, _ in PLANTED})
    ends = [start for start, _ in starts[1:]] + [len(said)]
    return {contract: said[start:end] for (start, contract), end in zip(starts, ends, strict=True)}


@pytest.mark.parametrize(("contract", "importer", "imported"), PLANTED)
def test_a_planted_import_breaks_its_contract(
    found: dict[str, str], contract: str, importer: str, imported: str
) -> None:
    assert f"revision_app.{importer} -> revision_app.{imported} (l." in found[contract]
