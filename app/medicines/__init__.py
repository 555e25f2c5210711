"""Medicines: what a written medicine, condition or form stands for. Pure functions without web or SQL."""
