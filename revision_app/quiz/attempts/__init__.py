"""Sitting a paper: answers as they are saved, the time, and the results."""
