"""What is read of attempts and results."""
