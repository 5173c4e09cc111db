"""What is wrong with a case that is written in order: first its names, then every way through it.

Each fault is a place in the file and what to write instead. A case without a fault never strands a learner: wherever
they come to there are two choices at least, or an ending, and after finitely many decisions there is an ending.
"""

from collections.abc import Iterator

from ......shared.yaml_text import Place
from .explore import MOST, Explored, explore
from .play import Situation, offered, state
from .state import SCORE, Wanted, When, fault_in_change, fault_in_wanted, holds
from .written import REASON, CaseFile, CaseReason, Choice

Fault = tuple[Place, str]


def faults(case: CaseFile) -> list[Fault]:
    return list(_names(case)) or [*_idle(case), *_ways_through(case)]


def _names(case: CaseFile) -> Iterator[Fault]:
    """Whatever names something that is not there, or says of it what cannot be."""
    places = {*case.stages, *case.endings}
    if SCORE in case.state:
        yield ("state", SCORE), "`score` is the marks so far; give this another name"
    if REASON in case.stages:
        yield ("stages", REASON), f"`{REASON}` is what pages call a reason; give this stage another name"
    for name in case.endings:
        if name in case.stages:
            yield ("endings", name), f"there is a stage {name} too; give this ending another name"
    if case.begin not in case.stages:
        yield ("begin",), f"there is no stage {case.begin}; write one of {', '.join(case.stages)}"
    for place, condition in case.conditions():
        yield from _fault_in_condition(case, place, condition)
    for name, stage in case.stages.items():
        for letter, choice in stage.choices.items():
            yield from _fault_in_choice(case, places, ("stages", name, "choices", letter), choice)
        if stage.reason:
            yield from _fault_in_reason(("stages", name, "reason"), stage.reason)


def _fault_in_condition(case: CaseFile, place: Place, condition: When) -> Iterator[Fault]:
    for name, wanted in condition.items():
        if name != SCORE and name not in case.state:
            yield (*place, name), _no_such_state(case, name)
        elif fault := fault_in_wanted(0 if name == SCORE else case.state[name], wanted):
            yield (*place, name), f"`{name}` can never be {_in_words(wanted)}; {fault}"


def _fault_in_choice(case: CaseFile, places: set[str], place: Place, choice: Choice) -> Iterator[Fault]:
    for name, value in choice.set.items():
        if name not in case.state:
            yield (*place, "set", name), _no_such_state(case, name)
        elif fault := fault_in_change(case.state[name], value):
            yield (*place, "set", name), f"`{name}` can never be {_in_words(value)}; {fault}"
    for n, way in enumerate(choice.next):
        if way.to not in places:
            message = f"there is no stage or ending {way.to}; write one of {', '.join(sorted(places))}"
            yield (*place, "next", n, "to"), message
        elif choice.unsafe and way.to in case.endings and case.endings[way.to].kind != "harmful":
            message = (
                f"an unsafe choice leads straight to {way.to}, which is not harmful; make it so, or lead elsewhere"
            )
            yield (*place, "next", n, "to"), message
    if choice.next[-1].when:
        yield (*place, "next"), "nothing says where this leads otherwise; end the list with a `to:` without `when:`"
    if choice.unsafe and choice.marks:
        yield (*place, "marks"), "an unsafe choice earns nothing; remove its marks or `unsafe`"


def _fault_in_reason(place: Place, reason: CaseReason) -> Iterator[Fault]:
    if reason.key not in reason.options:
        yield (*place, "key"), f"{reason.key} is not a reason here; write one of {', '.join(reason.options)}"
    for name, option in reason.options.items():
        if option.unsafe:
            yield (*place, "options", name, "unsafe"), "what is done is unsafe, not why; mark the choice instead"


def _idle(case: CaseFile) -> Iterator[Fault]:
    """What is written and does nothing."""
    named = {name for _, condition in case.conditions() for name in condition}
    changed = {name for stage in case.stages.values() for choice in stage.choices.values() for name in choice.set}
    for name in case.state:
        if name not in changed:
            yield ("state", name), f"no choice ever sets {name}; let one set it, or remove it"
        if name not in named:
            yield ("state", name), f"nothing ever asks for {name}; ask for it in a `when:`, or remove it"
    for name, stage in case.stages.items():
        if stage.reason and not any(choice.marks for choice in stage.choices.values()):
            message = "a reason earns its marks only beside a choice that earns some; give a choice here its marks"
            yield ("stages", name, "reason"), message


def _no_such_state(case: CaseFile, name: str) -> str:
    known = ", ".join(case.state) or "nothing yet"
    return f"{name} is not in the state of this case, which is {known}; add it to `state:` or mend the name"


def _ways_through(case: CaseFile) -> Iterator[Fault]:
    explored = explore(case)
    if not explored.whole:
        message = f"a learner can come this way again and again, to over {MOST:,} situations; let what is counted end"
        yield ("stages", explored.loop[0]), message
    elif explored.loop:
        way = " to ".join((*explored.loop, explored.loop[0]))
        message = f"a learner could go round for ever, from {way}; let a choice on the way set what it asks for"
        yield ("stages", explored.loop[0]), message
    else:
        yield from _strandings(explored)
        yield from _never_reached(explored)
        yield from _never_holding(explored)
        yield from _endings(explored)


def _strandings(explored: Explored) -> Iterator[Fault]:
    """Situations with nothing to decide, one for each stage."""
    by_stage: dict[str, Fault] = {}
    for situation in explored.moves:
        if situation.at in explored.case.stages and len(left := offered(explored.case, situation)) < 2:
            only = f"only {next(iter(left))} can be chosen" if left else "nothing can be chosen"
            message = f"{only} here{_so(explored.case, situation)}; offer two choices at least, whatever the state"
            by_stage.setdefault(situation.at, (("stages", situation.at, "choices"), message))
    yield from by_stage.values()


def _so(case: CaseFile, situation: Situation) -> str:
    values = [f"{name} is {_in_words(value)}" for name, value in state(case, situation).items()]
    if case.asks_score:
        values.append(f"score is {situation.score}")
    return f" when {' and '.join(values)}" if values else ""


def _in_words(wanted: Wanted) -> str:
    if isinstance(wanted, tuple):
        return " or ".join(wanted)
    return str(wanted).lower() if isinstance(wanted, bool) else str(wanted)


def _never_reached(explored: Explored) -> Iterator[Fault]:
    case, reached = explored.case, {situation.at for situation in explored.moves}
    for part, scenes in (("stages", case.stages), ("endings", case.endings)):
        for name in scenes:
            if name not in reached:
                yield (part, name), f"no way leads to {name}; let a choice lead to it, or remove it"


def _never_holding(explored: Explored) -> Iterator[Fault]:
    """Conditions that never hold where they are asked, and ways never taken; nothing of what is never reached."""
    case = explored.case
    here: dict[str, list[Situation]] = {}
    for situation in explored.moves:
        here.setdefault(situation.at, []).append(situation)
    met = {place[:-1] for place in _met(explored)}
    for place, condition in case.conditions():
        scene = case.begin if place[0] == "facts" else str(place[1])
        choice = place[:4] if "choices" in place else ()
        if place[:-1] in met or scene not in here or (len(place) > 5 and choice not in met):
            continue
        if condition:
            wanting = " and ".join(f"{name}: {_in_words(wanted)}" for name, wanted in condition.items())
            yield place, f"this never holds here ({wanting}); mend it, or remove what depends on it"
        else:
            yield place[:-1], "this way is never taken, because an earlier one always is; remove it"


def _met(explored: Explored) -> Iterator[Place]:
    """The places of the conditions that hold somewhere; of several ways, of the first that does."""
    case = explored.case
    for situation, moves in explored.moves.items():
        values = state(case, situation)
        scene = case.stages.get(situation.at) or case.endings[situation.at]
        part = "stages" if situation.at in case.stages else "endings"
        for n, fact in enumerate(case.facts):
            if holds(fact.when, values, situation.score):
                yield ("facts", n, "when")
        for n, addition in enumerate(scene.also):
            if holds(addition.when, values, situation.score):
                yield (part, situation.at, "also", n, "when")
        for move in moves:
            place = ("stages", situation.at, "choices", move.decision.choice)
            yield (*place, "when")
            yield (*place, "next", move.way, "when")


def _endings(explored: Explored) -> Iterator[Fault]:
    case = explored.case
    good = {name for name, ending in case.endings.items() if ending.kind == "good"}
    if not good & explored.endings[explored.first]:
        yield ("endings",), "no way leads to a good ending; write one with `kind: good` and lead to it"
        return
    for place, name in dict.fromkeys(_good_after_harm(explored, good)):
        yield place, f"{name} is a good ending, and it can still come after this unsafe choice; lead elsewhere"
    most = explored.most[explored.first]
    if most != case.marks:
        yield ("marks",), f"the best way through earns {most}; write {most}"
    elif not _best_is_good(explored, good):
        yield ("marks",), "the way that earns the most does not come to a good ending; give its choices fewer marks"


def _good_after_harm(explored: Explored, good: set[str]) -> Iterator[tuple[Place, str]]:
    for moves in explored.moves.values():
        for move in moves:
            stage = explored.case.stages[move.decision.stage]
            if stage.choices[move.decision.choice].unsafe:
                place = ("stages", move.decision.stage, "choices", move.decision.choice)
                yield from ((place, name) for name in sorted(good & explored.endings[move.to]))


def _best_is_good(explored: Explored, good: set[str]) -> bool:
    """Whether every way that earns the most comes to a good ending."""
    best = {explored.first}
    for situation in reversed(list(explored.moves)):
        if situation in best:
            most = explored.most[situation]
            best |= {move.to for move in explored.moves[situation] if move.marks + explored.most[move.to] == most}
    return all(situation.at in good for situation in best if situation.at in explored.case.endings)
