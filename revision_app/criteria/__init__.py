"""What must be shown: the qualification, its learning outcomes and their assessment criteria."""
