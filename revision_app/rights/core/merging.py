"""Merging two accounts of one person: what becomes of every reference to the one that is closed, and what forbids it.

A column that refers to people stands here or a test fails (``tests/rules/test_merging.py``).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256

from ...accounts.core import Account, Role, State
from ...shared.refusal import Refusal
from .erasure import is_erased
from .holdings import HOLDINGS


class Fate(Enum):
    """What becomes of the rows that refer to the account that is closed."""

    MOVES = auto()  # to the other; a row that the other has already, as the database counts it, stays where it is
    STAYS = auto()  # with the closed account, which points to the other
    ENDS = auto()  # is deleted
    OF_STAFF = auto()  # there are none: nobody who has worked as staff is merged


_BY_FATE: Mapping[Fate, Sequence[str]] = {
    Fate.MOVES: (
        *("adjustments.learner_id", "aims.learner_id", "attachments.learner_id", "attempts.learner_id"),
        *("card_reviews.learner_id", "challenges.learner_id", "challenge_replies.author_id", "comment_words.author_id"),
        *("consents.noted_by", "declarations.learner_id", "depth_prompts_off.learner_id", "draft_claims.learner_id"),
        *("enrolments.learner_id", "erasure_holds.person_id", "file_sets.learner_id", "files.learner_id"),
        *("log_records.learner_id", "log_selections.learner_id", "merged_accounts.into_id"),
        *(
            "message_threads.recipient_id",
            "message_threads.writer_id",
            "message_words.author_id",
            "messages.writer_id",
            "not_clients.learner_id",
        ),
        *("notes.learner_id", "one_time_links.made_by", "own_cards.learner_id", "photograph_pairs.learner_id"),
        *("pieces.learner_id", "planned_steps.learner_id", "practice_answers.learner_id", "recall_choices.learner_id"),
        *("recipes.learner_id", "reflections.learner_id", "section_reads.learner_id", "statements.learner_id"),
        *("study_times.learner_id", "uploads.learner_id", "witness_requests.learner_id"),
    ),
    Fate.STAYS: (
        *("audit_entries.actor_id", "audit_entries.subject_id", "letters.person_id"),
        *(
            "merged_accounts.closed_id",
            "password_links.person_id",
            "retention_warnings.person_id",
            "sign_ins.person_id",
        ),
    ),
    Fate.ENDS: (
        *("abilities.learner_id", "calendar_addresses.person_id", "card_standings.learner_id"),
        *("digests.person_id", "jobs.owner_id"),
        *("passkeys.person_id", "person_roles.person_id", "recovery_codes.person_id", "second_steps.person_id"),
    ),
    Fate.OF_STAFF: (
        *("adjustments.author_id", "assignments.author_id", "cohort_archivings.author_id"),
        *("cohort_archivings.undone_by_id", "cohort_assurers.assurer_id", "cohort_assurers.ended_by_id"),
        *("cohort_tutors.ended_by_id", "cohort_tutors.tutor_id"),
        *("comments.second_by_id", "decisions.assessor_id", "enrolment_changes.author_id"),
        *("enrolment_changes.undone_by_id", "enrolments.ended_by_id", "erasure_holds.by_id"),
        *("erasure_holds.lifted_by_id", "given_marks.author_id", "interventions.author_id", "marking_rules.author_id"),
        *("merged_accounts.by_id", "phrases.author_id", "quality_steps.by_id", "regrades.author_id"),
        *("releases.assessor_id", "samples.assessor_id", "samples.drawn_by_id", "second_decisions.assessor_id"),
        *("second_markings.asked_by_id", "second_markings.first_done_by_id", "second_markings.marker_id"),
        *("signatures.signer_id", "statements.author_id", "training.by_id", "training.ended_by_id"),
        *("training.person_id", "typed_comments.assessor_id", "typed_marking.assessor_id"),
    ),
}

FATES: Mapping[str, Fate] = {column: fate for fate, columns in _BY_FATE.items() for column in columns}

OWN_RULE = frozenset({"attempts.learner_id", "enrolments.learner_id", "erasure_holds.person_id"})
"""What moves by a rule of its own, so that nothing of it is one of a kind that both accounts have."""


class NotMerged(Refusal):
    """Something stands in the way of merging two accounts, or has changed since it was looked at."""


@dataclass(frozen=True)
class Counted:
    """How many rows of a table move, and how many stay behind because the other account has the like."""

    table: str
    moves: int
    stays: int = 0

    @property
    def title(self) -> str:
        return HOLDINGS[self.table].title


@dataclass(frozen=True)
class Found:
    """What the tables say of both accounts before they are merged.

    ``staff`` says of each whether it was ever used for the work of staff; ``sat_twice`` are papers under time that both
    began; ``cohorts`` those in which both are now.
    """

    counted: tuple[Counted, ...] = ()
    staff: frozenset[int] = frozenset()
    sitting: frozenset[int] = frozenset()
    sat_twice: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    on_hold: frozenset[int] = frozenset()
    wrote_to_each_other: bool = False


@dataclass(frozen=True)
class Merging:
    """An account that is to be closed, the one that stays, and what would happen."""

    closes: Account
    stays: Account
    found: Found

    @property
    def seen(self) -> str:
        """What stands for everything that a page said of it, so that nothing else is done."""
        return sha256(repr((self.closes.email, self.stays.email, self.found)).encode()).hexdigest()

    @property
    def why_not(self) -> Collection[str]:
        return tuple(why_not(self.closes, self.stays, self.found))

    @property
    def differs(self) -> Collection[str]:
        """What both have and one keeps, in words."""
        lines = []
        if self.closes.name != self.stays.name:
            lines.append(f"They are called {self.stays.name} from then on, and not {self.closes.name}.")
        numbers = (
            ("centre reference", self.closes.reference, self.stays.reference),
            ("awarding-body number", self.closes.awarding_body_number, self.stays.awarding_body_number),
        )
        for word, closes, stays in numbers:
            if closes and closes != stays:
                lines.append(f"The {word} {closes} {f'goes: {stays} stays' if stays else 'moves'}.")
        for cohort in self.found.cohorts:
            lines.append(
                f"Both are in {cohort}: one place stays, from the earlier start, with what was done to either."
            )
        return lines

    @property
    def moves(self) -> Collection[Counted]:
        return [each for each in self.found.counted if each.moves]

    @property
    def stays_behind(self) -> Collection[Counted]:
        return [each for each in self.found.counted if each.stays]


def why_not(closes: Account, stays: Account, found: Found) -> list[str]:
    """What forbids it, in words; empty where nothing does."""
    reasons = []
    both = (closes, stays)
    if closes.id == stays.id:
        return ["This is one account. Choose another one of theirs."]
    for each in both:
        if each.merged_into is not None:
            reasons.append(f"The account {each.email} was merged before and is closed for good.")
        elif is_erased(each):
            reasons.append(f"{each.name} has been erased: there is nothing left to merge.")
        elif each.roles != {Role.LEARNER}:
            reasons.append(f"The account {each.email} is not a learner’s alone. Only two accounts of a learner merge.")
        elif each.id in found.staff:
            reasons.append(
                f"The account {each.email} was used for the work of staff before, which stays with who did it."
            )
        if each.id in found.sitting:
            reasons.append(f"A paper is being sat with the account {each.email} now: wait until that is over.")
    if stays.state is State.DEACTIVATED and not reasons:
        reasons.append(f"The account that would stay, {stays.email}, is deactivated: reactivate it first.")
    if closes.id in found.on_hold:
        reasons.append(f"The data of {closes.email} is on hold: lift the hold, and put it on the account that stays.")
    if found.sat_twice:
        reasons.append(
            f"With both accounts they began {_listed(found.sat_twice)}. It would count as two attempts of one person,"
            " which the rules of a paper under time may not allow, so both stay as they are."
        )
    if found.wrote_to_each_other:
        reasons.append("These two wrote messages to each other, so they may be two people.")
    return reasons


def _listed(titles: Sequence[str]) -> str:
    *others, last = titles
    return f"{', '.join(others)} and {last}" if others else last
