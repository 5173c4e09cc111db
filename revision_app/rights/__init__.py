"""What people have a right to: everything about them as a file, and that it goes when its time is over."""
