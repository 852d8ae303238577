"""The migration of one number: plan, checks, steps, journal, probe, report."""
