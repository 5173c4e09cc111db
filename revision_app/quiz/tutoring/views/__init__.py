"""Tutors' pages, and the exchange with learners about questions."""
