"""Who is here: people and their roles, how they sign in, and the cohorts that join learners and tutors."""
