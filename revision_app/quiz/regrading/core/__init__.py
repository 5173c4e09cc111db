"""What marking an item again does to results."""
