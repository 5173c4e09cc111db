"""Evidence: what learners have put forward, each piece frozen at its moment, with the criteria that it claims.

A kind of evidence is a feature of its own above this one. It keeps its drafts, makes pieces by ``actions.put_forward``
in the action that hands one in, and registers a ``core.Kind``, which says by what template a piece is shown and where
its draft is. Whoever judges pieces registers which of them are settled. Nobody else has to know of a new kind.
"""
