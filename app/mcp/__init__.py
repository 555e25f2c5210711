"""The evidence and the safety check as tools for assistants (Model Context Protocol).

`server` has the tools; `http` serves them as a route of the app.
"""
