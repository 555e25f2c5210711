"""Programs for maintainers of fibromag."""
