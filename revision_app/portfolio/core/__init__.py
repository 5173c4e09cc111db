"""What is true of a portfolio, whatever makes it."""
