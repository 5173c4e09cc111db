"""A private address at which a calendar app reads somebody's dates: papers, work due back, the day aimed for."""
