"""What an own test may be made of, and the paper that it becomes."""
