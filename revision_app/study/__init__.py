"""What there is to read: study units in Markdown, their figures and their references."""
