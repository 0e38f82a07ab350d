"""Imported by the nursery before it forks: has the rules prepared, so that no child does it again."""

from app.policy_in_force import policy_of
from app.rules.triage import prepare
from app.settings_reading import load_settings

prepare(policy_of(load_settings({}, env_file=None)))
