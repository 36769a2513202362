"""What an operator may set, as environment variables that begin with ``MATCHER_``."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import psutil
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url

from matcher.files.read.tables import MAX_BYTES

CORES_PER_RUN = 4  # a solve gains little from more while others wait
MEGABYTES_PER_RUN = 2_000
CONTAINER_MEMORY = Path("/sys/fs/cgroup/memory.max")


class Settings(BaseSettings):
    """Settings of the service.

    Attributes
    ----------
    data_dir : Path
        Where the default database lies; made when first needed.
    database_url : SecretStr
        Of a PostgreSQL database in place of the default, ``postgresql://user:password@host/name``;
        runs are then solved by ``matcher worker``, on any number of machines.
    max_body_bytes : int
        Of a whole request; the reader has limits of its own for each file and its rows.
    body_seconds : float
        Until a request's whole body must have arrived.
    reading_seconds : float
        For reading one upload.
    rate_limit : float
        Requests a second that one key (without keys: one address) may make in the long run; ten
        seconds' worth at once. 0: any number.
    cors_origins : str
        Web origins, separated by spaces, whose pages may call the service with a key; none.
    queue_limit : int
        Runs that may wait; further ones are answered with 429.
    parallel_runs : int
        Runs solved at once; 0: one for each four cores, if there is memory for so many.
    run_megabytes : int
        Memory that one run may take; 0: its share of four fifths of the machine's.
    max_time_limit : float
        Seconds; longer time limits are cut to it.
    grace : float
        Seconds a run may take beyond its time limit before its process is ended.
    max_wait : float
        Seconds that ``Prefer: wait`` may hold a request.
    max_attempts : int
        How often a run is started that dead servers left behind.
    retention_days : float
        Days after which a cohort is purged with all that came of it; 0: never.
    notify_hosts : str
        Hosts, separated by spaces, that may be told of a run's end (``host`` or ``host:port``);
        none.
    notify_secret : SecretStr
        With which those messages are signed.
    warm : bool
        Start a solver process with the server, so that the first run begins at once.
    """

    model_config = SettingsConfigDict(env_prefix="MATCHER_", extra="ignore")

    data_dir: Path = Path("matcher-data")
    database_url: SecretStr = SecretStr("")
    max_body_bytes: int = Field(default=MAX_BYTES + 1_000_000, ge=1_000)
    body_seconds: float = Field(default=120.0, gt=0)
    reading_seconds: float = Field(default=30.0, gt=0)
    rate_limit: float = Field(default=50.0, ge=0)
    cors_origins: str = ""
    queue_limit: int = Field(default=100, ge=0)
    parallel_runs: int = Field(default=0, ge=0)
    run_megabytes: int = Field(default=0, ge=0)
    max_time_limit: float = Field(default=3600.0, gt=0)
    grace: float = Field(default=60.0, ge=0)
    max_wait: float = Field(default=60.0, ge=0)
    max_attempts: int = Field(default=5, ge=1)
    retention_days: float = Field(default=0.0, ge=0)
    notify_hosts: str = ""
    notify_secret: SecretStr = SecretStr("")
    warm: bool = True

    def url(self) -> URL:
        """Return the database's URL."""
        given = self.database_url.get_secret_value()
        if given:
            url = make_url(given)
            plain = url.drivername in ("postgresql", "postgres")
            return url.set(drivername="postgresql+psycopg") if plain else url
        return URL.create("sqlite", database=str(self.data_dir.absolute() / "matcher.sqlite3"))

    def runs_at_once(self) -> int:
        """Return how many runs are solved at once."""
        if self.parallel_runs:
            return self.parallel_runs
        return max(1, min(cores() // CORES_PER_RUN, megabytes() // MEGABYTES_PER_RUN))

    def megabytes_per_run(self) -> int:
        """Return the memory that one run may take."""
        return self.run_megabytes or int(0.8 * megabytes() / self.runs_at_once())

    def readers(self) -> int:
        """Return how many uploads are read at once."""
        return max(1, min(4, cores()))

    def workers_per_run(self) -> int:
        """Return the solver threads of one run, so that all together fill the cores."""
        return max(1, cores() // self.runs_at_once())


def cores() -> int:
    """Return the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def megabytes() -> int:
    """Return the memory of this machine, or of the container it seems to be."""
    total = psutil.virtual_memory().total
    with suppress(OSError, ValueError):  # no container, or "max"
        total = min(total, int(CONTAINER_MEMORY.read_text()))
    return int(total // 2**20)
