"""Files and photographs that learners keep here, to be put forward as evidence.

The tables say what there is, the store holds the bytes. A photograph is shown to nobody without its client's consent.
"""
