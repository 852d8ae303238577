"""Translates an error of Cloud API into the one that an On-Premises application expects, and back.

    map_error(131047, where=Where.WEBHOOK).code             # 470
    status, body = answer_for(400, {"error": {…}}, meta)    # what the application gets at once
    item_for({"code": 131026, …})                           # what stands in `errors` of a webhook

What an application must not see stays behind: trace ids, tokens, ids of app and number.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from wamigrate.apis import Family
from wamigrate.apis.cloud import error_codes as cloud
from wamigrate.apis.error_rows import BACK, ELSEWHERE, ROWS, Fit, Row, Where
from wamigrate.apis.onprem import error_codes as onprem
from wamigrate.core.payload import Json, JsonObject, dig

__all__ = [
    "HREF",
    "Mapped",
    "answer_for",
    "cloud_code",
    "cloud_codes",
    "code_of",
    "details_of",
    "item_for",
    "map_error",
    "onprem_item",
    "sources",
]

ANSWER = Where.ANSWER
GENERIC_SUBCODE = 2494010
"""Before v16 every error of a message carried it: it says nothing."""
OFFSET = 130000
OFFSET_RANGE = range(131000, 133000)
NUMBERED = re.compile(r"^\(#\d+\)\s*")
NAMELESS = frozenset((33, 100, 803, 2500, 2635))
"""With subcode 33, or where the bridge asked wrongly: their texts name ids of ours."""
NOT_REACHABLE = "The service behind this one does not let it in"
"""All that an application learns of trouble with our own token or permissions."""
NO_SUCH_OBJECT = "The object does not exist"
NO_CODE = -1
HREF = "https://developers.facebook.com/docs/whatsapp/api/errors/"


@dataclass(frozen=True, slots=True)
class Mapped:
    """What an On-Premises application gets. `http` is None for an error in a webhook."""

    code: int
    http: int | None
    fit: Fit

    @property
    def title(self) -> str:
        known = onprem.lookup(self.code)
        return known.title if known else "Generic error"


def map_error(
    code: int,
    *,
    subcode: int | None = None,
    where: Where = ANSWER,
    text: str = "",
    http: int | None = None,
    options: Collection[str] = (),
) -> Mapped:
    """The On-Premises error for a Cloud one; `text` is all that the error says, `http` its status."""
    own = _row(code, subcode, where, text, options)
    if own is not None:
        return _mapped(own, where)
    if code in ELSEWHERE:
        return Mapped(1000, 500, Fit.LOOSE) if where is ANSWER else Mapped(500, None, Fit.LOOSE)
    if where is not ANSWER and code in OFFSET_RANGE and onprem.lookup(code - OFFSET):
        return Mapped(code - OFFSET, None, Fit.CLOSE)
    other = _row(code, subcode, _other(where), text, options)
    if other is not None:
        return _mapped(other, where)
    return _unknown(http) if where is ANSWER else Mapped(500, None, Fit.LOOSE)


def _other(where: Where) -> Where:
    return Where.WEBHOOK if where is ANSWER else ANSWER


def _mapped(row: Row, where: Where) -> Mapped:
    _, _, _, _, code, http, fit = row
    return Mapped(code, (http or 400) if where is ANSWER else None, fit)


def _unknown(http: int | None) -> Mapped:
    if http == 429:
        return Mapped(1015, 429, Fit.LOOSE)
    if http == 503:
        return Mapped(1016, 503, Fit.LOOSE)
    if http is not None and 400 <= http < 500:
        return Mapped(1009, 400, Fit.LOOSE)
    return Mapped(1000, 500, Fit.LOOSE)


def _row(code: int, subcode: int | None, where: Where, text: str, options: Collection[str]) -> Row | None:
    """Rows for the subcode first; then the first row whose condition holds; then the one without any."""
    subcode = None if subcode == GENERIC_SUBCODE else subcode
    rows = [r for r in _rows(code) if r[2] is where]
    if subcode is not None:
        exact = next((r for r in rows if r[1] == subcode), None)
        if exact is not None:
            return exact
    rows = [r for r in rows if r[1] is None or r[1] not in _SUBCODES_THAT_MATTER]
    text = text.lower()
    chosen = next((r for r in rows if r[3] and _holds(r[3], text, options)), None)
    return chosen or next((r for r in rows if not r[3]), None)


_SUBCODES_THAT_MATTER = frozenset((33, GENERIC_SUBCODE))


def _holds(condition: str, text: str, options: Collection[str]) -> bool:
    kind, _, words = condition.partition("~")
    if kind == "option":
        return words in options
    return any(word in text for word in words.lower().split("|"))


_BY_CODE: dict[int, tuple[Row, ...]] = {}
_RANGES: list[tuple[range, Row]] = []


def _rows(code: int) -> Iterable[Row]:
    return _BY_CODE.get(code) or [row for codes, row in _RANGES if code in codes]


def _index() -> None:
    for row in ROWS:
        if isinstance(row[0], tuple):
            _RANGES.append((range(row[0][0], row[0][1] + 1), row))
        else:
            _BY_CODE[row[0]] = (*_BY_CODE.get(row[0], ()), row)


_index()


def code_of(error: Json) -> int | None:
    """The code in an error object, however it is spelled."""
    code = dig(error, "code")
    if isinstance(code, str) and code.isdecimal() and len(code) < 10:
        return int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _code(error: Json) -> int:
    code = code_of(error)
    return NO_CODE if code is None else code


def _texts(error: Json) -> Iterator[str]:
    for place in (("error_data", "details"), ("error_user_msg",), ("message",), ("details",), ("title",)):
        found = dig(error, *place)
        if isinstance(found, str) and found.strip():
            yield found
    if isinstance(dig(error, "error_data"), str):
        yield error["error_data"]


def details_of(error: Json, hide: Iterable[str] = ()) -> str | None:
    """What an application may read of a Cloud error's own words, without what `hide` names."""
    code, subcode = code_of(error), dig(error, "error_subcode")
    known = cloud.lookup(code)
    if known is not None and known.family is Family.ACCESS and code != 131005:
        return NOT_REACHABLE
    if code in NAMELESS and (code != 100 or subcode == 33):
        return NO_SUCH_OBJECT
    text = next(_texts(error), None)
    if text is None:
        return None
    text = NUMBERED.sub("", text)
    for secret in hide:
        text = text.replace(secret, "…") if secret else text
    return text


def answer_for(
    http: int,
    body: Json,
    meta: Mapping[str, str],
    *,
    hide: Iterable[str] = (),
    options: Collection[str] = (),
) -> tuple[int, JsonObject]:
    """HTTP status and body of the On-Premises answer to a refused call."""
    error = dig(body, "error", default={})
    mapped = map_error(
        _code(error),
        subcode=dig(error, "error_subcode"),
        text=" ".join(_texts(error)),
        http=http,
        options=options,
    )
    return mapped.http or 400, {"meta": dict(meta), "errors": [_item(mapped, details_of(error, hide))]}


def item_for(error: Json, *, hide: Iterable[str] = (), options: Collection[str] = ()) -> JsonObject:
    """One entry of `errors` in an On-Premises webhook."""
    mapped = map_error(
        _code(error),
        subcode=dig(error, "error_subcode"),
        where=Where.WEBHOOK,
        text=" ".join(_texts(error)),
        options=options,
    )
    return _item(mapped, details_of(error, hide))


def _item(mapped: Mapped, details: str | None) -> JsonObject:
    item: JsonObject = {"code": mapped.code, "title": mapped.title}
    return item | {"details": details} if details else item


def onprem_item(error: Json) -> bool:
    """Whether an entry of `errors` is On-Premises' own already."""
    code = code_of(error)
    return code not in (None, 0) and onprem.lookup(code) is not None


def cloud_codes(code: int) -> tuple[int, ...]:
    """The Cloud codes for the cause of an On-Premises one, the nearest first."""
    return BACK.get(code, ())


def cloud_code(code: int) -> int:
    """The nearest of them; 131000 where there is none."""
    return (BACK.get(code) or (131000,))[0]


def sources(code: int) -> list[int]:
    """The Cloud codes that become this On-Premises code."""
    return sorted({row[0] if isinstance(row[0], int) else row[0][0] for row in ROWS if row[4] == code})
