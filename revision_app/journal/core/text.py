from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ...shared.anonymity import Finding, check
from ...shared.refusal import Refusal
from .guide import LAST_TIME, Stage

TITLE_LIMIT = 120
STAGE_LIMIT = 20_000  # characters
WORDING_LIMIT = 1000  # characters
SHOWN_AT_ONCE = 40
"""How many findings of the anonymity check a page shows."""

TITLE = "title"
"""What the title is called among the passages of a reflection; the others are called by their stage."""


class WordingNotSaved(Refusal):
    """The passage is not what it was on the page, or would be too long."""


@dataclass(frozen=True)
class Text:
    """What a learner has written: a title, the stages, and the criteria they say it speaks to.

    Stages that are ``kept_back`` stay with the learner when the others are handed in. ``context`` is what it is about.
    ``stages`` are those of its model, in their order; before them, what became of the last plan where there was one.
    """

    title: str
    writing: Mapping[str, str] = field(default_factory=dict)
    criteria: tuple[str, ...] = ()
    kept_back: tuple[str, ...] = ()
    context: str = ""
    stages: tuple[str, ...] = tuple(Stage)

    def __post_init__(self) -> None:
        object.__setattr__(self, "writing", {stage: self.writing.get(stage, "") for stage in self.stages})

    @property
    def shared(self) -> "Text":
        """What of it is handed in. Nobody can tell a stage that was kept back from one that was never written."""
        left_out = dict.fromkeys(self.kept_back, "")
        return replace(self, writing={**self.writing, **left_out}, kept_back=())

    def with_words_of(self, other: "Text") -> "Text":
        """This text with the title, words and criteria of another version of it; what is kept back stays with it.

        Words of a stage that is no longer asked for come along.
        """
        more = [name for name, words in other.writing.items() if words.strip() and name not in self.stages]
        stages = (*self.stages, *more)
        return replace(self, title=other.title, writing=other.writing, criteria=other.criteria, stages=stages)

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The stages of its model in which nothing stands."""
        return tuple(name for name in self.stages if name != LAST_TIME and not self.writing[name].strip())

    def said_in(self, stages: Iterable[str]) -> str:
        """What stands in these stages together."""
        return "\n\n".join(words for name in stages if (words := self.writing.get(name, "").strip()))

    @property
    def passages(self) -> dict[str, str]:
        """All that is handed in and could name somebody, by what it is called in forms."""
        return {TITLE: self.title, **{str(name): words for name, words in self.writing.items()}}

    def checked(self, *, familiar: Iterable[str], not_clients: Iterable[str] = ()) -> "Check":
        """What in it could identify somebody; see ``anonymity.check``."""
        return Check(
            {name: check(words, familiar=familiar, not_clients=not_clients) for name, words in self.passages.items()}
        )

    def reworded(self, passage: str, findings: Iterable[Finding], wording: str) -> "Text":
        """The text with ``wording`` in place of these findings in one of its passages.

        Raises ``WordingNotSaved`` when the passage would be empty or too long.
        """
        words = self.passages[passage]
        for finding in sorted(findings, key=lambda each: each.start, reverse=True):
            words = finding.replaced(words, wording)
        if passage != TITLE:
            if len(words) > STAGE_LIMIT:
                raise WordingNotSaved(f"With this wording it is over {STAGE_LIMIT:,} characters. Write a shorter one.")
            return replace(self, writing={**self.writing, passage: words})
        if not 0 < len(words) <= TITLE_LIMIT:
            raise WordingNotSaved(f"The title must have between 1 and {TITLE_LIMIT} characters.")
        return replace(self, title=words)

    @property
    def lacking(self) -> list[str]:
        """What it needs before it can be handed in, in words."""
        first = next(name for name in self.stages if name != LAST_TIME)
        called = "description" if first == Stage.DESCRIPTION else "first stage"
        if first in self.kept_back:
            return [f"You keep the {called} to yourself. Hand it in as well, so that your tutor can follow the rest."]
        if first in self.unwritten:
            return [f"The {called} is empty. Write what happened, so that your tutor can follow the rest."]
        return []


@dataclass(frozen=True)
class Check:
    """What could identify somebody, by passage. It is shown and kept nowhere."""

    findings: Mapping[str, tuple[Finding, ...]]

    @property
    def total(self) -> int:
        return sum(map(len, self.findings.values()))

    @property
    def first(self) -> dict[str, tuple[Finding, ...]]:
        """As much of it as a page shows at once; passages without a finding are left out."""
        left = SHOWN_AT_ONCE
        first = {}
        for passage, findings in self.findings.items():
            if findings[:left]:
                first[passage] = findings[:left]
            left = max(left - len(findings), 0)
        return first

    def alike(self, finding: Finding) -> int:
        """How often it is found."""
        return sum(other.repeats(finding) for findings in self.findings.values() for other in findings)


@dataclass(frozen=True)
class Found:
    """Where somebody saw a finding: the passage, and the characters from ``start`` to before ``end``."""

    passage: str
    start: int
    end: int
