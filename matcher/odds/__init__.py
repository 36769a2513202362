"""What chance everybody had: the draw replayed, the fairest lottery beside it, and its price."""
