"""Imported by the nursery before it forks: has the rules prepared, so that no child does it again."""

from app.config import load_settings
from app.policy_in_force import policy_of
from app.rules.triage import prepare

prepare(policy_of(load_settings({}, env_file=None)))
