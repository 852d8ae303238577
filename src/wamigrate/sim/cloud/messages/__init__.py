"""What Cloud API takes as a message and what it refuses, in tables and with Meta's words."""
