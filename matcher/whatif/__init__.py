"""What would change a proposal: for one person, and by recruiting; each answer tried out."""
