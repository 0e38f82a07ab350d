"""The store's random walk, on SQLite and on PostgreSQL, in its short form."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.store_walk import StoreWalk
from tests.store.kit import opened

QUICKLY = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_whatever_two_replicas_do_in_whatever_order_each_ticket_is_told_once(database_url: str) -> None:
    with opened(database_url) as database:

        class Walk(StoreWalk):
            pass

        Walk.database = database
        run_state_machine_as_test(Walk, settings=QUICKLY)
