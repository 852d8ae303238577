"""What an operation of the data plane looks like, whatever database runs it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar

__all__ = ["ALONE", "DB_TIME", "SHARED", "Ask", "HotStore", "Program", "Row", "alone", "plain", "shared"]

T = TypeVar("T")
P = ParamSpec("P")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """One statement with `:names`, and their values: one set, or a sequence of sets without an answer."""

    sql: str
    values: Mapping[str, Any] | Sequence[Mapping[str, Any]]


DB_TIME = Ask("database time", {})
"""Asks for one row with `now`, in the words of whatever database runs it."""

SHARED, ALONE = "share a number", "be alone with a number"
"""Words that each database says in its own way, until the end of the transaction."""

Program = Generator[Ask, Sequence[Row], T]
"""One transaction: what it yields is executed, what it returns is the result, what it raises rolls back."""


def shared(number: str) -> Ask:
    """Wait for programs that are alone with the number; those that share it do not meet."""
    return Ask(SHARED, {"number": number})


def alone(number: str) -> Ask:
    """Wait for programs that share the number or are alone with it, and let new ones wait."""
    return Ask(ALONE, {"number": number})


def plain(program: Callable[P, Program[T]]) -> Callable[P, Program[T]]:
    """Mark a program whose first statement does all that must be done together: it needs no transaction."""
    program.plain = True  # type: ignore[attr-defined]
    return program


class HotStore(Protocol):
    """Runs programs. `url` names the place without a password."""

    async def run(self, program: Callable[P, Program[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """The program's result, once it is durable; StoreError where the database cannot do it."""

    async def read(self, program: Callable[P, Program[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a program that changes nothing; it waits for no writer."""

    def on_news(self, listener: Callable[[], None]) -> None:
        """Call the listener whenever some process may have written."""

    async def close(self) -> None:
        """Finish what was begun."""
