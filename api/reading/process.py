"""A reading process: ``python -m api.reading.process``, started and spoken to by the server."""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Mapping

import psutil

from api.reading.messages import Fault, Found, Wanted, read_upload
from api.schemas.problems import IssueOut, clean
from api.schemas.readings import ReadingOut
from matcher.files.read import Issue, UnusableInput, read_cohort_files
from matcher.files.read.look import look

MEMORY = 3 * 2**30  # bytes of address space; the largest cohort that is accepted takes half of it
MOST_RESIDENT = 400 * 2**20  # one that keeps more is replaced, for memory to go back
NO_MEMORY = "it takes too much memory to read; accepted: fewer rows and columns"


def found_in(files: Mapping[str, bytes], wanted: Wanted = "cohort") -> Found:
    """Return what files hold, or every fault in them."""
    try:
        if wanted != "cohort":
            return _looked_at(files, wanted)
        reading = read_cohort_files(files)
    except UnusableInput as error:
        return Found(faults=[Fault.of(fault) for fault in error.faults])
    except MemoryError:
        return Found(faults=[Fault.of(Issue("body", None, None, "too-large", NO_MEMORY))])
    cohort = reading.cohort
    return Found(
        name=clean(cohort.program.name),
        participants=len(cohort.participants),
        providers=len(cohort.providers),
        time_limit=cohort.program.time_limit,
        warnings=[IssueOut.of(warning) for warning in reading.warnings],
    )


def _looked_at(files: Mapping[str, bytes], wanted: Wanted) -> Found:
    looked = look(files)
    if wanted == "look":
        return Found(look=ReadingOut.of(looked))
    from matcher.files.write.marked import marked_workbook

    return Found(marked=base64.b64encode(marked_workbook(looked)))


def main() -> None:
    """Read one upload after the other until the server ends."""
    # What a library prints must not be taken for an answer.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _limit_memory()
    while (upload := read_upload(sys.stdin.buffer)) is not None:
        wanted, files = upload
        answer = found_in(files, wanted).model_dump_json().encode() + b"\n"
        try:
            answers.write(answer)
            answers.flush()
        except BrokenPipeError:
            os._exit(0)  # the server is gone; nobody waits for the answer
        # What it holds now: its peak counts whoever started it, up to the start.
        if psutil.Process().memory_info().rss > MOST_RESIDENT:
            return


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no dump of what people wrote


if __name__ == "__main__":
    main()
