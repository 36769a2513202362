"""A policy by its name or its file, in place of a programme's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from matcher.cohort import Program
from matcher.files.read.issues import Findings, UnusableInput
from matcher.files.read.program import read_program
from matcher.files.read.program_source import RawProgram, toml_program
from matcher.files.read.tables import unusable
from matcher.policies import POLICIES, policy_text


def load_policy(named: str, program: Program) -> Program:
    """Return a programme with another policy in place of its own priority.

    Parameters
    ----------
    named : str
        A ready policy (`matcher.policies.POLICIES`), or the path of a TOML file with the table
        ``[priority]`` and nothing else.
    program : Program
        Its sectors and columns are what the policy is read with; all else stays.

    Raises
    ------
    UnusableInput
        With every fault of the policy.
    """
    if named in POLICIES:
        return policy_of_text(f"{named}.toml", policy_text(named).encode(), program)
    return policy_of_text(Path(named).name, _bytes(named), program)


def policy_of_text(file: str, content: bytes, program: Program) -> Program:
    """Return a programme with the policy of a TOML file's content; as `load_policy`.

    Parameters
    ----------
    file : str
        What faults call the file.
    content : bytes
    program : Program

    Raises
    ------
    UnusableInput
        With every fault of the policy.
    """
    raw = toml_program(file, content)
    return replace(program, priority=_read(raw, program).priority)


def _bytes(named: str) -> bytes:
    path = Path(named)
    if not path.is_file():
        message = f"there is no such policy; accepted: {', '.join(POLICIES)}, or a file"
        raise unusable(named, "unknown-policy", message)
    return path.read_bytes()


def _read(raw: RawProgram, program: Program) -> Program:
    findings = Findings()
    for name in raw.tree:
        if name != "priority":
            message = "a policy file holds the table [priority] and nothing else"
            findings.fault(raw.file, raw.row_of(name), name, "not-a-policy", message)
    if "priority" not in raw.tree:
        findings.fault(raw.file, None, "priority", "not-a-policy", "it has no table [priority]")
    found = read_program(raw, findings, within=program)
    # A key that nobody knows is a warning in a programme; in a policy it might be the point.
    faults = (*findings.faults, *findings.warnings)
    if faults:
        raise UnusableInput(tuple(faults))
    return found
