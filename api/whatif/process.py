"""Tries changes out: ``python -m api.whatif.process``, started and spoken to by the server."""

from __future__ import annotations

import os
import sys

from api.errors import NotFoundError
from api.services.proposals import load
from api.settings import Settings
from api.store import Store
from api.whatif.messages import Question, Reply
from matcher.whatif.explanation import explanation
from matcher.whatif.recruit import recruit
from matcher.whatif.recruit_words import recruit_document
from matcher.whatif.standing import NotStanding

NICENESS = 5


def answer(store: Store, asked: Question) -> Reply:
    """Return what a question's trying out finds."""
    try:
        loaded = load(store, asked.proposal_id)
    except NotFoundError:
        return Reply(gone=True)
    cohort, proposal = loaded.cohort, loaded.proposal
    if asked.kind == "explain":
        found = explanation(cohort, proposal, asked.participant_id, seconds=asked.seconds)
        return Reply(
            document=found.document,
            lines=list(found.lines),
            others=list(found.others),
            named=list(found.named),
        )
    try:
        offers = recruit(cohort, proposal, seconds=asked.seconds)
    except NotStanding as finding:
        return Reply(document={"text": str(finding)})
    return Reply(document=recruit_document(offers, cohort))


def main() -> None:
    """Answer one question after the other until the server ends."""
    # What a library prints must not be taken for an answer.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if sys.platform != "win32":
        import resource

        os.nice(NICENESS)  # leaves the cores to whoever answers requests
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no dump of what people wrote
    store = Store(Settings().url())
    for line in sys.stdin.buffer:
        reply = answer(store, Question.model_validate_json(line))
        answers.write(reply.model_dump_json().encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
