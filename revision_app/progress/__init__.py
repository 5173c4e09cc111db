"""Where a learner has got to, criterion by criterion, and what to do next."""
