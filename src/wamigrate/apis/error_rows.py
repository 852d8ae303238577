"""Which On-Premises error stands for which Cloud API error: one row per code, subcode and place.

`error_mapping` reads the rows. The first row that fits wins; a row with `details~` fits only where one of its
words stands in the error's text, a row with `option~` only where an operator chose it.
Source: Meta, "Error codes" of both APIs. Most Cloud codes are 130000 plus the On-Premises code; the rest was
matched by cause. On-Premises statuses: refused input 400, no access 403, not found 404, too often 429,
internal 500, not ready 503.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ACCEPT_THEN_FAIL", "BACK", "ELSEWHERE", "ROWS", "TEMPLATE_ERRORS", "Fit", "Row", "Where"]


class Where(StrEnum):
    """Where an error stands."""

    ANSWER = "answer"
    WEBHOOK = "webhook"


class Fit(StrEnum):
    """How well the On-Premises code fits."""

    EXACT = "exact"
    CLOSE = "close"
    LOOSE = "loose"


ANSWER, WEBHOOK = Where.ANSWER, Where.WEBHOOK
EXACT, CLOSE, LOOSE = Fit.EXACT, Fit.CLOSE, Fit.LOOSE

Row = tuple[int | tuple[int, int], int | None, Where, str, int, int | None, Fit]

# Cloud code or first and last, subcode, place, condition, On-Premises code, HTTP status, how well it fits
ROWS: tuple[Row, ...] = (
    (0, None, ANSWER, "", 1011, 503, LOOSE),
    (1, None, ANSWER, "", 1000, 500, CLOSE),
    (2, None, ANSWER, "", 1016, 503, CLOSE),
    (3, None, ANSWER, "", 1011, 503, LOOSE),
    (4, None, ANSWER, "", 1015, 429, CLOSE),
    (10, None, ANSWER, "", 1011, 503, LOOSE),
    (17, 2446079, ANSWER, "", 1015, 429, CLOSE),
    (33, None, ANSWER, "", 1011, 503, LOOSE),
    (100, None, ANSWER, "", 1009, 400, CLOSE),
    (100, 33, ANSWER, "", 1006, 404, CLOSE),
    (100, 2494010, ANSWER, "", 1009, 400, CLOSE),
    (100, None, ANSWER, "details~Unexpected key", 1010, 400, CLOSE),
    (100, None, ANSWER, "details~required|missing", 1008, 400, CLOSE),
    (100, None, ANSWER, "details~check the message ID", 1006, 404, EXACT),
    (100, None, ANSWER, "details~media attachment ID", 1006, 404, CLOSE),
    (100, None, ANSWER, "details~outgoing", 1009, 400, CLOSE),
    (100, None, ANSWER, "details~nonexisting field", 1014, 500, LOOSE),
    (102, None, ANSWER, "", 1011, 503, LOOSE),
    (104, None, ANSWER, "", 1011, 503, LOOSE),
    (190, None, ANSWER, "", 1011, 503, LOOSE),
    (192, None, ANSWER, "", 1009, 400, LOOSE),
    ((200, 299), None, ANSWER, "", 1011, 503, LOOSE),
    (368, None, ANSWER, "", 1005, 403, LOOSE),
    (506, None, ANSWER, "", 1000, 500, LOOSE),
    (613, None, ANSWER, "", 1015, 429, CLOSE),
    (803, None, ANSWER, "", 1006, 404, CLOSE),
    (2500, None, ANSWER, "", 1014, 500, LOOSE),
    (2635, None, ANSWER, "", 1014, 500, LOOSE),
    (80007, None, ANSWER, "", 1015, 429, CLOSE),
    (80008, None, ANSWER, "", 1015, 429, CLOSE),
    (130403, None, ANSWER, "", 1007, 400, LOOSE),
    (130429, None, ANSWER, "", 1015, 429, CLOSE),
    (130429, None, WEBHOOK, "", 429, None, EXACT),
    (130472, None, WEBHOOK, "", 472, None, EXACT),
    (130497, None, WEBHOOK, "", 500, None, LOOSE),
    (131000, None, ANSWER, "", 1000, 500, EXACT),
    (131000, None, WEBHOOK, "", 500, None, CLOSE),
    (131001, None, ANSWER, "", 1001, 400, EXACT),
    (131005, None, ANSWER, "", 1005, 403, EXACT),
    (131006, None, ANSWER, "", 1006, 404, EXACT),
    (131008, None, ANSWER, "", 1008, 400, EXACT),
    (131009, None, ANSWER, "", 1009, 400, EXACT),
    (131009, 2494010, ANSWER, "", 1009, 400, EXACT),
    (131009, None, ANSWER, "details~length|too long|exceed", 1009, 400, CLOSE),
    (131009, None, ANSWER, "details~leading|trailing|whitespace|character", 2017, 400, CLOSE),
    (131009, None, ANSWER, "details~row count", 2016, 400, CLOSE),
    (131009, None, ANSWER, "details~section", 2015, 400, CLOSE),
    (131009, None, ANSWER, "details~header", 2036, 400, CLOSE),
    (131009, None, ANSWER, "details~catalog", 2024, 400, CLOSE),
    (131009, None, ANSWER, "details~product", 2026, 400, CLOSE),
    (131014, None, WEBHOOK, "", 1014, None, EXACT),
    (131016, None, ANSWER, "", 1016, 503, EXACT),
    (131020, None, ANSWER, "", 1020, 400, EXACT),
    (131021, None, ANSWER, "", 1021, 400, EXACT),
    (131026, None, WEBHOOK, "", 1026, None, EXACT),
    (131026, None, ANSWER, "", 1026, 400, CLOSE),
    (131026, None, WEBHOOK, "option~not on WhatsApp", 1013, None, CLOSE),
    (131030, None, ANSWER, "", 1007, 400, EXACT),
    (131031, None, ANSWER, "", 1031, 400, CLOSE),
    (131031, None, WEBHOOK, "", 1031, None, CLOSE),
    (131037, None, ANSWER, "", 1005, 403, CLOSE),
    (131041, None, ANSWER, "", 1012, 404, CLOSE),
    (131042, None, WEBHOOK, "", 402, None, EXACT),
    (131043, None, WEBHOOK, "", 410, None, EXACT),
    (131044, None, WEBHOOK, "", 402, None, CLOSE),
    (131045, None, WEBHOOK, "", 430, None, CLOSE),
    (131047, None, WEBHOOK, "", 470, None, EXACT),
    (131047, None, ANSWER, "", 470, 400, CLOSE),
    (131048, None, WEBHOOK, "", 471, None, EXACT),
    (131048, None, ANSWER, "", 471, 400, CLOSE),
    (131049, None, WEBHOOK, "", 1026, None, EXACT),
    (131050, None, WEBHOOK, "", 1026, None, LOOSE),
    (131051, None, WEBHOOK, "", 501, None, EXACT),
    (131051, None, ANSWER, "", 1009, 400, CLOSE),
    (131052, None, WEBHOOK, "", 400, None, EXACT),
    (131052, None, ANSWER, "", 1006, 404, CLOSE),
    (131053, None, WEBHOOK, "", 1014, None, CLOSE),
    (131053, None, ANSWER, "", 1009, 400, CLOSE),
    (131055, None, ANSWER, "", 1014, 500, LOOSE),
    (131056, None, WEBHOOK, "", 429, None, CLOSE),
    (131056, None, ANSWER, "", 1015, 429, CLOSE),
    (131057, None, ANSWER, "", 1011, 503, CLOSE),
    (131059, None, ANSWER, "", 1009, 400, LOOSE),
    (131060, None, WEBHOOK, "", 501, None, CLOSE),
    (131062, None, ANSWER, "", 1013, 400, LOOSE),
    (131063, None, ANSWER, "", 1009, 400, LOOSE),
    (131064, None, WEBHOOK, "", 471, None, LOOSE),
    ((131200, 131299), None, ANSWER, "", 1009, 400, LOOSE),
    (132000, None, ANSWER, "", 2000, 400, EXACT),
    (132000, None, WEBHOOK, "", 2000, None, EXACT),
    (132001, None, ANSWER, "", 2001, 400, EXACT),
    (132001, None, WEBHOOK, "", 2001, None, EXACT),
    (132001, None, ANSWER, "details~language", 2003, 400, CLOSE),
    (132005, None, ANSWER, "", 2005, 400, EXACT),
    (132005, None, WEBHOOK, "", 2005, None, EXACT),
    (132007, None, ANSWER, "", 2007, 400, EXACT),
    (132007, None, WEBHOOK, "", 2007, None, EXACT),
    (132008, None, ANSWER, "", 2006, 400, LOOSE),
    (132012, None, ANSWER, "", 2012, 400, EXACT),
    (132012, None, WEBHOOK, "", 2012, None, EXACT),
    (132015, None, ANSWER, "", 2061, 400, CLOSE),
    (132015, None, WEBHOOK, "", 2061, None, CLOSE),
    (132016, None, ANSWER, "", 2062, 400, CLOSE),
    (132016, None, WEBHOOK, "", 2062, None, CLOSE),
    (132018, None, ANSWER, "", 2012, 400, CLOSE),
    (132068, None, WEBHOOK, "", 2068, None, EXACT),
    (132068, None, ANSWER, "", 2068, 400, CLOSE),
    (132069, None, WEBHOOK, "", 2069, None, EXACT),
    (132069, None, ANSWER, "", 2069, 400, CLOSE),
    (133000, None, ANSWER, "", 1014, 500, LOOSE),
    (133004, None, ANSWER, "", 1016, 503, CLOSE),
    (133005, None, ANSWER, "", 1005, 403, CLOSE),
    (133006, None, ANSWER, "", 1005, 403, LOOSE),
    (133008, None, ANSWER, "", 1015, 429, CLOSE),
    (133009, None, ANSWER, "", 1015, 429, CLOSE),
    (133010, None, ANSWER, "", 1011, 503, CLOSE),
    (133015, None, ANSWER, "", 1015, 429, LOOSE),
    (133016, None, ANSWER, "", 1015, 429, CLOSE),
    (134011, None, ANSWER, "", 1005, 403, LOOSE),
    (134100, None, ANSWER, "", 1009, 400, LOOSE),
    (134101, None, ANSWER, "", 1011, 503, LOOSE),
    (134102, None, ANSWER, "", 2001, 400, LOOSE),
    (135000, None, ANSWER, "", 1000, 500, CLOSE),
    (135000, None, WEBHOOK, "", 500, None, CLOSE),
    (136024, 2388091, ANSWER, "", 1005, 403, LOOSE),
    (137000, None, ANSWER, "", 1028, 400, CLOSE),
    (137000, None, WEBHOOK, "", 480, None, EXACT),
)

ELSEWHERE = frozenset(
    (
        131058,
        141000,
        141002,
        141006,
        141010,
        147001,
        147002,
        147003,
        147004,
        147005,
        200002,
        200005,
        200006,
        200007,
        1752041,
        2388001,
        2388012,
        2388019,
        2388039,
        2388040,
        2388047,
        2388072,
        2388073,
        2388091,
        2388093,
        2388103,
        2388293,
        2388299,
        2494015,
        2494100,
        2593079,
        2593085,
        2593107,
        2593108,
    )
)
"""Codes of calls that no On-Premises application can cause: 1000 with status 500."""

ACCEPT_THEN_FAIL = frozenset(
    (130472, 130497, 131026, 131042, 131043, 131045, 131047, 131048, 131049, 131050, 131053, 131056)
)
"""On-Premises took such a message and reported the failure by webhook; Cloud may say so at once."""

TEMPLATE_ERRORS = frozenset((132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 135000))
"""Treated like ACCEPT_THEN_FAIL where an operator wants it."""

BACK: dict[int, tuple[int, ...]] = {
    0: (1,),
    400: (131052,),
    402: (131042,),
    410: (131043,),
    429: (130429, 131056),
    430: (131045, 133010),
    432: (131045, 133010),
    433: (131045, 133010),
    470: (131047,),
    471: (131048, 131064),
    472: (130472,),
    480: (137000,),
    500: (131000, 135000),
    501: (131051, 131060),
    1000: (131000,),
    1001: (131009, 100),
    1002: (100,),
    1003: (131020, 131041),
    1005: (131005, 10, 190),
    1006: (100, 131006),
    1007: (131030,),
    1008: (131008, 100),
    1009: (131009, 100),
    1010: (100,),
    1011: (131057, 2, 133010),
    1012: (131041,),
    1013: (131026,),
    1014: (131053, 131000),
    1015: (4, 80007, 130429),
    1016: (131016, 2, 133004),
    1020: (131020,),
    1021: (131021,),
    1025: (100,),
    1026: (131026, 131049),
    1028: (137000,),
    1031: (131031,),
    2000: (132000,),
    2001: (132001,),
    2002: (132001,),
    2003: (132001,),
    2004: (132005,),
    2005: (132005,),
    2006: (132012, 132018),
    2007: (132007,),
    2008: (132012, 131053),
    2009: (132012, 131008),
    2010: (132012, 131008),
    2011: (132012, 131008),
    2012: (132012,),
    2013: (131026,),
    **dict.fromkeys(
        (2015, 2016, 2017, 2023, 2024, 2025, 2026, 2027, 2028, 2029, 2030, 2036, 2050), (131009,)
    ),
    2060: (132001,),
    2061: (132015,),
    2062: (132016,),
    2068: (132068,),
    2069: (132069,),
}
"""On-Premises code → Cloud codes for the same cause, the nearest first."""
