"""The files of an upload, whichever way they were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.errors import UnsupportedMediaError, UnusableInputError
from matcher.files.read import Issue

if TYPE_CHECKING:
    from fastapi import Request

# A part of this name may hold a file of any name.
NAMED = {
    "participants": "participants.csv",
    "providers": "providers.csv",
    "program": "program.toml",
    "amendments": "amendments.json",
}
MOST_FILES = 10


async def files_of(request: Request) -> dict[str, bytes]:
    """Return the uploaded files by name; a JSON body is a file ``cohort.json``.

    Raises
    ------
    UnsupportedMediaError
    UnusableInputError
        The parts cannot be taken apart, or one of them is no file.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        return {"cohort.json": await request.body()}
    if kind == "multipart/form-data":
        return await _parts(request)
    raise UnsupportedMediaError(
        f"Found {kind[:60] or 'no Content-Type'}; send application/json or multipart/form-data."
    )


async def _parts(request: Request) -> dict[str, bytes]:
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=MOST_FILES)
    except HTTPException as error:
        raise _unusable(None, "multipart", f"the parts cannot be read: {error.detail}") from None
    files: dict[str, bytes] = {}
    try:
        for part, value in form.multi_items():
            if not isinstance(value, UploadFile):
                raise _unusable(part, "not-a-file", "found a plain value; accepted: a file")
            name = NAMED.get(part, value.filename or "")
            if name in files:
                raise _unusable(part, "unknown-file", "found two files of one name")
            files[name] = await value.read()
    finally:
        await form.close()
    return files


def _unusable(part: str | None, code: str, message: str) -> UnusableInputError:
    return UnusableInputError.of([Issue("body", None, part, code, message)])
