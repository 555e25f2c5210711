"""ASGI middleware: what every request passes before the routes, and every response after them.

`app.main` puts them together. From outside: `connections` (in the server), `sub_path`, `request_id`,
`access_log` and `metrics`, `headers`, `limits` of the head, `rate_limit`, `accept`, `cache`, the body
(`json_body`, which reads `strict_json`), and `release`.

What must stay true: a request that could be read in two ways is refused; every response names its dataset;
no header, log line or metric repeats what was sent.
"""
