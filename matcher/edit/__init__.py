"""Changes to a proposal by hand: what they are, what they do, and how they are taken back."""
