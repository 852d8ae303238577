"""Clean-up services of the deployment's own database: there is nothing of it left to clean."""

from __future__ import annotations

from wamigrate.bridge.call import Call, done
from wamigrate.bridge.http import Reply

__all__ = ["collect_media", "collect_messages"]


async def collect_messages(call: Call) -> Reply:
    """PUT /v1/services/message/gc: answered, and nothing is done"""
    return done(call, {"services": {"message": {"gc": {"status": "processing"}}}})


async def collect_media(call: Call) -> Reply:
    """PUT /v1/services/media/gc: answered, and nothing is done"""
    return done(call, {"services": {"media": {"gc": {"status": "processing"}}}})
