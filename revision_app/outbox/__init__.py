"""Letters that leave by mail: kept until the server has taken them, tried again, and told of when they cannot be sent.

A feature puts a letter in the transaction that gives the reason for it, so that neither is without the other. The
process that does jobs sends it. Until the server has said that it took a letter, the letter is ours (RFC 5321, 6.1): if
either is killed before, it is sent again, under the same Message-ID.
"""
