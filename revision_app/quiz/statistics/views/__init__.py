"""Statistics for those who teach; calibration for those who learn."""
