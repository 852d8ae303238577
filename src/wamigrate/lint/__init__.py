"""What Cloud API would say of recorded traffic, and repaired copies of it.

No rules of its own: everything comes from `wamigrate.differences`. The command line reads the options; here
files become records, records become documents, documents findings, and findings a report.
"""

__all__: list[str] = []
