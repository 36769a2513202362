"""The people of a cohort, and the pool they make up."""

from fastapi import APIRouter

from api.dependencies import ActorIn, CohortId, ProposalId, StoreIn
from api.errors import NotFoundError, responses
from api.schemas.people import PeopleOut
from api.schemas.pool import PoolOut
from api.services import people, pool, trail

router = APIRouter(prefix="/v1", tags=["cohorts"])


@router.get(
    "/cohorts/{cohort_id}/people", summary="Show everybody", responses=responses(NotFoundError)
)
def show_people(cohort_id: CohortId, store: StoreIn, actor: ActorIn) -> PeopleOut:
    """Show everybody on both lists, with names and times; monitoring answers are left out."""
    found = people.of_cohort(store, cohort_id)
    trail.note(store, actor, "cohort.people", cohort_id)
    return found


@router.get(
    "/proposals/{proposal_id}/people",
    summary="Show whom a proposal is about",
    tags=["proposals"],
    responses=responses(NotFoundError),
)
def show_proposal_people(proposal_id: ProposalId, store: StoreIn, actor: ActorIn) -> PeopleOut:
    """Show everybody on both lists as a proposal has them: turns by its tickets, after repairs."""
    found = people.of_proposal(store, proposal_id)
    trail.note(store, actor, "proposal.people", proposal_id)
    return found


@router.get("/cohorts/{cohort_id}/pool", summary="See the pool", responses=responses(NotFoundError))
def show_pool(cohort_id: CohortId, store: StoreIn, actor: ActorIn) -> PoolOut:
    """Show seats against demand, the week's common times, and who can never be placed and why."""
    found = pool.pool(store, cohort_id)
    trail.note(store, actor, "cohort.pool", cohort_id)
    return found
