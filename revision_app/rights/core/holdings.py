"""Every table that holds somebody: how its rows belong to them, whether they take them along, and what erasure leaves.

A table that refers to people, or to a table that does, stands here or a test fails (``tests/rules/test_rights.py``).
Tables are named as in the database, so that this is also the record of processing that a centre is asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DataClass(StrEnum):
    """What is kept for one purpose, and for as long."""

    ACCOUNT = "Your account"
    RECORD = "Your record as a learner"
    JOURNAL = "Your private journal and notes"
    CLIENTS = "Client material"


class Shown(StrEnum):
    """Which rows somebody takes along where it is not all of them."""

    ALL = "all"
    RELEASED_PIECES = "pieces whose decisions are released"
    RELEASED_ATTEMPTS = "attempts whose results are released"


@dataclass(frozen=True)
class Holding:
    """``by`` are the columns that lead to the person, directly or through a table that stands here as well.

    ``left_out`` says why nobody takes these rows along, ``kept`` why erasure leaves them; where it is empty they are
    taken, or deleted. ``blank`` are the columns that erasure empties in rows that it leaves. ``without`` are columns
    that are secrets or mean nothing outside the site.
    """

    table: str
    data_class: DataClass
    title: str
    by: tuple[str, ...]
    shown: Shown = Shown.ALL
    left_out: str = ""
    kept: str = ""
    blank: tuple[str, ...] = ()
    without: tuple[str, ...] = field(default=())


ACCOUNT, RECORD, JOURNAL, CLIENTS = DataClass
PIECES, ATTEMPTS = Shown.RELEASED_PIECES, Shown.RELEASED_ATTEMPTS
DECIDED = "The centre has to show what was assessed and decided."
STAFF = "It is about the work of staff and says nothing of a learner."
ASSURED = "It judges the work of assessors. What came of it for the learner is in the decisions."
WORKING = "Assessors’ working before they decide. What they decided is in the decisions."

_LISTED = (
    # Their account.
    Holding(
        "people",
        ACCOUNT,
        "Who you are here",
        ("id",),
        kept="Decisions and results are somebody’s: without a name, address, number or password.",
        without=("password_hash", "name_key"),
    ),
    Holding(
        "merged_accounts",
        ACCOUNT,
        "Other accounts of yours that were merged into this one",
        ("closed_id", "into_id"),
        kept="It says which numbers in what is kept are one person.",
    ),
    Holding("person_roles", ACCOUNT, "Your roles", ("person_id",)),
    Holding("sign_ins", ACCOUNT, "When and on what you signed in", ("person_id",), without=("digest",)),
    Holding(
        "password_links", ACCOUNT, "Links that were made to set your password", ("person_id",), without=("digest",)
    ),
    Holding("second_steps", ACCOUNT, "Your authenticator app", ("person_id",), without=("secret", "last_step")),
    Holding(
        "passkeys",
        ACCOUNT,
        "Your passkeys",
        ("person_id",),
        without=("credential_id", "public_key", "sign_count"),
    ),
    Holding("recovery_codes", ACCOUNT, "Your recovery codes", ("person_id",), without=("digest",)),
    Holding("calendar_addresses", ACCOUNT, "Addresses of your calendar", ("person_id",), without=("digest",)),
    Holding(
        "digests",
        ACCOUNT,
        "How often letters tell you of what waits, and when it was last looked what does",
        ("person_id",),
        without=("told",),
    ),
    Holding("letters", ACCOUNT, "Letters to you", ("person_id",), without=("text", "worker", "lease_until")),
    Holding("jobs", ACCOUNT, "Files that you asked for", ("owner_id",), without=("worker", "lease_until", "file")),
    Holding(
        "audit_entries",
        ACCOUNT,
        "What was done by you or about you, as the audit has it",
        ("subject_id", "actor_id"),
        kept="It shows that the centre handled work and data as it must, and names people by numbers only.",
        without=("previous", "digest"),
    ),
    Holding("training", ACCOUNT, "Times in which you assessed in training", ("person_id",), kept=DECIDED),
    Holding("cohort_tutors", ACCOUNT, "Cohorts that you taught", ("tutor_id",), kept=DECIDED),
    Holding("cohort_assurers", ACCOUNT, "Cohorts whose quality you assured", ("assurer_id",), kept=DECIDED),
    Holding("erasure_holds", ACCOUNT, "Reasons for which your data was to be kept longer", ("person_id",)),
    Holding("retention_warnings", ACCOUNT, "When you were told that data about you will be deleted", ("person_id",)),
    # Their record.
    Holding("enrolments", RECORD, "Cohorts that you learnt in", ("learner_id",), kept=DECIDED),
    Holding(
        "enrolment_changes",
        RECORD,
        "When your place in a cohort was paused or ended, and why",
        ("enrolment_id",),
        kept=DECIDED,
        blank=("reason",),
    ),
    Holding(
        "adjustments",
        RECORD,
        "Your adjustments in papers",
        ("learner_id",),
        kept="The centre has to show that papers were sat under fair conditions; the reason goes.",
        blank=("reason",),
    ),
    Holding("attempts", RECORD, "Papers and practice that you began", ("learner_id",), kept=DECIDED, without=("seed",)),
    Holding("attempt_cohorts", RECORD, "The cohorts in which you began them", ("attempt_id",), kept=DECIDED),
    Holding(
        "attempt_steps",
        RECORD,
        "What you did in them, step by step",
        ("attempt_id",),
        kept="When an attempt began, stopped and was submitted; not what was answered.",
        blank=("response", "notes"),
        without=("key", "window"),
    ),
    Holding("attempt_activity", RECORD, "What pages noted while you sat papers", ("attempt_id",), without=("batch",)),
    Holding(
        "interventions",
        RECORD,
        "What tutors did to your attempts",
        ("attempt_id",),
        kept=DECIDED,
        blank=("reason",),
        without=("key",),
    ),
    Holding("results", RECORD, "Your results", ("attempt_id",), ATTEMPTS, kept=DECIDED),
    Holding(
        "result_items",
        RECORD,
        "Your answers and their marks",
        ("result_id",),
        ATTEMPTS,
        kept="The centre has to show its marks, and to mark again if a question was wrong. Written answers go.",
    ),
    Holding("result_criteria", RECORD, "Your marks by criterion", ("result_id",), ATTEMPTS, kept=DECIDED),
    Holding(
        "given_marks",
        RECORD,
        "Marks that tutors gave your written answers",
        ("attempt_id",),
        ATTEMPTS,
        kept=DECIDED,
        blank=("comment",),
    ),
    Holding(
        "abilities", RECORD, "How ready you are, as worked out from your answers", ("learner_id",), without=("basis",)
    ),
    Holding("mark_requests", RECORD, "Answers that you asked a tutor to mark", ("attempt_id",)),
    Holding("misses", RECORD, "Why answers went wrong, as you said", ("attempt_id",)),
    Holding("self_marks", RECORD, "Marks that you gave yourself", ("attempt_id",)),
    Holding("challenges", RECORD, "Questions that you challenged", ("learner_id",), kept=DECIDED, blank=("text",)),
    Holding("challenge_replies", RECORD, "What was said to that", ("challenge_id",), kept=DECIDED, blank=("text",)),
    Holding("pieces", RECORD, "Evidence that you handed in", ("learner_id",), kept=DECIDED, blank=("title", "content")),
    Holding("claims", RECORD, "Criteria that you claimed", ("piece_id",), kept=DECIDED, blank=("passages",)),
    Holding(
        "declarations",
        RECORD,
        "What you declared of your work",
        ("learner_id",),
        kept=DECIDED,
        blank=("ai_use",),
        without=("sign_in",),
    ),
    Holding(
        "decisions",
        RECORD,
        "Decisions on your evidence",
        ("piece_id",),
        PIECES,
        kept=DECIDED,
        blank=("comment", "next_step", "reason"),
    ),
    Holding("releases", RECORD, "When decisions were released", ("piece_id",), PIECES, kept=DECIDED),
    Holding(
        "signatures", RECORD, "Signatures on these decisions", ("piece_id",), PIECES, kept=DECIDED, without=("sign_in",)
    ),
    Holding("comments", RECORD, "Passages that tutors commented", ("piece_id",), PIECES),
    Holding("comment_words", RECORD, "What was said at these passages", ("comment_id",), PIECES),
    Holding("planned_steps", RECORD, "Your action plan", ("learner_id",)),
    Holding("statements", RECORD, "What others said of your work", ("learner_id",), without=("key",)),
    Holding(
        "one_time_links",
        RECORD,
        "Links that you made for supervisors and witnesses",
        ("made_by",),
        without=("digest",),
    ),
    Holding("witness_requests", RECORD, "Witnesses that you asked", ("learner_id",)),
    Holding("messages", RECORD, "Messages that you sent", ("writer_id",), without=("key",)),
    Holding("message_threads", RECORD, "Your conversations", ("writer_id", "recipient_id")),
    Holding("message_words", RECORD, "What was written in them", ("thread_id",), without=("key",)),
    Holding("second_markings", RECORD, "Second marking", ("piece_id",), left_out=WORKING, kept=DECIDED),
    Holding(
        "second_decisions",
        RECORD,
        "What a second marker decided",
        ("piece_id",),
        left_out=WORKING,
        kept=DECIDED,
        blank=("comment", "next_step", "reason"),
    ),
    Holding(
        "sampled",
        RECORD,
        "Decisions that quality assurance looked at",
        ("piece_id",),
        left_out=ASSURED,
        kept=DECIDED,
    ),
    Holding(
        "quality_steps",
        RECORD,
        "What quality assurance did about them",
        ("sampled_id",),
        left_out=ASSURED,
        kept=DECIDED,
        blank=("reason",),
    ),
    Holding("typed_marking", RECORD, "What assessors typed and did not save", ("piece_id",), left_out=WORKING),
    Holding("typed_comments", RECORD, "Comments that assessors did not save", ("piece_id",), left_out=WORKING),
    Holding(
        "phrase_uses",
        RECORD,
        "Phrases of the feedback bank in your decisions",
        ("piece_id",),
        left_out="The words are in the decisions; this counts how often a phrase serves.",
        kept="It counts how often a phrase serves.",
    ),
    # What is theirs alone.
    Holding("reflections", JOURNAL, "Your reflections", ("learner_id",)),
    Holding("reflection_versions", JOURNAL, "Earlier versions of them", ("reflection_id",)),
    Holding("draft_claims", JOURNAL, "Passages that you marked in drafts", ("learner_id",)),
    Holding("attachments", JOURNAL, "Files that you attached to drafts", ("learner_id",)),
    Holding("depth_prompts_off", JOURNAL, "That you want no prompts for depth", ("learner_id",)),
    Holding("not_clients", JOURNAL, "Names that you said are no client’s", ("learner_id",)),
    Holding("notes", JOURNAL, "Your notes and highlights", ("learner_id",), without=("key",)),
    Holding("own_cards", JOURNAL, "Cards that you wrote", ("learner_id",)),
    Holding("card_reviews", JOURNAL, "When you looked at which card", ("learner_id",), without=("key",)),
    Holding("card_standings", JOURNAL, "How well you know each card", ("learner_id",)),
    Holding("recall_choices", JOURNAL, "How you want to be asked for cards", ("learner_id",)),
    Holding("section_reads", JOURNAL, "What you have read", ("learner_id",)),
    Holding("practice_answers", JOURNAL, "Your answers to questions in units", ("learner_id",)),
    Holding("recipes", JOURNAL, "Your own tests", ("learner_id",)),
    Holding("aims", JOURNAL, "The date that you aim for", ("learner_id",)),
    Holding("study_times", JOURNAL, "The time that you give to your plan", ("learner_id",)),
    # What is about clients.
    Holding("log_records", CLIENTS, "Your treatment log", ("learner_id",), without=("key",)),
    Holding("log_versions", CLIENTS, "What its records say", ("record_id",)),
    Holding("log_countersignatures", CLIENTS, "What supervisors declared of them", ("record_id",)),
    Holding("log_selections", CLIENTS, "Records that you mean to put forward", ("learner_id",)),
    Holding("log_put_forward", CLIENTS, "Records that you put forward", ("record_id",)),
    Holding(
        "files",
        CLIENTS,
        "Your files and photographs",
        ("learner_id",),
        kept="The digest says which file a decision was about; the file itself is deleted.",
        blank=("name", "caption", "alternative", "key", "thumbnail_key"),
        without=("key", "thumbnail_key"),
    ),
    Holding("consents", CLIENTS, "What clients consented to", ("file_id",)),
    Holding("piece_files", CLIENTS, "Files that you handed in", ("file_id",), kept=DECIDED),
    Holding("photograph_pairs", CLIENTS, "Pairs of photographs", ("learner_id",)),
    Holding("file_sets", CLIENTS, "Sets of files", ("learner_id",)),
    Holding("uploads", CLIENTS, "Uploads", ("learner_id",), without=("mark", "parts")),
)

HOLDINGS: Mapping[str, Holding] = {holding.table: holding for holding in _LISTED}

UNTOLD = frozenset(
    {
        *("decisions signed in training", "release set", "release called back", "outcome agreed"),
        *("second marker named", "first marking finished", "second marking finished"),
        *("submission read in quality assurance", "decision returned in quality assurance", "returned decision kept"),
    }
)
"""What the audit calls the working of assessors and quality assurers: only who did it takes these entries along."""

OF_STAFF: Mapping[str, str] = {
    "assignments": f"Dates of papers and who set them. {STAFF}",
    "marking_rules": f"How cohorts are marked and who decided it. {STAFF}",
    "cohort_archivings": f"Which cohorts were archived, why and by whom. {STAFF}",
    "phrases": f"The feedback bank and who wrote it. {STAFF}",
    "samples": f"What quality assurers drew samples from. {STAFF}",
    "regrades": f"Questions that were marked again, and who decided it. {STAFF}",
}
"""Tables that refer to people and are nobody's own, with the reason."""


def by_class(*, taken: bool) -> Iterator[tuple[DataClass, list[Holding]]]:
    """What of each class somebody takes along, or what they do not."""
    for each in DataClass:
        listed = [holding for holding in _LISTED if holding.data_class is each and taken != bool(holding.left_out)]
        if listed:
            yield each, listed
