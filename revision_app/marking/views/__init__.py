"""The pages of marking."""
