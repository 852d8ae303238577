"""Meta reports no disturbance of the WhatsApp Business Platform.

Why: a `register` during a disturbance ends in an unclear answer, and costs attempts and hours.
Sees: the RSS feed of Meta's status page; an entry means a disturbance that is open. It is asked only where
    Graph is Meta's own: a simulator has no status page. It never blocks.
Fix: wait until metastatus.com/whatsapp-business-api shows no known issue.
Source: Meta, "WhatsApp Business Platform Status".
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from wamigrate.clients.transport import Request
from wamigrate.errors import TransportError
from wamigrate.migration.check import Check, CheckContext, Level, Verdict, ok, skip, told, warn

__all__ = ["check"]

META = "graph.facebook.com"
FEED = "https://metastatus.com/outage-events-feed-whatsapp-business-api.rss"
PAGE = "metastatus.com/whatsapp-business-api"
TITLE = re.compile(r"<item\b.*?<title>(.*?)</title>", re.DOTALL)

check = Check(__name__, id="P23", covers=("F30",), gravity=Level.WARN)


@check.verdict
async def judge(ctx: CheckContext) -> Verdict:
    if urlsplit(ctx.settings.graph.url).hostname != META or ctx.transport is None:
        return skip("Graph is not Meta's own here: there is no status page to look at.")
    try:
        answer = await ctx.transport.send(Request("GET", FEED, limit=ctx.settings.timing.call_limit))
    except TransportError as failed:
        return warn(f"Meta's status page cannot be read: {told(failed)}", f"Look at it yourself: {PAGE}")
    feed = answer.body.decode("utf-8", "replace")
    if answer.status != 200 or "<rss" not in feed:
        return warn(
            f"Meta's status page answered {answer.status}, without a feed.", f"Look at it yourself: {PAGE}"
        )
    titles = [_text(title) for title in TITLE.findall(feed)]
    if not titles:
        return ok("Meta's status page names no disturbance.")
    return warn(
        f"Meta's status page names: {'; '.join(titles[:3])}.", f"Read it, and wait if it is open: {PAGE}"
    )


def _text(title: str) -> str:
    """A title as plain words, of bounded length: it comes from outside."""
    words = html.unescape(title.replace("<![CDATA[", "").replace("]]>", ""))
    return " ".join(re.sub(r"<[^>]*>|[^\x20-\x7e]", " ", words).split())[:120]
