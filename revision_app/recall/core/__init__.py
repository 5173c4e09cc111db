"""What recall is, without a computer: cards, reviews, when a card is due, and what belongs into today."""
