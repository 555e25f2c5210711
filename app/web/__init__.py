"""Web: HTML pages for readers and the safety form."""
