import pytest

from revision_app.messages.core import parts


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://example.org.", ["https://example.org"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b"]),
        ("https://example.org/a?b=c&d=e#f, then", ["https://example.org/a?b=c&d=e#f"]),
        ("https://one.example https://two.example/x", ["https://one.example", "https://two.example/x"]),
        ('https://example.org/"onmouseover="x', ["https://example.org/"]),
        ("http://example.org ftp://example.org javascript:alert(1) //example.org", []),
        ("https://user:word@example.org/", []),
        ("https://localhost/ https://", []),
        ("nothing", []),
        ("", []),
    ],
)
def test_only_addresses_that_say_so_are_links_and_no_letter_is_lost(text: str, links: list[str]) -> None:
    found = list(parts(text))
    assert [words for words, is_link in found if is_link] == links
    assert "".join(words for words, _ in found) == text
