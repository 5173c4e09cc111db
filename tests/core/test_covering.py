from decimal import Decimal

import pytest

from revision_app.evidence.files.core.cover import Box


@pytest.mark.parametrize(
    ("sides", "rectangle"),
    [
        (("0", "0", "100", "100"), (0, 0, 10_000, 10_000)),
        (("10.004", "20", "5", "5"), (1000, 2000, 501, 500)),
        (("99", "99", "100", "0.1"), (9900, 9900, 100, 10)),
        (("1e-900", "0", "1", "1"), (0, 0, 100, 100)),
    ],
)
def test_a_box_is_never_smaller_than_it_was_drawn_and_never_beyond_the_picture(
    sides: tuple[str, str, str, str], rectangle: tuple[int, int, int, int]
) -> None:
    assert Box(*map(Decimal, sides)).rectangle == rectangle
