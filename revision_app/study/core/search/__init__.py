"""Finding things: what is searched, what somebody typed, the nearest word, the index and what it shows."""
