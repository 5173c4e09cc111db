"""The log: records of what a learner did, in fields that the content names; a selection of them makes a piece."""
