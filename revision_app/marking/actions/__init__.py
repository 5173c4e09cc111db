"""What is written of marking."""
