import base64
import os

import requests

with open("site.tar.gz", "rb") as archive:
    payload = base64.b64encode(archive.read()).decode()
answer = requests.post(os.environ["SLIPWAY_URL"] + "/", auth=("admin", os.environ["SLIPWAY_PASSWORD"]),
                       json={"operation": "deploy_component", "project": "shop", "payload": payload})
print(answer.text)
answer.raise_for_status()
