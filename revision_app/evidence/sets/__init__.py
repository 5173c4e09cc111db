"""Sets of files: what a learner chose among their files and photographs to put forward together.

Handing one in makes a piece of evidence.
"""
