"""
Imported by the nursery before it forks: has the rules prepared, so that no child does it again.

What there is by then is frozen: no child's garbage collector goes through it, which would copy every page of it.
"""

import gc

from app.policy_in_force import policy_of
from app.rules.comments import reading as comments
from app.rules.triage import prepare
from app.settings_reading import load_settings

_policy = policy_of(load_settings({}, env_file=None))
prepare(_policy)
comments.prepare(_policy)
gc.collect()
gc.freeze()
