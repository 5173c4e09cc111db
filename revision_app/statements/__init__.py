"""Statements: what somebody else says of a learner's work, which its learner may put forward as evidence.

A tutor records an observation or a professional discussion; a witness without an account writes what they saw, by a
link. A statement never changes and decides nothing: who assesses the piece that is made of it does.
"""
