"""Random cases, played by a second player who is written here: what the check lets pass strands nobody."""

from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from revision_app.quiz.bank.core.items.branching_case import BranchingCase
from revision_app.quiz.bank.core.items.cases.check import faults
from revision_app.quiz.bank.core.items.cases.explore import explore
from revision_app.quiz.bank.core.items.cases.play import played
from tests.support.cases import a_choice, a_stage, a_written, an_ending

STATE = {"told": False, "visits": 0, "mood": ["calm", "wary", "cross"]}
WANTED = {
    "told": st.booleans(),
    "visits": st.sampled_from([0, 1, "at least 1", "at least 2", "at most 1"]),
    "mood": st.sampled_from(["calm", "wary", ["wary", "cross"]]),
    "score": st.sampled_from(["at least 2", "at most 3"]),
}
SET = {"told": st.booleans(), "visits": st.sampled_from([0, 1, "1 more"]), "mood": st.sampled_from(STATE["mood"])}
ENDS = ("good", "poor", "harmful")
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
TOO_MANY = 800
TOO_LONG = 25

conditions = st.fixed_dictionaries({}, optional=WANTED)
changes = st.fixed_dictionaries({}, optional=SET)


@st.composite
def cases(draw: st.DrawFn, *, back: bool = True) -> dict[str, Any]:
    """Two to five stages. Without ``back`` they lead forward only, and two choices stand whatever the state."""
    names = [f"s{n}" for n in range(draw(st.integers(2, 5)))]
    stages = {}
    for n, name in enumerate(names):
        places = st.sampled_from([*(names if back else names[n + 1 :]), *ENDS])
        ways = st.lists(st.fixed_dictionaries({"when": conditions, "to": places}), max_size=1)
        choices = {
            letter: a_choice(
                [*draw(ways), {"to": draw(places)}],
                marks=draw(st.integers(0, 2)),
                set=draw(changes),
                when=draw(conditions) if back or letter == "c" else {},
            )
            for letter in "abc"[: draw(st.integers(2, 3))]
        }
        reason = {"reason": a_written()["stages"]["act"]["reason"]} if draw(st.booleans()) else {}
        stages[name] = a_stage(choices, **deepcopy(reason))
    endings = {kind: an_ending(kind) for kind in ENDS}
    return a_written(state=STATE, facts=["One"], begin="s0", stages=stages, endings=endings, marks=1)


Stand = tuple[str, dict[str, Any], int]


def fits(wanted: Any, value: Any) -> bool:
    match str(wanted).split() if isinstance(wanted, str) else wanted:
        case ["at", "least", number]:
            return bool(value >= int(number))
        case ["at", "most", number]:
            return bool(value <= int(number))
        case list() if not isinstance(wanted, str):
            return value in wanted
        case _:
            return bool(wanted == value)


def so(when: dict[str, Any], stand: Stand) -> bool:
    return all(fits(wanted, stand[2] if name == "score" else stand[1][name]) for name, wanted in when.items())


def choices_at(written: dict[str, Any], stand: Stand) -> list[str]:
    stage = written["stages"].get(stand[0], {"choices": {}})
    return [letter for letter, choice in stage["choices"].items() if so(choice["when"], stand)]


def step(written: dict[str, Any], stand: Stand, letter: str, reason: str) -> Stand:
    stage = written["stages"][stand[0]]
    choice = stage["choices"][letter]
    values = dict(stand[1])
    for name, value in choice["set"].items():
        values[name] = values[name] + 1 if value == "1 more" else value
    score = stand[2] + choice["marks"] + (reason == "x" and choice["marks"] > 0)
    ways = [{"to": choice["next"]}] if isinstance(choice["next"], str) else choice["next"]
    place = next(way["to"] for way in ways if so(way.get("when", {}), ("", values, score)))
    return place, values, score


def all_plays(written: dict[str, Any]) -> tuple[dict[tuple[str, ...], Stand], bool] | None:
    """Where each play ends, by its path, and whether one comes to fewer than two choices; none where it is too much."""
    start = (
        written["begin"],
        {name: value[0] if isinstance(value, list) else value for name, value in STATE.items()},
        0,
    )
    over: dict[tuple[str, ...], Stand] = {}
    open_plays: list[tuple[tuple[str, ...], Stand]] = [((), start)]
    stuck = False
    while open_plays:
        path, stand = open_plays.pop()
        if len(path) > TOO_LONG or len(open_plays) + len(over) > TOO_MANY:
            return None
        letters = choices_at(written, stand)
        stuck |= stand[0] not in ENDS and len(letters) < 2
        if not letters:
            over[path] = stand
        for letter in letters:
            for reason in "xy" if "reason" in written["stages"][stand[0]] else [""]:
                name = f"{stand[0]}={letter}" + (f"+{reason}" if reason else "")
                open_plays.append(((*path, name), step(written, stand, letter, reason)))
    return over, stuck


def said(written: dict[str, Any]) -> str:
    return " | ".join(message for _, message in faults(BranchingCase.model_validate(written)))


def check_against_all_plays(written: dict[str, Any]) -> None:
    """Everything that the check and the exploring say of a case, beside every play there is."""
    told, plays = said(written), all_plays(written)
    endless = "for ever" in told or "again and again" in told
    if plays is None:
        return
    over, stuck = plays
    assert not endless
    assert stuck == ("can be chosen here" in told)
    explored = explore(BranchingCase.model_validate(written))
    assert explored.longest == max(map(len, over))
    assert explored.most[explored.first] == max(score for _, _, score in over.values())
    assert explored.endings[explored.first] == {place for place, _, _ in over.values() if place in ENDS}
    assert over[tuple(map(str, explored.best))][2] == explored.most[explored.first]


@MANY
@given(cases())
def test_the_check_finds_every_stranding_and_every_endless_way_and_no_other(written):
    check_against_all_plays(written)


@MANY
@given(cases(), st.data())
def test_whatever_is_chosen_in_a_case_without_such_a_fault_comes_to_an_ending(written, data):
    told = said(written)
    if "for ever" in told or "again and again" in told or "can be chosen here" in told:
        return
    play, longest = (
        played(BranchingCase.model_validate(written), ()),
        explore(BranchingCase.model_validate(written)).longest,
    )
    while play.stage is not None:
        assert len(play.choices) >= 2
        assert len(play.decisions) < longest
        choice = data.draw(st.sampled_from(list(play.choices)))
        reason = data.draw(st.sampled_from(["+x", "+y"])) if play.stage.reason else ""
        play = played(play.case, (*map(str, play.decisions), f"{play.situation.at}={choice}{reason}"))
    assert play.ending


@MANY
@given(cases())
def test_an_endless_way_that_is_told_can_be_walked(written):
    explored = explore(BranchingCase.model_validate(written))
    if explored.loop:
        assert all_plays(written) is None


@MANY
@given(cases(back=False), st.data())
def test_a_case_that_is_good_by_construction_strands_nobody_and_one_changed_anywhere_is_told_of(written, data):
    told = said(written)
    assert "for ever" not in told
    assert "can be chosen here" not in told
    stage = data.draw(st.sampled_from(sorted(written["stages"])))
    choices = written["stages"][stage]["choices"]
    choice = choices[data.draw(st.sampled_from(sorted(choices)))]
    match data.draw(st.sampled_from(["next", "when", "set", "marks"])):
        case "next":
            choice["next"] = data.draw(st.sampled_from([*written["stages"], *ENDS]))
        case "when":
            choice["when"] = data.draw(conditions)
        case "set":
            choice["set"] = data.draw(changes)
        case "marks":
            choice["marks"] = data.draw(st.integers(0, 3))
    check_against_all_plays(written)


@MANY
@given(cases(), st.data())
def test_a_case_with_anything_taken_out_or_misspelt_is_told_of_and_breaks_nothing(written, data):
    part = data.draw(st.sampled_from(["stages", "endings"]))
    name = data.draw(st.sampled_from(sorted(written[part])))
    if data.draw(st.booleans()) and len(written[part]) > 1:
        del written[part][name]
    else:
        written[part] = {f"{key}x" if key == name else key: value for key, value in written[part].items()}
    assert isinstance(said(written), str)


def test_some_random_cases_are_whole_and_some_are_not():
    """The tests above would say nothing if every random case had the same fate."""
    fates = set()

    @settings(MANY, max_examples=100, derandomize=True, database=None)
    @given(cases())
    def look(written):
        told = said(written)
        strands = "for ever" in told or "again and again" in told or "can be chosen here" in told
        fates.add((strands, all_plays(written) is None))

    look()
    assert {(False, False), (True, False), (True, True)} <= fates
