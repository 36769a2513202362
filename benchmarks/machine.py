"""On what and with what a run was done: nothing that names a host or a path."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
CODE = ("matcher", "benchmarks", ":!benchmarks/results", ":!benchmarks/*.md")
PACKAGES = ("matcher", "ortools", "numpy", "scipy")


@lru_cache(maxsize=1)
def machine() -> dict[str, object]:
    """Return processor, cores and memory."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.system(),
    }


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that decide a result."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "unknown"
    return found


def commit() -> str:
    """Return the last commit of the code measured, and a hash of what it does not hold yet.

    Commits of documents and results do not count: they would make every run look unrecorded.
    """
    last = _git("log", "-1", "--format=%h", "--abbrev=10", "--", *CODE)
    if not last:
        return "unknown"
    changes = _git("diff", "HEAD", "--", *CODE)
    fresh = _git("ls-files", "--others", "--exclude-standard", "--", *CODE)
    if not changes and not fresh:
        return last
    total = sha256(changes.encode())
    for name in sorted(fresh.splitlines()):
        total.update(name.encode() + (ROOT / name).read_bytes())
    return f"{last}+{total.hexdigest()[:8]}"


def without_paths(text: str) -> str:
    """Return a message without any path or address of this machine."""
    return re.sub(r"(?:file://)?(?<!\w)/[\w.@+-]+(?:/[\w.@+-]*)+", "…", text)


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine() or "unknown"


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments],  # noqa: S607 - wherever the reader's git is
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
