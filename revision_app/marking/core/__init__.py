"""What is true of judging work, whether or not there is a web page."""
