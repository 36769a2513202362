"""Races against baselines and a peer, scaling and tuning: ``python -m benchmarks``."""
