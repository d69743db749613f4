import json
import os

import requests

operation = json.dumps({"operation": "deploy_component", "project": "shop"})
with open("site.tar.gz", "rb") as archive:
    answer = requests.post(os.environ["SLIPWAY_URL"] + "/", auth=("admin", os.environ["SLIPWAY_PASSWORD"]),
                           files={"operation": (None, operation, "application/json"), "payload": archive})
print(answer.text)
answer.raise_for_status()
