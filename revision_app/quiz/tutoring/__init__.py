"""What tutors do about papers: dates, adjustments, sittings, open answers, challenges."""
