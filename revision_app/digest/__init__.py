"""The digest: one letter that says what waits for somebody, and where; never what it says."""
