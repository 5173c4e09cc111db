"""What a learner is told to do next: thirty situations, and what holds of every plan."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from revision_app.progress.core.ranking import MOST, Plan, plan
from revision_app.shared.feed import FeedItem, FeedKind, Link

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
SITUATIONS = yaml.safe_load((Path(__file__).parent / "next_steps.yml").read_text())
AGREED = 28


def offer(name: str, said: dict[str, Any]) -> FeedItem:
    def at(hours: str) -> datetime | None:
        return NOW + timedelta(hours=said[hours]) if hours in said else None

    return FeedItem(
        FeedKind[said["kind"]],
        name,
        Link("progress.today"),
        "",
        said.get("takes"),
        at=NOW - timedelta(days=said.get("old", 0)),
        opens=at("opens"),
        due=at("closes"),
        decides=said.get("criteria", 0),
    )


def planned(situation: dict[str, Any]) -> Plan:
    offers = [offer(name, said) for name, said in situation["offers"].items()]
    last_here = NOW - timedelta(days=situation.get("away", 0))
    return plan(offers, minutes=situation.get("minutes"), last_here=last_here, at=NOW)


def first(situation: dict[str, Any]) -> str:
    step = planned(situation).first
    return step.title if step else "nothing"


def test_the_first_step_is_the_right_one_in_at_least_28_of_30_situations() -> None:
    wrong = {each["state"]: first(each) for each in SITUATIONS if first(each) != each["first"]}
    assert len(SITUATIONS) == 30
    assert len(SITUATIONS) - len(wrong) >= AGREED, wrong


def test_each_situation_says_why() -> None:
    assert all(each["why"] and each["state"] and each["first"] in {"nothing", *each["offers"]} for each in SITUATIONS)


def test_nothing_that_closes_this_week_is_pushed_off_the_page_by_what_has_no_date() -> None:
    many = [
        FeedItem(kind, kind.value, Link("x"), "", 5, decides=3) for kind in FeedKind if kind is not FeedKind.RUNNING
    ]
    paper = FeedItem(FeedKind.DATED, "paper", Link("x"), "", 45, due=NOW + timedelta(days=3))
    for minutes in (None, 10, 20, 45):
        for days_away in (0, 30):
            made = plan([*many, paper], minutes=minutes, last_here=NOW - timedelta(days=days_away), at=NOW)
            assert paper in (made.first, *made.more)
            assert len(made.more) <= MOST


def test_whoever_comes_back_after_a_week_finds_a_smaller_plan_unless_they_say_how_long_they_have() -> None:
    offers = [FeedItem(FeedKind.CRITERION, str(n), Link("x"), "", 5) for n in range(9)]
    week_ago = NOW - timedelta(days=7)
    assert (plan(offers, minutes=None, last_here=week_ago, at=NOW).is_small) is True
    assert len(plan(offers, minutes=None, last_here=week_ago, at=NOW).more) == 2
    assert len(plan(offers, minutes=45, last_here=week_ago, at=NOW).more) == MOST
    assert len(plan(offers, minutes=None, last_here=NOW, at=NOW).more) == MOST
    assert plan(offers, minutes=None, last_here=NOW, at=NOW).left_out == 3


@pytest.mark.parametrize("minutes", [None, 10, 20, 45])
def test_where_nothing_can_be_done_nothing_is_said(minutes: int | None) -> None:
    assert plan([], minutes=minutes, last_here=None, at=NOW) == Plan(None, (), minutes, False, 0)


def test_what_takes_longer_than_there_is_time_for_says_so() -> None:
    long = FeedItem(FeedKind.CRITERION, "long", Link("x"), "", 25)
    assert plan([long], minutes=10, last_here=NOW, at=NOW).first_is_long
    assert not plan([long], minutes=45, last_here=NOW, at=NOW).first_is_long
