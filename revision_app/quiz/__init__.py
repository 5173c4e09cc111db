"""Scenario quizzes: items and papers from files, sat in timed attempts, marked into results."""
