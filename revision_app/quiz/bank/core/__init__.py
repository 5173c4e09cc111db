"""What is true of items and papers whether or not there is a web page."""
