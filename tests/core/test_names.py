"""Names are found and sorted however their letters were typed."""

from unicodedata import normalize

import pytest

from revision_app.accounts.core.names import name_key


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Łukasz Wójcik", "lukasz wojcik"),
        ("Søren Ærø", "soren aero"),
        ("Đặng Thị Ngọc", "dang thi ngoc"),
        ("Jürgen Strauß", "JURGEN STRAUSS"),
        ("İpek Yıldız", "ipek yildiz"),
        ("Þóra Guðmundsdóttir", "thora gudmundsdottir"),
        ("Siobhán O’Neill", "siobhan o'neill"),
        ("D´Arcy Smith-Jones", "d'arcy smith jones"),
        ("Zoe\u0308", "Zoë"),
        ("علي رضا", "علی رضا"),
        ("علی\u200cرضا", "علیرضا"),
        ("Ａｎｎ\u3000Ｌｅｅ", "ann lee"),
        ("\u202bאבנר\u202c", "אבנר"),
    ],
)
def test_two_ways_to_write_a_name_are_one(name: str, typed: str) -> None:
    assert name_key(name) == name_key(typed) == name_key(normalize("NFD", typed)) != ""


def test_letters_of_any_script_stay() -> None:
    assert [name_key(name) for name in ("陳大文", "Ольга", "अमित")] == ["陳大文", "ольга", "अमित"]


def test_what_is_no_letter_makes_no_key() -> None:
    assert name_key(" .-’ ") == ""
