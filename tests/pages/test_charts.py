"""The macros that draw charts: a picture, a sentence and the same as a table, whatever the values are."""

import re
from xml.etree import ElementTree

import pytest
from flask import Flask

SHARES = [None, -0.5, 0, 0.25, 1, 7]


def drawn(app: Flask, macro: str, *what: object, **how: object) -> ElementTree.Element:
    with app.app_context():
        text = str(getattr(app.jinja_env.get_template("parts/charts.html").module, macro)(*what, **how))
    return ElementTree.fromstring(f"<div>{text}</div>")


def points(values: list[float | None]) -> list[dict[str, object]]:
    spread = [{"low": value, "high": None if value is None else value + 0.2, "middle": value} for value in values]
    return [
        {"label": f"Point <{n}> & co", "value": value, "words": f"words {n}"} | spread[n]
        for n, value in enumerate(values)
    ]


@pytest.mark.parametrize("macro", ["bars", "ranges", "sparkline"])
@pytest.mark.parametrize("values", [[], [0.5], SHARES])
def test_each_chart_has_its_sentence_its_picture_and_its_table(
    built_app: Flask, macro: str, values: list[float | None]
) -> None:
    figure = drawn(built_app, macro, "Title", "What it shows.", points(values), heads=("What", "How much"))[0]
    assert (figure.tag, figure[0].tag) == ("figure", "figcaption")
    assert "What it shows." in "".join(figure[0].itertext())
    pictures = [node.get("aria-label") for node in figure.iter() if node.get("role") == "img"]
    assert pictures == ["Title; the table says the same"]
    rows = [["".join(cell.itertext()) for cell in row] for row in figure.findall("details/table/tbody/tr")]
    assert rows == [[f"Point <{n}> & co", f"words {n}"] for n in range(len(values))]


@pytest.mark.parametrize("macro", ["bars", "ranges"])
def test_nothing_is_drawn_beyond_a_picture(built_app: Flask, macro: str) -> None:
    figure = drawn(built_app, macro, "Title", "Sentence.", points(SHARES))
    shares = [
        float(value[:-1])
        for node in figure.iter()
        for name in ("x", "x1", "x2", "width")
        if (value := node.get(name, "")).endswith("%")
    ]
    assert min(shares) >= 0
    assert max(shares) <= 100
    wide = [(node.get("x"), node.get("width")) for node in figure.iter("rect") if node.get("class") == "chart-range"]
    assert all(float(x[:-1]) + float(width[:-1]) <= 100.01 for x, width in wide)


def test_a_line_is_broken_where_nothing_is_known(built_app: Flask) -> None:
    figure = drawn(built_app, "spark", [0, 1, None, 0.5, None], "Up, then unknown")
    kinds = [node.tag for node in figure.iter() if node.get("class") == "chart-trace"]
    assert kinds == ["polyline", "line"]


def test_a_heat_map_says_each_cell_in_letters_and_in_its_table(built_app: Flask) -> None:
    cells = [{"value": 0.5, "words": "half", "short": "½"}, {"value": None, "words": "not known", "short": "–"}]
    figure = drawn(built_app, "heat_map", "Title", "Sentence.", ["A", "B"], [{"label": "Row", "cells": cells}], "Who")[
        0
    ]
    said = " ".join("".join(node.itertext()) for node in figure.iter("text"))
    assert re.sub(r"\s+", " ", said) == "A B ½ –"
    assert [cell.text for cell in figure.findall("details/table/tbody/tr/td")] == ["half", "not known"]


def test_marks_say_what_they_show(built_app: Flask) -> None:
    for macro, what in (("range_mark", (0.2, 0.6, 0.4)), ("range_mark", (None,) * 3), ("heat_mark", (0.4,))):
        mark = drawn(built_app, macro, *what, "Said in words")[0]
        assert (mark.get("role"), mark.get("aria-label")) == ("img", "Said in words")
