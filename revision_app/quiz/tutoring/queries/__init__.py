"""What tutors see of what their learners sit and say."""
