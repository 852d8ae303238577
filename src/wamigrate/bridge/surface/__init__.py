"""The On-Premises API as the bridge answers it once a number has left its deployment: one module a topic."""
