"""Conditions: from what a record writes for a condition to the conditions that it names."""
