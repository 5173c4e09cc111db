import shutil
from pathlib import Path
from time import perf_counter

import pytest

from revision_app import loading
from tests.support.many_units import multiply

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.soak
def test_a_thousand_units_load_in_fifteen_seconds(tmp_path: Path) -> None:
    content = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    multiply(content, 1000)
    begun = perf_counter()
    loaded = loading.load(content, ROOT / "quizzes")
    took = perf_counter() - begun
    assert loaded.problems == []
    assert len(loaded.shelf.units) == 1000
    assert took < 15
