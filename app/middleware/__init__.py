"""The edge: what every request passes before the routes, and every answer after them.

Plain ASGI layers. What must stay true: a question that could be read in two ways is refused; every
answer names its dataset; no header, log line or metric repeats what was asked.
"""
