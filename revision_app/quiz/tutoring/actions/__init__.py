"""What tutors do, and what learners say to them."""
