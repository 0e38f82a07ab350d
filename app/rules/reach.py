"""
How far beyond one customer a fault reaches: carriers, billing, fraud, routes, many customers, collapsed figures.

Each has a room of its own and reads the report as a whole (`app.rules.layers`). Here is who gives way to whom: one
fault is seldom two of them, and calls to one country that fail are not all calls of many customers.
"""

import re
from collections.abc import Iterator

from app.rules import billing, carriers, figures, fraud, many_customers, routes
from app.rules.layers import Layers
from app.rules.reader import Facts
from app.rules.signs import Sign, search

_SPARES = ("backup", "back-up", "secondary", "failover", "fallback", "respaldo", "secours")
_SPARE = rf"(?:{'|'.join(_SPARES)})"
_ON_BACKUP = re.compile(
    rf"\b(?:{_SPARE}(?: \S+){{0,3}} (?:took over|kicked in|carries|carrying|holds|holding|works|working|in use|entro"
    r"|opera\w*|funciona\w*|trabaja\w*|a pris|tient)|(?:on|over|via|por|en|sur|by) (?:the |their |its |our |el |la |le "
    rf"|su |son |lien de )*{_SPARE})\b"
)
_BACKUP_FAILS = re.compile(
    rf"\b(?:{_SPARE}(?: \S+){{0,3}} (?:too|also|fails?|failed|down|dead|not|never|didn't|doesn't|tambien|aussi|caido)"
    rf"|(?:no|without|sin|sans) (?:\S+ )?{_SPARE})\b"
)


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield the signs of a fault that reaches beyond one customer; a figure must fall by `limit` percent to count."""
    text = Layers(facts)
    found = [*carriers.signs(text), *billing.signs(text)]
    names = {one.name for one in found}
    if names.isdisjoint(("carrier-outage", "billing-stopped")):
        found += fraud.signs(text)
    yield from found
    yield from _backup(text)
    of_routes = [] if "carrier-outage" in names else list(routes.signs(text))
    yield from of_routes
    if not of_routes and "billing-stopped" not in names:
        yield from many_customers.signs(text)
    if not of_routes:
        yield from figures.signs(text, limit)


def _backup(text: Layers) -> Iterator[Sign]:
    """Yield where a back-up carries what the first circuit does not."""
    if not any(spare in text.plain for spare in _SPARES) or _BACKUP_FAILS.search(text.plain):
        return
    yield from search(text.facts, "on-backup", _ON_BACKUP, plain=True)
