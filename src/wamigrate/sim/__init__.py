"""Both APIs and the WhatsApp network between them, offline.

Written from Meta's reference alone: strict where Meta is strict, lenient where On-Premises was. It knows
nothing of the rest of wamigrate, so that the two can catch each other out.
"""

__all__: list[str] = []
