import os
import shutil
from pathlib import Path

import pytest
from flask import Flask

from revision_app import loading
from tests.support.many_units import multiply
from tests.support.processor import slowness

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.soak
def test_a_site_with_a_thousand_units_starts_in_fifteen_seconds_of_two_processors(tmp_path: Path) -> None:
    content = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    multiply(content, 1000)
    begun = os.times()
    loaded = loading.load(content, ROOT / "quizzes")
    loaded.put_into(Flask("many"))
    ended = os.times()
    assert loaded.problems == []
    assert len(loaded.shelf.units) == 1000
    here, beside = (ended[n] + ended[n + 1] - begun[n] - begun[n + 1] for n in (0, 2))
    assert here + beside / 2 < 15 * slowness()
