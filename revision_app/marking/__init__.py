"""Judging what was handed in: submissions, and tutors' decisions on each criterion."""
