"""Evidence: summaries, certainty, gaps and figures. Pure functions without web or SQL."""
