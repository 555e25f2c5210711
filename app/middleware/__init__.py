"""ASGI middleware: what every request passes before the routes, and every response after them.

`app.main` puts them together. What must stay true: a request that could be read in two ways is refused; every
response names its dataset; no header, log line or metric repeats what was sent.
"""
