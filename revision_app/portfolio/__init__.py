"""The portfolio: all that a learner put forward and what was decided of it, as one file that anybody can check."""
