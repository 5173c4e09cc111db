"""Signatures on decisions, and assessors in training, whose signature waits for somebody else's."""
