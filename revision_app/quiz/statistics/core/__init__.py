"""How a paper and its items work, over many attempts: what is measured, and what of it deserves a look."""
