"""The evidence and the safety check as tools for assistants (Model Context Protocol)."""
