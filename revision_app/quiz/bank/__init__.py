"""What authors write: items of several kinds, cases and papers."""
