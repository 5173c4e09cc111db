import pytest
from flask import Flask

from revision_app.web import ids


@pytest.mark.parametrize(("number", "status"), [("7", 200), (str(2**31 - 1), 200), (str(2**31), 404), ("9" * 40, 404)])
def test_a_number_that_no_id_can_be_is_not_found(number: str, status: int) -> None:
    app = Flask(__name__)
    ids.register(app)
    app.add_url_rule("/things/<int:thing_id>", view_func=lambda thing_id: f"thing {thing_id}", endpoint="thing")
    assert app.test_client().get(f"/things/{number}").status_code == status
