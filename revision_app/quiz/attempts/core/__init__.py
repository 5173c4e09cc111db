"""What is true of attempts and results whether or not there is a web page."""
