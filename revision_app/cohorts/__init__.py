"""Who belongs together: cohorts, their learners and their tutors."""
