import os

import requests


def pieces(name):
    with open(name, "rb") as archive:
        while piece := archive.read(1 << 20):
            yield piece


answer = requests.put(os.environ["SLIPWAY_URL"] + "/components/shop", data=pieces("site.tar.gz"),
                      auth=("admin", os.environ["SLIPWAY_PASSWORD"]))
print(answer.text)
answer.raise_for_status()
