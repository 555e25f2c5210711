"""The web side: a route parses, asks, answers."""
