"""Which records a job is about, and in which role they were asked for."""

import re
from dataclasses import dataclass

KIND = "records as PDF"  # of job

_WRITTEN = re.compile("records of cohort ([0-9]+) as (tutor|administrator)(?:, learner ([0-9]+))?")


@dataclass(frozen=True)
class About:
    """The records of a cohort, or of one learner in it."""

    cohort_id: int
    as_tutor: bool
    learner_id: int | None = None

    def __str__(self) -> str:
        whose = f", learner {self.learner_id}" if self.learner_id else ""
        return f"records of cohort {self.cohort_id} as {'tutor' if self.as_tutor else 'administrator'}{whose}"

    @classmethod
    def read(cls, words: str) -> "About":
        """What ``str`` wrote; raises ``ValueError`` at anything else."""
        found = _WRITTEN.fullmatch(words)
        if not found:
            raise ValueError(words)
        cohort, role, learner = found.groups()
        return cls(int(cohort), role == "tutor", int(learner) if learner else None)
