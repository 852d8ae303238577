"""Questions that only the operator can answer: asked once on a terminal, kept in the store."""

from __future__ import annotations

import sys
import time
from functools import partial

import rich_click as click

from wamigrate.config import Answer, Number
from wamigrate.migration.answers import QUESTIONS, Question, coerce
from wamigrate.migration.readiness import stored_answers
from wamigrate.store import answers
from wamigrate.store.opening import Store

__all__ = ["ask_open_questions"]


def ask_open_questions(store: Store, number: Number) -> None:
    """Ask what is not answered yet, if there is somebody to ask. An empty answer leaves it open."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    known = store.db.read_now(lambda conn: stored_answers(conn, number))
    open_questions = [q for key, q in QUESTIONS.items() if key not in known]
    if not open_questions:
        return
    click.echo(f"{len(open_questions)} questions about '{number.name}' (Enter leaves one open):", err=True)
    for question in open_questions:
        answer = _ask(question)
        if answer is not None:
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
