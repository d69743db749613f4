import os

import requests

with open("site.tar.gz", "rb") as archive:
    answer = requests.put(os.environ["SLIPWAY_URL"] + "/components/shop", data=archive,
                          auth=("admin", os.environ["SLIPWAY_PASSWORD"]))
print(answer.text)
answer.raise_for_status()
