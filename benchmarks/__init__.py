"""What is fast, side by side."""
