"""Measurements of the running site, each against yardsticks in the same run."""
