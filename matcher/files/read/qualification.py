"""A programme's own qualification table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from matcher.cohort import Qualification
from matcher.cohort.program import ANY, DEFAULT_QUALIFICATION, INFANT_TWIN, NOBODY
from matcher.cohort.vocabulary import CREDENTIALS, ENDORSEMENTS, TARGETS
from matcher.files.read.issues import CellError, Findings, shown
from matcher.files.read.program_source import Noting, RawProgram
from matcher.files.read.settings import refuse, text, words_of

OWN_VERSION = "own"


def read_qualification(
    table: Mapping[str, object], raw: RawProgram, findings: Findings
) -> Qualification:
    """Return the default table with the rows and cells that a programme sets itself.

    Parameters
    ----------
    table : mapping
        ``version``, and for a target the endorsements per credential: a list, ``any`` or
        ``none``. A target of early childhood stands for its infant twin.
    raw : RawProgram
        Where it was found.
    findings : Findings
    """
    version = DEFAULT_QUALIFICATION.version if not table else OWN_VERSION
    rows = {target: dict(row) for target, row in DEFAULT_QUALIFICATION.table.items()}
    for target, row in table.items():
        path = f"qualification.{target}"
        with Noting(raw, path, findings):
            if target == "version":
                version = text(row)
                continue
            if target not in TARGETS:
                raise CellError(f"found the target {shown(target)}; accepted: {', '.join(TARGETS)}")
            if not isinstance(row, Mapping):
                raise refuse(row, f"a table [{path}] with {', '.join(CREDENTIALS)}")
        if not isinstance(row, Mapping) or target not in TARGETS:
            continue
        for credential, endorsements in row.items():
            with Noting(raw, f"{path}.{credential}", findings):
                if credential not in CREDENTIALS:
                    raise CellError(f"found the credential {shown(credential)}; accepted: "
                                    f"{', '.join(CREDENTIALS)}")  # fmt: skip
                rows[INFANT_TWIN.get(target, target)][credential] = _endorsements(endorsements)
    fixed = {target: MappingProxyType(row) for target, row in rows.items()}
    return Qualification(MappingProxyType(fixed), version)


def _endorsements(value: object) -> frozenset[str]:
    if value in ("any", "none"):
        return ANY if value == "any" else NOBODY
    names = list(words_of(value))
    for name in names:
        if name not in ENDORSEMENTS:
            raise refuse(name, f"any, none, or a list of {', '.join(ENDORSEMENTS)}")
    return frozenset(INFANT_TWIN.get(name, name) for name in names)
