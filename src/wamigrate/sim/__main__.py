"""`python -m wamigrate.sim`: the simulators without the rest of wamigrate. `wamigrate sim` is the same."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wamigrate.errors import WamigrateError
from wamigrate.sim.examples import EXAMPLES
from wamigrate.sim.server import run

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Parse the flags and serve."""
    parser = argparse.ArgumentParser(prog="python -m wamigrate.sim", description=__doc__)
    parser.add_argument(
        "--world",
        type=Path,
        help=f"TOML file that describes the world, or example: and one of {', '.join(EXAMPLES)}",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--onprem-port", type=int, default=9090)
    parser.add_argument("--graph-port", type=int, default=8080)
    parser.add_argument("--graph-tls-port", type=int, default=8443)
    parser.add_argument("--control-port", type=int, default=8090)
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input ends")
    given = parser.parse_args(arguments)
    try:
        return run(
            given.world,
            host=given.host,
            onprem_port=given.onprem_port,
            graph_port=given.graph_port,
            graph_tls_port=given.graph_tls_port,
            control_port=given.control_port,
            until_eof=given.until_eof,
        )
    except WamigrateError as error:
        sys.stderr.write(f"{error.message}\n" + (f"{error.hint}\n" if error.hint else ""))
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
