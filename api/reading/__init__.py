"""Uploads are read in processes of their own: what is made to harm one ends with it."""
