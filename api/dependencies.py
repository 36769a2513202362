"""What routes ask for: the store, the runners, the readers, the settings, a known run."""

from typing import Annotated

from fastapi import Depends, Path, Request

from api.jobs.port import Jobs
from api.reading.readers import Readers
from api.settings import Settings
from api.store import Store
from api.whatif.askers import Askers


# They are coroutines because a plain function would each cost a turn in a thread.
async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


async def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


async def _readers(request: Request) -> Readers:
    readers: Readers = request.app.state.readers
    return readers


async def _askers(request: Request) -> Askers:
    askers: Askers = request.app.state.askers
    return askers


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _actor(request: Request) -> str:
    actor: str = request.state.actor
    return actor


ActorIn = Annotated[str, Depends(_actor)]
StoreIn = Annotated[Store, Depends(_store)]
JobsIn = Annotated[Jobs, Depends(_jobs)]
ReadersIn = Annotated[Readers, Depends(_readers)]
AskersIn = Annotated[Askers, Depends(_askers)]
SettingsIn = Annotated[Settings, Depends(_settings)]
CohortId = Annotated[str, Path(examples=["coh_5d0c9a7be1f24c3a8d10"])]
RunId = Annotated[str, Path(examples=["run_9a1e64d0b7c25f83e610"])]
ProposalId = Annotated[str, Path(examples=["prop_2b8f017ce94d6a35f1c8"])]
