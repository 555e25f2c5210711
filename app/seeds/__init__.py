"""Seed files: read YAML into checked records and report every error with its line."""
