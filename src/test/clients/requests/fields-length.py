import os

import requests

with open("site.tar.gz", "rb") as archive:
    answer = requests.post(os.environ["SLIPWAY_URL"] + "/", data={"operation": "deploy_component", "project": "shop"},
                           files={"payload": archive}, auth=("admin", os.environ["SLIPWAY_PASSWORD"]))
print(answer.text)
answer.raise_for_status()
