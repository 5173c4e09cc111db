"""What a plan is, without a computer: what is worth doing, in which order, and on which days it fits."""
