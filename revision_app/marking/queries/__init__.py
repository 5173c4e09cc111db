"""What is read of marking."""
