"""Whether the bank can be beaten without reading the questions.

``python -m tests.content.blind`` prints how well keys are found by somebody who sees the options only: by a model of
their words, and by one feature at a time. ``python -m tests.content.blind devices`` lists the sets of one file that
are guessed with the most confidence.

The model is ridge regression on words, pairs of words and punctuation, as differences within a set of options, and is
cross-validated in ten folds by item (by case for branching cases). It is as strong here as logistic regression, and
its folds have a closed form (Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 2nd ed., 7.10),
so that ten partitions and twenty shuffled controls take seconds.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from revision_app import loading
from revision_app.quiz.bank.core.bank import Bank
from revision_app.quiz.bank.core.items import Item
from revision_app.quiz.bank.core.items.branching_case import BranchingCase
from revision_app.quiz.bank.core.items.choose_and_justify import ChooseAndJustify
from revision_app.quiz.bank.core.items.cloze import Cloze
from revision_app.quiz.bank.core.items.multiple_response import MultipleResponse
from revision_app.quiz.bank.core.items.single_best_answer import SingleBestAnswer
from revision_app.quiz.bank.core.items.situational_judgement import SituationalJudgement

ROOT = Path(__file__).resolve().parents[2]
FOLDS, PARTITIONS, CONTROLS = 10, 10, 20
PENALTY = 4.0

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True)
class Options:
    """One set of options to choose from, without its question; ``group`` is the item or the case it stands in."""

    kind: str
    file: str
    group: str
    place: str
    texts: tuple[str, ...]
    keys: frozenset[int]
    stem: str

    @property
    def chance(self) -> float:
        return len(self.keys) / len(self.texts)

    def hit(self, scores: Sequence[float]) -> float:
        """The share of keys among as many options with the highest scores; options with one score share the places."""
        left, hits = len(self.keys), 0.0
        for score in sorted(set(scores), reverse=True):
            tied = [n for n, one in enumerate(scores) if one == score]
            taken = min(left, len(tied))
            hits += taken * len(self.keys.intersection(tied)) / len(tied)
            left -= taken
        return hits / len(self.keys)


def option_sets(bank: Bank, files: Mapping[str, str]) -> list[Options]:
    """Every set of options in the bank and in the branching cases."""
    items = [version.item for version in bank.items.values()]
    return [one for item in items for one in _in_item(item, files.get(item.id, item.id))]


def _in_item(item: Item, file: str) -> Iterator[Options]:
    def options(texts: Mapping[str, str], keys: Iterable[str], stem: str, part: str = "") -> Options:
        kind = item.kind.replace("_", " ") + (f": {part}" if part else "")
        right = frozenset(n for n, name in enumerate(texts) if name in set(keys))
        return Options(kind, file, item.id, item.id, tuple(texts.values()), right, stem)

    def texts(choices: Mapping[str, object]) -> dict[str, str]:
        return {name: str(getattr(choice, "text", "")) for name, choice in choices.items()}

    match item:
        case BranchingCase():
            yield from _in_case(item)
        case SingleBestAnswer():
            yield options(texts(item.options), [item.key], item.stem)
        case MultipleResponse():
            yield options(texts(item.options), item.key, item.stem)
        case ChooseAndJustify():
            yield options(texts(item.options), [item.key], item.stem, "choice")
            yield options(texts(item.reason.options), [item.reason.key], item.reason.stem, "reason")
        case Cloze():
            for gap in item.gaps.values():
                yield options(texts(gap.options), [gap.key], item.stem)
        case SituationalJudgement():
            best = min(action.key for action in item.actions.values())
            keys = [name for name, action in item.actions.items() if action.key == best]
            yield options(texts(item.actions), keys, item.stem)


def _in_case(case: BranchingCase) -> Iterator[Options]:
    for name, stage in case.stages.items():
        best = max(choice.marks for choice in stage.choices.values())
        keys = frozenset(n for n, choice in enumerate(stage.choices.values()) if choice.marks == best)
        texts = tuple(choice.text for choice in stage.choices.values())
        yield Options("branching case: choice", case.id, case.id, f"{case.id} {name}", texts, keys, stage.stem)
        if reason := stage.reason:
            texts = tuple(option.text for option in reason.options.values())
            keys = frozenset([list(reason.options).index(reason.key)])
            yield Options("branching case: reason", case.id, case.id, f"{case.id} {name}", texts, keys, reason.stem)


def tokens(text: str) -> list[str]:
    """Words and punctuation marks of an option, with its beginning and its end."""
    return ["^", *re.findall(r"[a-z]+|\d+|[^\sa-z\d]", text.lower().replace("\u2019", "'")), "$"]


class Model:
    """What the words of the options say about the keys. No set is predicted by a model that saw one of its group."""

    def __init__(self, sets: Sequence[Options]) -> None:
        self.sets = sets
        self.ends = np.cumsum([0, *(len(one.texts) for one in sets)])
        self.labels = self._centred(np.array([float(n in one.keys) for one in sets for n in range(len(one.texts))]))
        runs = [{*said, *pairwise(said)} for one in sets for said in map(tokens, one.texts)]
        counts = Counter(run for found in runs for run in found)
        self.names = sorted((run for run, count in counts.items() if count > 1), key=str)
        places = {run: n for n, run in enumerate(self.names)}
        self.features = np.zeros((len(runs), len(self.names)), dtype=np.float32)
        for row, found in enumerate(runs):
            self.features[row, [places[run] for run in found if run in places]] = 1
        self.features = self._centred(self.features)

    def _centred(self, values: Array) -> Array:
        """Each option less the mean of its set, so that only what differs within a set counts."""
        values = values.copy()
        for begin, end in pairwise(self.ends):
            values[begin:end] -= values[begin:end].mean(axis=0)
        return values

    @cached_property
    def _kernel(self) -> Array:
        return (self.features @ self.features.T).astype(float)

    @cached_property
    def _smoother(self) -> Array:
        kernel = self._kernel
        return np.asarray(np.linalg.solve(kernel + PENALTY * np.eye(len(kernel)), kernel))

    def scores(self, labels: Array, seed: int) -> Array:
        """For each option its score by a model of the other folds; ``labels`` may have several columns."""
        groups = sorted({one.group for one in self.sets})
        order = np.random.default_rng(seed).permutation(len(groups))
        fold_of = {groups[n]: place % FOLDS for place, n in enumerate(order)}
        folds = np.repeat([fold_of[one.group] for one in self.sets], np.diff(self.ends))
        errors = labels - self._smoother @ labels
        scores = np.empty_like(labels)
        for fold in range(FOLDS):
            rows = np.flatnonzero(folds == fold)
            own = np.eye(len(rows)) - self._smoother[np.ix_(rows, rows)]
            scores[rows] = labels[rows] - np.linalg.solve(own, errors[rows])
        return scores

    def hits(self, scores: Array) -> Array:
        """For each set the share of its keys that these scores find."""
        spans = zip(self.sets, self.ends, self.ends[1:], strict=False)
        return np.array([one.hit(list(scores[begin:end])) for one, begin, end in spans])

    @cached_property
    def _partitions(self) -> list[Array]:
        return [self.scores(self.labels, seed) for seed in range(PARTITIONS)]

    @cached_property
    def found(self) -> Array:
        """For each set how often its keys were found, over all partitions."""
        return np.mean([self.hits(scores) for scores in self._partitions], axis=0)

    @cached_property
    def control(self) -> Array:
        """The same with the options of each set shuffled, so that nothing can be learnt."""
        draw = np.random.default_rng(0)
        columns, found = [], []
        for _control in range(CONTROLS):
            shuffled = [draw.permutation(len(one.texts)) for one in self.sets]
            rows = np.concatenate([begin + order for begin, order in zip(self.ends, shuffled, strict=False)])
            columns.append(self.labels[rows])
        scores = self.scores(np.stack(columns, axis=1), 0)
        for n, column in enumerate(columns):
            spans = zip(self.sets, self.ends, self.ends[1:], strict=False)
            keys = [frozenset(np.flatnonzero(column[begin:end] > 0)) for _one, begin, end in spans]
            moved = [replace(one, keys=key) for one, key in zip(self.sets, keys, strict=True)]
            spans = zip(moved, self.ends, self.ends[1:], strict=False)
            found.append([one.hit(list(scores[begin:end, n])) for one, begin, end in spans])
        return np.mean(found, axis=0)

    @cached_property
    def margins(self) -> Array:
        """For each set by how much its key leads the best distractor, over all partitions; below 0 it is behind."""
        scores = np.mean(self._partitions, axis=0)
        found = []
        for one, begin, end in zip(self.sets, self.ends, self.ends[1:], strict=False):
            here = scores[begin:end]
            keys = list(one.keys)
            found.append(here[keys].min() - np.delete(here, keys).max())
        return np.array(found)

    @cached_property
    def _weights(self) -> Array:
        alphas = np.linalg.solve(self._kernel + PENALTY * np.eye(len(self._kernel)), self.labels)
        return np.asarray(self.features.T @ alphas)

    def tells(self, place: int, most: int = 4) -> list[str]:
        """The words in a set that speak the loudest for its key, or against a distractor."""
        begin, end = self.ends[place : place + 2]
        right = [begin + n for n in self.sets[place].keys]
        parts = (2 * self.labels[begin:end, None] * self.features[begin:end] * self._weights).sum(axis=0)
        said = []
        for n in np.argsort(-parts)[:most]:
            run = self.names[n]
            mark = "+" if self.features[right, n].max() > 0 else "-"
            said.append(f"{mark}{run if isinstance(run, str) else ' '.join(run)}")
        return said


def counts(pattern: str) -> Callable[[Options], list[float]]:
    """A feature: how often each option has this."""
    found = re.compile(pattern, re.IGNORECASE)
    return lambda one: [len(found.findall(text)) for text in one.texts]


def _words(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z]{4,}|\d+", text.lower())}


def _rank(place: int) -> Callable[[Options], list[float]]:
    """A feature: whether an option is the longest (0), the second longest (1) and so on, from the end when below 0."""

    def feature(one: Options) -> list[float]:
        lengths = [len(text) for text in one.texts]
        ranks = sorted(lengths, reverse=True)
        return [float(length == ranks[place]) if abs(place) < len(ranks) else 0.0 for length in lengths]

    return feature


FEATURES: dict[str, Callable[[Options], list[float]]] = {
    "length: longest": _rank(0),
    "length: second longest": _rank(1),
    "length: second shortest": _rank(-2),
    "length: shortest": _rank(-1),
    "length: most words": lambda one: [len(text.split()) for text in one.texts],
    "punctuation: all": counts(r"[^\w\s]"),
    "punctuation: comma": counts(","),
    "punctuation: semicolon, colon, dash": counts(r"[;:\u2013\u2014]"),
    "punctuation: quotation mark": counts("[\"'\u201c\u201d]"),
    "hedges": counts(
        r"\b(may|might|can|could|should|would|often|usually|likely|perhaps|possibly|probably|generally|sometimes|some|"
        r"about|around|roughly|mostly|mainly|partly|seems?|appears?|suggests?|tends?|unless|if|until|where|whether)\b"
    ),
    "absolutes": counts(
        r"\b(all|always|never|every\w*|only|no|none|nobody|nothing|must|any\w*|entirely|wholly|completely|fully|whole|"
        r"exactly|proven?|proves?|certain\w*|sure|safe|whatever|at once|alone|cannot)\b"
    ),
    "negations": counts(r"\b(not|no|none|neither|nor|never|nothing|nobody|without|cannot|\w+n't)\b"),
    "comparatives": counts(
        r"\b(more|most|less|least|fewer|fewest|too|than|better|best|worse|worst|twice|half|enough|rather|"
        r"(?!other|water|after|never|under|over|however|whether|either|neither|number|paper|letter|consider|"
        r"per|her|further|lower|upper|roller|laser|barrier|finger|fever|cover|answer|remember|together|ever)"
        r"[a-z]{3,}(?:er|est))\b"
    ),
    "reason clauses": counts(
        r"\b(because|so that|so as|in case|therefore|given that|which means|which is why|due to|thanks to)\b"
        r"|[,;] (?:since|as|so|for|which)\b|\bsince\b|\bin order to\b"
    ),
    "numbers": counts(r"\d+"),
    "words of the item's id": lambda one: [
        len(_words(text) & _words(one.place.replace("-", " "))) for text in one.texts
    ],
    "words of the stem": lambda one: [len(_words(text) & _words(one.stem)) for text in one.texts],
    "position: first": lambda one: [float(n == 0) for n in range(len(one.texts))],
    "position: second": lambda one: [float(n == 1) for n in range(len(one.texts))],
    "position: third": lambda one: [float(n == 2) for n in range(len(one.texts))],
    "position: last": lambda one: [float(n == len(one.texts) - 1) for n in range(len(one.texts))],
}


@dataclass(frozen=True)
class Clue:
    """What choosing by one feature finds: the most of it, or the least.

    ``told`` are the sets in which the feature differs between options, and ``among`` what it finds in these.
    """

    name: str
    gain: float
    told: int
    among: float


def clues(sets: Sequence[Options]) -> list[Clue]:
    """What each feature adds to chance in all these sets: above 0 it picks the key, below 0 it strikes it out."""
    found = []
    for name, feature in FEATURES.items():
        values = [feature(one) for one in sets]
        for way, sign in (("most", 1), ("least", -1)):
            if way == "least" and name.startswith(("length: l", "length: s", "position")):
                continue
            gains = [one.hit([sign * v for v in value]) - one.chance for one, value in zip(sets, values, strict=True)]
            told = [gain for gain, value in zip(gains, values, strict=True) if len(set(value)) > 1]
            found.append(
                Clue(f"{name} ({way})", float(np.mean(gains)), len(told), float(np.mean(told)) if told else 0.0)
            )
    return found


def load(content: Path = ROOT / "content", quizzes: Path = ROOT / "quizzes") -> list[Options]:
    """The sets of the shipped files, each with the name of the file it stands in."""
    bank = loading.load(content, quizzes).bank
    if not bank:
        raise SystemExit("The files are not in order; run flask check-content.")
    files = {}
    for file in sorted((quizzes / "items").glob("*.yml")):
        files |= dict.fromkeys(re.findall(r"^  - id: (\S+)", file.read_text(encoding="utf-8"), re.MULTILINE), file.stem)
    return option_sets(bank, files)


def table(model: Model, by: Callable[[Options], str]) -> Iterator[str]:
    """One line for each kind or file: what the model finds, what chance and the shuffled control do."""
    names = [by(one) for one in model.sets]
    width = max(map(len, names))
    yield f"{'':{width}}  sets  chance  control  model"
    for name in sorted(set(names)):
        rows = [n for n, one in enumerate(names) if one == name]
        chance = np.mean([model.sets[n].chance for n in rows])
        control, found = model.control[rows].mean(), model.found[rows].mean()
        yield f"{name:{width}}  {len(rows):4}  {chance:6.1%}  {control:7.1%}  {found:5.1%}"


def main(wanted: Sequence[str]) -> None:
    model = Model(load())
    kinds = sorted({one.kind for one in model.sets})
    print(*table(model, lambda one: one.kind), "", *table(model, lambda one: one.file), sep="\n")
    for kind in kinds:
        sets = [one for one in model.sets if one.kind == kind]
        print(f"\n{kind}: features by which the key is found or struck out, in points over chance")
        for clue in sorted(clues(sets), key=lambda clue: -abs(clue.gain)):
            if abs(clue.gain) > 0.02:
                told = f"{100 * clue.among:+.0f} in the {clue.told} sets it tells apart"
                print(f"  {100 * clue.gain:+5.1f}  {clue.name}; {told}")
    rows = [n for n, one in enumerate(model.sets) if not wanted or one.file in wanted]
    print("\nguessed with the most confidence, and by which words (+ in the key, - in a distractor)")
    for n in sorted(rows, key=lambda n: -model.margins[n])[: 60 if wanted else 25]:
        if model.margins[n] > 0:
            one = model.sets[n]
            print(f"  {model.margins[n]:.2f}  {one.file}: {one.place} ({one.kind})  {'  '.join(model.tells(n))}")


if __name__ == "__main__":
    main(sys.argv[1:])
