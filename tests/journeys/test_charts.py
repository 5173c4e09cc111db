"""Every macro that draws a chart: checked with axe, enlarged, in forced colours, in the dark and on paper."""

import shutil
import subprocess
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

SHARES = (None, 0, 0.35, 1)
SIZES = {
    "200 %": {"width": 690},
    "400 %, forced colours": {"width": 320, "forced_colors": "active"},
    "dark": {"width": 1380, "color_scheme": "dark"},
}


def every_chart(app: Flask) -> str:
    """One of each kind, with values that are unknown, at both ends and between."""
    points = [
        {
            "label": f"Point {n} of the chart",
            "value": share,
            "low": share,
            "middle": share,
            "high": share and share + 0.2,
        }
        | {"words": f"value {n}", "look": "achieved"}
        for n, share in enumerate(SHARES)
    ]
    row = {"label": "A row", "cells": [{"value": share, "words": "a cell", "short": "½"} for share in SHARES]}
    with app.app_context():
        draw = app.jinja_env.get_template("parts/charts.html").module
        figures = [
            draw.bars("Bars", "What bars show.", points, ("What", "How much")),
            draw.ranges("Ranges", "What ranges show.", points, ("What", "How much"), {"share": 0.7, "words": "enough"}),
            draw.sparkline("Line", "What the line shows.", points, ("When", "How much")),
            draw.heat_map("Heat", "What it shows.", ["Ann", "Bee", "Cee", "Dee"], [row], "Who"),
        ]
        marks = [
            draw.range_mark(0.2, 0.6, 0.4, "20 to 60 per cent"),
            draw.spark(list(SHARES), "Up, from unknown"),
            draw.heat_mark(0.4, "40 per cent"),
        ]
    return f"<h1>Charts</h1>{''.join(map(str, figures))}<p>{' '.join(map(str, marks))}</p>"


@pytest.fixture
def come(built_app: Flask, visitor: Callable[..., Page]) -> Callable[..., Page]:
    """A page of the site, with its styles, that holds every chart and nothing else."""

    def page_of_charts(**how: object) -> Page:
        page = visitor(**how)
        page.goto("/sign-in")
        page.evaluate("charts => { document.querySelector('main').innerHTML = charts }", every_chart(built_app))
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        return page

    return page_of_charts


@pytest.mark.parametrize("how", SIZES.values(), ids=SIZES)
def test_charts_are_whole_and_readable_at_any_size_and_in_any_colours(
    come: Callable[..., Page], accessible: Callable[[Page], None], how: dict[str, object]
) -> None:
    page = come(**how)
    assert page.evaluate("document.documentElement.scrollWidth") <= how["width"]
    accessible(page)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is missing: install poppler-utils")
def test_charts_are_printed_with_their_tables(come: Callable[..., Page]) -> None:
    pdf = come().pdf()
    told = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    for words in ("What bars show.", "What ranges show.", "What the line shows.", "value 3", "a cell"):
        assert words in told, words
