"""What a centre must show of a cohort: who was there, what they sat, what was decided, how they were adjusted for."""
