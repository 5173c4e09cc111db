"""Messages between people of a centre, and announcements to a cohort; each recipient has a thread of their own."""
