"""The simulators' addresses and secrets, from ready.json, as variables for a shell.

On the real service you would take these values from WhatsApp Manager and from your secret store.
"""

import json
import shlex
import sys
from pathlib import Path

ready = json.loads(Path("ready.json").read_text())
graph, onprem, number = ready["graph"], ready["onprem"][0], ready["numbers"][0]
variables = {
    "SIM_CONTROL": ready["control"]["url"],
    "WA_GRAPH_URL": graph["url"],
    "WA_APP_SECRET": graph["app_secret"],
    "WA_TOKEN": graph["token"],
    "WA_ONPREM_URL": onprem["url"],
    "WA_ONPREM_PASSWORD": onprem["password"],
    "WA_ONPREM_CA": onprem["ca_file"],
    "WA_PIN": number["pin"],
}
for name, value in variables.items():
    sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
