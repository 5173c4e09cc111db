import pytest

from revision_app.accounts.core.addresses import address_of


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Lea@Example.ORG", "lea@example.org"),
        ("  lea@example.org\u2003", "lea@example.org"),
        ("ｌｅａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "lea@example.org"),
        ("lea@xn--bcher-kva.example", "lea@bücher.example"),
        ("lea@BÜCHER.example", "lea@bücher.example"),
        ("le\u0301a@example.org", "léa@example.org"),
        ("lea+portfolio@example.org", "lea+portfolio@example.org"),
        ("lea\u200b@example.org", "lea@example.org"),
        ("\ufefflea@example.org", "lea@example.org"),
        ("\u202alea@exam\u00adple.org\u202c", "lea@example.org"),
        ("<lea@example.org>", "lea@example.org"),
        (" \u2060<LEA@example.org> ", "lea@example.org"),
        ("no address", "no address"),
        ("x" * 600_000, "x" * 255),
        ("", ""),
    ],
)
def test_one_address_is_one_account_however_it_is_typed(typed: str, address: str) -> None:
    assert address_of(typed) == address
    assert address_of(address) == address
