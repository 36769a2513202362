"""The service under torture: ``python -m benchmarks.service``."""
