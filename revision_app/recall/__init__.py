"""Spaced recall: cards from what a learner reads, misses and writes, each shown when it is about to be forgotten."""
