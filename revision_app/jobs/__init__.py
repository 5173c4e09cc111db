"""Work that takes longer than a page may: asked for on a page, done by a process that serves none.

A feature registers what its kinds of job do (``library``). Whoever asks finds their job again with how far it is. A job
is taken under a lease; if whoever does it is killed, the lease runs out and the job is done again, with one result.
"""
