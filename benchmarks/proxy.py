"""Start nginx with `deploy/nginx.conf`, without TLS and without its rate limits."""

import os
import shutil
from pathlib import Path

from .machine import Server, start

ROOT = Path(__file__).parent.parent
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def configuration(folder: Path, port: int, app_port: int) -> str:
    """Return the sample configuration with paths and ports of this run; each changed line must exist."""
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    changes = {
        "pid /var/run/nginx.pid;": f"pid {folder}/nginx.pid;",
        "/var/log/nginx/": f"{folder}/",
        "/var/cache/nginx/fibromag": f"{folder}/cache",
        "listen 80;": f"listen 127.0.0.1:{port + 1};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        "server 127.0.0.1:8000 ": f"server 127.0.0.1:{app_port} ",
        "worker_processes auto;": "worker_processes 1;",
        "server_name evidence.example.org;": "server_name _;",
    }
    for old, new in changes.items():
        if old not in text:
            raise RuntimeError(f"deploy/nginx.conf no longer has this line: {old}")
        text = text.replace(old, new)
    left_out = ("ssl_", "limit_req ")
    text = "\n".join(line for line in text.splitlines() if not line.strip().startswith(left_out))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    return text.replace("http {\n", f"http {{\n{temporary}", 1)


def start_nginx(name: str, folder: Path, port: int, app_port: int, address: str) -> Server:
    """Start nginx in front of the app on `app_port`."""
    place = folder / "nginx"
    place.mkdir(exist_ok=True)
    (place / "nginx.conf").write_text(configuration(place, port, app_port), "utf-8")
    options = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
    command = [str(NGINX), "-p", str(place), "-c", str(place / "nginx.conf"), "-g", options]
    return start(name, command, port, address, folder)
