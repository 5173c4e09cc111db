"""What can happen to an attempt."""
