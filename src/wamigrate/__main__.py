"""`python -m wamigrate`."""

from wamigrate.cli.main import run

run()
