"""Who is here: people and their roles, and how they sign in."""
