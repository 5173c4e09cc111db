"""Every route, method and parameter with odd values, as everybody: nothing fails, and no value gets into the log.

``./run soak`` asks much more of it; each run is named by its seed, so that ``./run soak -k seed17`` plays it again.
"""

import faulthandler

import pytest
from flask import Flask

from tests.support.fuzz import Fuzz

KNOWN = 20
MORE = 300


def fuzzed(app: Flask, seed: int, more: int) -> Fuzz:
    faulthandler.cancel_dump_traceback_later()  # a run of thousands takes minutes
    fuzz = Fuzz(app, seed)
    fuzz.run(more)
    assert not fuzz.found, "\n".join(f"{kind}\n    {first}" for kind, first in fuzz.found.items())
    return fuzz


def test_no_request_fails_however_odd_and_nothing_typed_gets_into_the_log(app: Flask) -> None:
    fuzz = fuzzed(app, KNOWN, MORE)
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == {endpoint for endpoint, _ in fuzz.tried}


@pytest.mark.soak
@pytest.mark.parametrize("seed", [pytest.param(n, id=f"seed{n}") for n in range(1, 11)])
def test_no_request_fails_in_thousands(app: Flask, seed: int) -> None:
    assert fuzzed(app, seed, 10_000).sent > 10_000
