"""
What notices put into their templates, in the words of each language: times, spans, the details asked for, reasons.

A reason of the rules is an English sentence with the ticket's words in it. In another language the partner is told the
policy's reason instead, by the rule that decided or the clause it cites.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.rules.verdict import Verdict

_HARD: Final = "\u00a0"
"""A blank at which no line ends; French sets it between a number and its unit, and before a colon."""

MISSING: Final = {
    "circuit_id": "the Circuit ID",
    "call_examples": "call examples: from, to, date and time with time zone",
    "customer_information": "the customer's name, group or account, and the users affected",
    "outage_details": "what is down since when, for how many users, and what still works",
}
"""What to ask for, by the names triage uses (policy: tier2.action.details, tier3.action.outage-details)."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    moment: Callable[[datetime], str]
    span: Callable[[timedelta], str]
    missing: Mapping[str, str]
    opening: str
    """What a first response is counted from, as the acknowledgement's sentence needs it."""
    reopening: str
    reasons: Mapping[str, str]
    """Why a ticket is Tier I, by the rule that decided or the clause it cites; empty: the rules' own sentence."""

    def asked(self, names: tuple[str, ...]) -> list[str]:
        """Return the details to ask for; a name nobody knows is left out."""
        return [self.missing[name] for name in names if name in self.missing]

    def reason(self, verdict: Verdict) -> str:
        """Return why, as a sentence without its end."""
        if not self.reasons:
            return verdict.because
        names = (verdict.rule, *(one.clause for one in verdict.evidence))
        return next((self.reasons[name] for name in names if name in self.reasons), self.reasons["tier1.no-impact"])


def moment(at: datetime) -> str:
    """Return a moment as `2026-11-24 13:00 UTC`."""
    return at.strftime("%Y-%m-%d %H:%M UTC")


def span(distance: timedelta) -> str:
    """Return a distance as people say it: `4 hours`, `1 hour`, `2 h 5 min`, `45 minutes`."""
    return _said(distance, ("hour", "hours"), ("minute", "minutes"))


def _said(distance: timedelta, hour: tuple[str, str], minute: tuple[str, str], blank: str = " ") -> str:
    """Return a distance in units given for one and for several; hours and minutes together are abbreviated."""
    hours, rest = divmod(int(distance.total_seconds() // 60), 60)
    if hours and rest:
        return f"{hours}{blank}h{blank}{rest}{blank}min"
    number, unit = (hours, hour) if hours else (rest, minute)
    return f"{number}{blank}{unit[number != 1]}"


_MESES: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_MOIS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def _moment_es(at: datetime) -> str:
    return f"{at.day} de {_MESES[at.month - 1]} de {at.year}, {at:%H:%M} UTC"


def _moment_fr(at: datetime) -> str:
    day = "1er" if at.day == 1 else at.day
    minute = f"{_HARD}{at.minute:02}" if at.minute else ""
    return f"{day}{_HARD}{_MOIS[at.month - 1]} {at.year}, {at.hour}{_HARD}h{minute}{_HARD}UTC"


def _span_es(distance: timedelta) -> str:
    return _said(distance, ("hora", "horas"), ("minuto", "minutos"))


def _span_fr(distance: timedelta) -> str:
    # French counts zero as one: 0 minute, 1 heure, 2 heures.
    short = distance < timedelta(minutes=1)
    return _said(distance, ("heure", "heures"), ("minute", "minute" if short else "minutes"), _HARD)


WORDINGS: Final[Mapping[str, Wording]] = {
    "en": Wording(moment, span, MISSING, "opening", "reopening", {}),
    "es": Wording(
        _moment_es,
        _span_es,
        {
            "circuit_id": "el identificador del circuito (Circuit ID)",
            "call_examples": "ejemplos de llamadas: origen, destino, fecha y hora con zona horaria",
            "customer_information": "el nombre, el grupo o la cuenta del cliente, y los usuarios afectados",
            "outage_details": "qué dejó de funcionar y desde cuándo, a cuántos usuarios afecta y qué sigue funcionando",
        },
        "la apertura",
        "la reapertura",
        {
            "administration": "se trata de una tarea de administración que puede realizar con el acceso que ya tiene",
            "feature-question": "se refiere a una función que su organización administra",
            "question": "es una consulta y no se indica que falle ninguna llamada",
            "untried-fault": "es un inconveniente menor, con una solución alternativa o que aún no se ha revisado de "
            "su lado",
            "own-cause": "la causa no está del lado del proveedor",
            "not-now": "no se indica que algo falle en este momento",
            "admin-phrase": "el asunto es de los que resuelve el propio socio",
            "tier1.partner-responsible": "es un caso cuya resolución corresponde al socio",
            "tier1.work-around": "existe una solución alternativa razonable",
            "tier1.broadsoft-administration": "corresponde a la administración de BroadSoft, a la que usted tiene "
            "acceso",
            "tier1.no-impact": "el servicio no está afectado, o lo está muy poco, y el caso puede resolverse con el "
            "acceso administrativo que ya tiene",
        },
    ),
    "fr": Wording(
        _moment_fr,
        _span_fr,
        {
            "circuit_id": "l'identifiant du circuit (Circuit ID)",
            "call_examples": f"des exemples d'appels{_HARD}: origine, destination, date et heure avec le fuseau "
            "horaire",
            "customer_information": "le nom, le groupe ou le compte du client, et les utilisateurs touchés",
            "outage_details": "ce qui est en panne et depuis quand, le nombre d'utilisateurs touchés et ce qui "
            "fonctionne encore",
        },
        "l'ouverture",
        "la réouverture",
        {
            "administration": "il s'agit d'une tâche d'administration que vos accès actuels vous permettent "
            "d'effectuer",
            "feature-question": "la demande porte sur une fonctionnalité que votre organisation administre",
            "question": "il s'agit d'une question, et aucun échec d'appel n'est signalé",
            "untried-fault": "il s'agit d'un problème mineur, qui peut être contourné ou qui n'a pas encore été "
            "examiné de votre côté",
            "own-cause": "la cause ne se situe pas du côté du fournisseur",
            "not-now": "aucune défaillance n'est signalée en ce moment",
            "admin-phrase": "le sujet est de ceux que le partenaire règle lui-même",
            "tier1.partner-responsible": "la résolution de ce cas revient au partenaire",
            "tier1.work-around": "il existe une solution de contournement raisonnable",
            "tier1.broadsoft-administration": "la demande relève de l'administration de BroadSoft, à laquelle vous "
            "avez accès",
            "tier1.no-impact": "le service n'est pas touché, ou l'est très peu, et vos accès d'administration "
            "permettent de régler la situation",
        },
    ),
}
"""The words by language; every language of `app.rules.languages.LANGUAGES` has them."""
