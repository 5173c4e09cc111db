"""Who did what to whom, and when: added to, never changed. Knows people by their ids only."""
