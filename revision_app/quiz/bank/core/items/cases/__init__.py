"""Branching cases: one client, decisions with consequences, and an ending that follows from them."""
