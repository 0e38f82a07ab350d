"""
Webhook bodies by the thousand: real shapes, and what noise, mistakes and malice make of them.

The shapes are Zendesk's recorded and documented deliveries in tests/data/webhooks and the trigger bodies we ship. The
same seed gives the same bodies.
"""

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parents[1] / "data" / "webhooks"
TRIGGERS: Final = Path(__file__).parents[2] / "app" / "zendesk" / "trigger_bodies.json"
VALID_SHARE: Final = 0.25

ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1.5, 2**31, 2**63 - 1, 2**63, 2**64, 10**19, -(10**19), 1e308, 5e-324, -0.0),
    *(
        "",
        " ",
        "0",
        "-1",
        "1e5",
        "007",
        "٣",
        "９１１",
        "\x00",
        "a\x00b",
        "\ud800",
        "\udfff\ud800",
        "\u202e\u2066",
        "ß" * 300,
    ),
    *("x" * 200, "9" * 19, "9" * 5000, "zen:ticket:0", "zen:ticket:" + "9" * 30, "zen:event-type:ticket.created"),
    *("zen:event-type:" + "a" * 120, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "2026-02-30T00:00:00Z"),
    *("2026-11-24T09:00:00+23:59", "'; DROP TABLE inbox; --", "{{ticket.id}}", "<script>", "%s%n", "../../etc/passwd"),
    *([], {}, [[]], [None] * 50, {"": ""}, {"a": {"a": {"a": {}}}}, ["a", 1, None, {"b": []}]),
)
TEXTS: Final = (
    "Grüße, 電話が通じない 📵",
    "a\x00b",
    "\ud83d\ude00 \ud800",
    "\u202egnp.exe",
    "x" * 20_000,
    "\\\"'\r\n\t",
    "",
)
NUMBERS: Final = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "-1e999999999",
    "1E-999999999",
    "1" * 25,
    "0." + "1" * 9000,
    "01",
)
BYTES: Final = (
    b"\xff",
    b"\x00",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xe2\x28\xa1",
    b'"',
    b"\\",
    b"\r\n",
    b"{",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One delivery; a valid one must be stored, any other must be refused or stored, and nothing else."""

    number: int
    path: str
    body: bytes
    kind: str

    @property
    def is_valid(self) -> bool:
        """Whether nothing at all is wrong with it."""
        return self.kind == "valid"

    @property
    def invocation_id(self) -> str:
        """What it is recognised by afterwards."""
        return f"01FUZZ{self.number:08d}"


class Mutants:
    """An endless source of deliveries."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        events = [json.loads(path.read_bytes()) for path in sorted(DATA.glob("*.json"))]
        triggers = json.loads(TRIGGERS.read_bytes())
        self._shapes = [("events", json.dumps(event)) for event in events]
        self._shapes += [(route, _filled(template)) for route, template in triggers.items()]
        self._mutations: tuple[Callable[[Any], bytes], ...] = (
            *(self._odd_value, self._odd_value, self._key_gone, self._key_twice, self._key_renamed, self._number),
            *(
                self._deep,
                self._broken_bytes,
                self._broken_bytes,
                self._cut,
                self._wrapped,
                self._other_encoding,
                self._large,
            ),
        )

    def take(self, count: int) -> Iterator[Case]:
        """Yield so many deliveries."""
        for number in range(count):
            route, text = self._random.choice(self._shapes)
            body = self._fresh(json.loads(text), number)
            if self._random.random() < VALID_SHARE:
                yield Case(number, f"/webhooks/{route}", self._written(self._varied(body)), "valid")
            else:
                mutation = self._random.choice(self._mutations)
                yield Case(number, f"/webhooks/{route}", mutation(body), mutation.__name__.strip("_"))

    def _fresh(self, body: dict[str, Any], number: int) -> dict[str, Any]:
        """Give the delivery a ticket and an event of its own."""
        ticket = str(self._random.randrange(10**6, 10**12))
        if "ticket_id" in body:
            return body | {"ticket_id": ticket}
        body["id"] = f"01FUZZEVENT{number:08d}"
        if str(body["subject"]).startswith("zen:ticket:"):
            body["subject"] = f"zen:ticket:{ticket}"
            body["detail"]["id"] = ticket
        return body

    def _varied(self, body: dict[str, Any]) -> dict[str, Any]:
        """Change what may be anything: texts of people, and keys we do not know."""
        detail = body.get("detail")
        for name in ("subject", "description"):
            if isinstance(detail, dict) and name in detail:
                detail[name] = self._random.choice(TEXTS)
        if self._random.random() < 0.3:
            body["x-" + self._random.choice(("new", "ключ", "a\x00"))] = self._random.choice(TEXTS)
        return body

    def _written(self, body: Any) -> bytes:
        """Serialise in one of the ways that mean the same; what UTF-8 cannot hold stays escaped."""
        indent = self._random.choice((None, None, 3))
        try:
            return json.dumps(body, indent=indent, ensure_ascii=self._random.random() < 0.5).encode()
        except UnicodeEncodeError:
            return json.dumps(body, indent=indent).encode()

    def _place(self, body: Any) -> tuple[Any, Any]:
        """Choose a container somewhere in the body, and one of its keys."""
        places = []
        stack = [body]
        while stack:
            node = stack.pop()
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            places += [(node, key) for key in keys]
            stack += [node[key] for key in keys if isinstance(node[key], dict | list)]
        chosen: tuple[Any, Any] = self._random.choice(places)
        return chosen

    # -- one mistake each --------------------------------------------------------------------------------------------

    def _odd_value(self, body: Any) -> bytes:
        for _ in range(self._random.choice((1, 1, 1, 2, 5))):
            node, key = self._place(body)
            node[key] = copy.deepcopy(self._random.choice(ODD))
        return self._written(body)

    def _key_gone(self, body: Any) -> bytes:
        node, key = self._place(body)
        del node[key]
        return self._written(body)

    def _key_renamed(self, body: Any) -> bytes:
        key = self._random.choice(list(body))
        body[self._random.choice((key.upper(), key + "\x00", "__proto__", "", key[::-1]))] = body.pop(key)
        return self._written(body)

    def _key_twice(self, body: Any) -> bytes:
        key = self._random.choice(list(body))
        return self._written(body)[:-1] + b"," + json.dumps({key: self._random.choice(ODD)}).encode()[1:]

    def _number(self, body: Any) -> bytes:
        node, key = self._place(body)
        node[key] = "@here@"
        return json.dumps(body).replace('"@here@"', self._random.choice(NUMBERS)).encode()

    def _deep(self, body: Any) -> bytes:
        node, key = self._place(body)
        node[key] = "@here@"
        depth = self._random.choice((10, 31, 32, 33, 500, 5000, 60_000))
        opening, closing = self._random.choice((("[", "]"), ('{"a":', "}")))
        nested = opening * depth + "1" + closing * depth * (self._random.random() < 0.8)
        return json.dumps(body).replace('"@here@"', nested).encode()[:260_000]

    def _broken_bytes(self, body: Any) -> bytes:
        raw = bytearray(self._written(body))
        for _ in range(self._random.choice((1, 1, 3, 20))):
            at = self._random.randrange(len(raw))
            raw[at : at + self._random.randrange(2)] = self._random.choice((*BYTES, self._random.randbytes(1)))
        return bytes(raw)

    def _cut(self, body: Any) -> bytes:
        raw = self._written(body)
        return raw[: self._random.randrange(len(raw))]

    def _wrapped(self, body: Any) -> bytes:
        raw = self._written(body)
        return self._random.choice((b"[%s]", b"%s%s", b"%s\n{}", b"null%s", b'"%s"', b"  \r\n%s\t")).replace(b"%s", raw)

    def _other_encoding(self, body: Any) -> bytes:
        text = json.dumps(body)
        return text.encode(self._random.choice(("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-7", "cp500")))

    def _large(self, body: Any) -> bytes:
        body["filler"] = self._random.choice(("x", "é", "\x00", "[{")) * self._random.choice((1000, 30_000, 140_000))
        return self._written(body)


def _filled(template: str) -> str:
    """Fill a trigger's placeholders in, as Zendesk does."""
    values = {
        "{{ticket.id}}": "35436",
        "{{ticket.created_at_with_timestamp}}": "2026-11-24T08:00:00Z",
        "{{ticket.updated_at_with_timestamp}}": "2026-11-24T08:59:00Z",
        "{{current_user.id}}": "8447388090494",
    }
    for placeholder, value in values.items():
        template = template.replace(placeholder, value)
    assert "{{" not in template
    return template
