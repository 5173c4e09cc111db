"""What tutors may do, and what they see, whether or not there is a web page."""
