"""The pages on which a learner chooses what to practise."""
