"""What a learner knows of each criterion, as a range: the chance of answering a fair new question rightly today."""
