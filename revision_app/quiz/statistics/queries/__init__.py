"""What is measured over many results."""
