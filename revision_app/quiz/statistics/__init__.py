"""How papers and items work over many attempts, and how well learners judge themselves."""
