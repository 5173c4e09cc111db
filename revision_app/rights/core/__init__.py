"""What the site keeps about people, whatever keeps it."""
