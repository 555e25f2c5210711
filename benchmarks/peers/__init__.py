"""Apps to compare with: the minimum of each layer, and the app of FastAPI's and SQLModel's tutorials."""
