"""The bridge: the On-Premises API in front, whichever API the number lives on behind.

The data plane, which knows no HTTP, as the handlers use it:

    async with open_plane(settings, store, url=public_url) as plane:

A send of a number:

    while True:
        with await plane.routes.admit(phone_number_id) as admission:      # raises Unavailable → 503/1016
            match admission.way:
                case Way.HOLD:      # `plane.queue.hold(admission, recipient=…, body=…)`: the minted ID, or
                                    # None: the route moved on, admit again; raises Full → 503/1016
                case _ if plane.queue.waits(phone_number_id, recipient):
                                    # something for this recipient is still to go out: as HOLD
                case Way.RELAY:     # to On-Premises within `plane.routes.relay_limit` seconds, then
                                    # `admission.lease_held`? else `plane.queue.unknown(admission, …)`
                case Way.CLOUD:     # to Cloud API at once

An answer that was lost, on either way: `plane.queue.unknown(admission, …)`, and 201 with that ID.
The admission must be left only when the request is over: a hold waits for it. `body` is what `Sender.send` is
given later: the On-Premises message, for it may go to either side.

Events from Meta: `plane.hot.run(inbox.receive, [NewEvent(…, body=plane.sealer.seal(plain, "event", number))],
now)`; answer 200 when it returns. A `Keeper(plane, sender, courier)` in each process sends what is held and
delivers what was received, for the numbers that this process keeps. What it needs for that, `Sender` and
`Courier` in `seams`, is the handlers' part.

IDs: `plane.hot.read(ids.minted_of, [wamid, …])` before a status is handed out, `ids.wamid_of(minted)` before
a minted one goes to Cloud API, `ids.remember` and `ids.recall` for buttons, aliases and the like.

What is learned of a number (users, tokens, settings, providers, callback URL): `plane.memory`.
Media: `store.hot.media` (`note`, `add_piece`, `complete`, `find`, `piece`, `uploaded`); pieces are sealed by
the caller: `plane.sealer.seal(piece, "media", number, media_id, str(n))`.
Counts for metrics and reports: `plane.hot.read(counters.read, number)`, `events.waiting`, `held.totals`.
"""
