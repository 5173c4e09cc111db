"""What would be true of a journal without a computer."""
