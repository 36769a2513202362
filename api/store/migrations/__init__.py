"""Alembic's folder: revisions lie in versions/."""
