"""The model behind readiness, without a computer: see docs/readiness.md."""

MODEL = "gaussian-1"
"""The name under which what was worked out is kept; another model has another name, and nothing of this one is read."""
