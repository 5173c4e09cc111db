"""What is shown, done and said before an assessor: a checklist, drills for emergencies, and questions asked aloud."""
