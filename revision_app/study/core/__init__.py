"""What a study unit is, apart from files and pages."""
