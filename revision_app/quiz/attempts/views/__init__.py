"""A learner's pages of papers, attempts and results."""
