"""Call every operation through the Python package that openapi-generator made; prints one line for each.

Run by the interpreter of the generators: `python use_openapi_generator.py PACKAGE_FOLDER URL CALLS_JSON`.
"""

import json
import re
import sys
from pathlib import Path

folder, url, calls_file = sys.argv[1:]
sys.path.insert(0, folder)
import fm_client  # noqa: E402 (it lies in the folder that was just added)

asked = json.loads(Path(calls_file).read_text("utf-8"))

with fm_client.ApiClient(fm_client.Configuration(host=url)) as client:
    for call in asked["calls"]:
        group = "".join(word[0].upper() + word[1:] for word in re.findall("[A-Za-z]+", call["tag"]))
        method = getattr(getattr(fm_client, f"{group}Api")(client), call["operation"])
        answer = method(**call["in_path"], **call["query"])
        print(call["operation"], "ok" if answer is not None else "no answer")
    body = fm_client.CheckRequest.from_dict(asked["check"])
    answer = fm_client.SafetyApi(client).check_safety(body)
    print("check_safety", "ok" if answer.actual_instance.actions else "no actions")
