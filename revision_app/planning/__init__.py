"""A plan that ends on a date: what a learner reads, practises, remembers and hands in until then, day by day."""
