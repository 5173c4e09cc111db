import pytest
from flask import Flask

from revision_app.web import ids


@pytest.mark.parametrize(("number", "status"), [("7", 200), (str(2**31 - 1), 200), (str(2**31), 404), ("9" * 40, 404)])
def test_a_number_that_no_id_can_be_is_not_found(number: str, status: int) -> None:
    app = Flask(__name__)
    ids.register(app)
    app.add_url_rule("/things/<int:thing_id>", view_func=lambda thing_id: f"thing {thing_id}", endpoint="thing")
    assert app.test_client().get(f"/things/{number}").status_code == status


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *(("a-name", 200), ("العربية", 200), ("a b", 200), ("%25", 200), ("%00", 404), ("a%00b", 404)),
        *(("%0a", 404), ("a%1fb", 404), ("", 404), ("a/b", 404), ("%2e%2e%2f", 404)),
    ],
)
def test_a_name_with_what_no_database_keeps_is_not_found(name: str, status: int) -> None:
    app = Flask(__name__)
    ids.register(app)
    app.add_url_rule("/things/<name>", view_func=lambda name: f"thing {name}", endpoint="thing")
    assert app.test_client().get(f"/things/{name}").status_code == status
