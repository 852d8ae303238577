"""The steps of a migration, one file each. `migration/chain.py` puts them in order."""
