"""What a user would build or take instead, as its own documentation shows it."""
