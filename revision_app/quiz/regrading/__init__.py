"""Marking items again, in results that are written already."""
