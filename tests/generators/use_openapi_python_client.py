"""Call every operation through the package that openapi-python-client made; prints one line for each.

Run by the interpreter of the generators: `python use_openapi_python_client.py PACKAGE_FOLDER URL CALLS_JSON`.
"""

import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

folder, url, calls_file = sys.argv[1:]
package = next(path.parent for path in Path(folder).glob("*/client.py")).name
sys.path.insert(0, folder)
client = importlib.import_module(package).Client(base_url=url, timeout=60)
asked = json.loads(Path(calls_file).read_text("utf-8"))


def result(response: Any) -> str:
    """Return `ok` for a success that was parsed, or that is no JSON."""
    parsed = type(response.parsed).__name__
    if response.status_code != 200 or parsed == "Problem":
        return f"{response.status_code} {parsed}"
    return (
        "ok"
        if response.parsed is not None or not response.headers["content-type"].endswith("json")
        else parsed
    )


for call in asked["calls"]:
    tag = re.sub("[^a-z]+", "_", call["tag"].lower())
    module = importlib.import_module(f"{package}.api.{tag}.{call['operation']}")
    print(call["operation"], result(module.sync_detailed(client=client, **call["in_path"], **call["query"])))

check = importlib.import_module(f"{package}.api.safety.check_safety")
body = importlib.import_module(f"{package}.models").CheckRequest.from_dict(asked["check"])
answer = check.sync_detailed(client=client, body=body)
assert answer.parsed.actions
print("check_safety", result(answer))
