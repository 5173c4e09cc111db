"""What a log asks for, what its records say, how they count and how they are put forward."""
