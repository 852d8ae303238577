"""Questions that only the operator can answer: asked once on a terminal, kept in the store."""

from __future__ import annotations

import sys
import time
from functools import partial

import rich_click as click

from wamigrate.config import Answer, Number
from wamigrate.migration.answers import Question, coerce, unanswered
from wamigrate.migration.readiness import stored_answers
from wamigrate.store import answers
from wamigrate.store.opening import Store

__all__ = ["ask_open_questions"]


def ask_open_questions(store: Store, number: Number) -> None:
    """Ask what is not answered yet, if there is somebody to ask. An empty answer leaves it open."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    known = store.db.read_now(lambda conn: stored_answers(conn, number))
    if unanswered(known):
        click.echo(f"What only you can know about '{number.name}' (Enter leaves a question open):", err=True)
    asked: set[str] = set()
    while open_questions := [q for q in unanswered(known) if q.key not in asked]:
        question = open_questions[0]
        asked.add(question.key)
        answer = _ask(question)
        if answer is not None:
            known[question.key] = answer
            keep = partial(
                answers.keep,
                phone_number_id=number.phone_number_id,
                question=question.key,
                answer=answer,
                at=time.time(),
            )
            store.db.run_now(keep)


def _ask(question: Question) -> Answer | None:
    choices = f" [{'/'.join(question.choices)}]" if question.choices else ""
    while True:
        given = click.prompt(f"{question.text}{choices}", default="", show_default=False, err=True)
        if not given.strip():
            return None
        try:
            return coerce(question.key, given.strip())
        except Exception as error:  # the message says which answers there are
            click.echo(str(error), err=True)
