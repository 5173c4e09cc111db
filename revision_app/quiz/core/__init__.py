"""What is true of items, papers and attempts whether or not there is a web page."""
