"""Links by which somebody without an account does one thing once, such as signing a record.

A feature makes one for a ``purpose`` and a subject of its own, with the digest of what the link shows, and decides what
is done by it. The link itself is a secret: its digest is kept, it ends by itself, works once and can be revoked.
"""
