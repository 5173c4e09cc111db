"""What a log's records come to, and what they lack of a centre's targets."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ...shared.english import mid_sentence
from .guide import Guide, LogField, Target, Value

Values = Mapping[str, Value]
MONTHS = 12


def options_of(field: LogField, values: Values) -> tuple[str, ...]:
    """Which options of a field a record has."""
    said = field.fitted(values.get(field.id))
    return tuple(said) if isinstance(said, list) else (said,) if said else ()


def narrowed(guide: Guide, records: Iterable[Values], wanted: Mapping[str, str]) -> list[int]:
    """The places of those records that have these options."""
    return [
        n
        for n, values in enumerate(records)
        if all(option in options_of(guide.field(name), values) for name, option in wanted.items())
    ]


@dataclass(frozen=True)
class Standing:
    """How far one target has been reached."""

    target: Target
    count: int

    @property
    def reached(self) -> bool:
        return self.count >= self.target.least

    @property
    def words(self) -> str:
        return f"{self.count} of {self.target.least} {self.target.label}"


def standings(guide: Guide, records: Sequence[Values]) -> list[Standing]:
    return [Standing(target, sum(_counts(guide, target, values) for values in records)) for target in guide.targets]


def _counts(guide: Guide, target: Target, values: Values) -> bool:
    return all(set(options) & set(options_of(guide.field(name), values)) for name, options in target.where.items())


def gaps(standings: Iterable[Standing]) -> str:
    """``No neck and no shoulder yet; 4 of 10 performed.``, or nothing where every target is reached."""
    missing = [standing for standing in standings if not standing.reached]
    none = _listed([standing.target.none for standing in missing if not standing.count])
    some = _listed([standing.words for standing in missing if standing.count])
    said = "; ".join(part for part in (f"{none} yet" if none else "", some) if part)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _listed(words: Sequence[str]) -> str:
    *others, last = words or ("",)
    return f"{', '.join(others)} and {last}" if others else last


@dataclass(frozen=True)
class Bar:
    label: str
    count: int


@dataclass(frozen=True)
class Chart:
    """Counts by option, or by month; a record with several options counts for each."""

    title: str
    bars: tuple[Bar, ...]
    sentence: str

    @property
    def most(self) -> int:
        return max((bar.count for bar in self.bars), default=0)


def charts(guide: Guide, records: Sequence[Values], *, today: date) -> list[Chart]:
    """One for each field that the guide names, and the last twelve months."""
    of_fields = [_of_field(guide, guide.field(name), records) for name in guide.charts]
    return [*of_fields, _by_month(guide, records, today)]


def _of_field(guide: Guide, field: LogField, records: Sequence[Values]) -> Chart:
    counted = Counter(option for values in records for option in options_of(field, values))
    known = [*field.options, *sorted(set(counted) - set(field.options))]
    bars = tuple(Bar(option, counted[option]) for option in known)
    return Chart(field.label, bars, _said(bars, "option"))


def _by_month(guide: Guide, records: Sequence[Values], today: date) -> Chart:
    counted = Counter(str(values[guide.when])[:7] for values in records if values.get(guide.when))
    months = [
        date(today.year - (back > today.month - 1), (today.month - back - 1) % 12 + 1, 1) for back in range(MONTHS)
    ]
    bars = tuple(Bar(f"{month:%B %Y}", counted[f"{month:%Y-%m}"]) for month in reversed(months))
    return Chart("By month", bars, _said(bars, "month"))


def _said(bars: Sequence[Bar], what: str) -> str:
    """The chart in a sentence."""
    counted = [bar for bar in bars if bar.count]
    if not counted:
        return "Nothing to count yet."
    most = max(bar.count for bar in counted)
    highest = [bar.label for bar in counted if bar.count == most]
    empty = len(bars) - len(counted)
    top = f"Most: {_listed(highest)}, {most}{' each' if len(highest) > 1 else ''}"
    if not empty:
        return f"{top}. Every {what} has at least one."
    return f"{top}. {empty} of {len(bars)} {what}s {'has' if empty == 1 else 'have'} none."


def next_gap(guide: Guide, records: Sequence[Values]) -> str:
    """What the log lacks, as a title that begins with its name; nothing where it lacks nothing."""
    lacking = gaps(standings(guide, records))
    return f"{guide.title}: {mid_sentence(lacking).rstrip('.')}" if lacking else ""
