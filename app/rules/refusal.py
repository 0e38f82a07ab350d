"""
Whether a refusal unseen would be right: what forbids one, and how sure the learned reader must be of it.

The less the rules read a plain request, the surer it must be (docs/decisions/0011). A case that is chased, that the
portal leaves to the provider, or on which lives depend is for people, whatever the words are like.
"""

import re
from collections.abc import Sequence

from app.rules.chase import is_chased
from app.rules.claims import State
from app.rules.learned import Opinion
from app.rules.rulebook import TRUSTED, WIDE, Case, Finding
from app.rules.text import LONGEST, in_field, may_hold
from app.rules.ticket import Report, Tier
from app.rules.tongue import READ, language_of
from app.rules.verdict import Evidence

SURE = 0.72
"""Least probability of a refusal being right."""
AGAINST = 0.9
"""
Least probability of a refusal being right where form or a claim speak of an impact (service affected, all dead), where
a rule speaks of Tier III that is seldom right or rests on a label, or where a rule finds nothing to answer.
"""
CERTAIN = 0.975
"""Least probability of a refusal being right where a rule reads a question that may be for the provider's people."""
ADMINISTERED = 0.95
"""The same where the question is of emergency addresses and who is notified, which are the partner's to administer."""
REMOTE = 0.05
"""
Probability of Tier III up to which a rule of it that is seldom right, or that rests on a heading or a field of a form,
does not forbid a refusal.
"""
LEAVING = ("no-case", "over")
"""Rules that find nothing to answer."""
HARMLESS = ("untried-fault", "own-cause")
"""Rules of Tier I that say why something that is dead is no outage of the provider's."""
OF_A_SHARE = ("large-group", "counted-group")
"""Rules whose first words tell a share: they weigh as much as those."""
OF_LIVES = ("emergency-calls", "safety-line")
"""Rules that forbid a refusal wherever their words stand."""
_OUT_OF_REACH = re.compile(
    r"\b(?:(?:ask|contact|call) (?:your|the|its) (?:service )?(?:provider|supplier|wholesaler)"
    r"|(?:set|locked|limited|managed|capped) by (?:the |your |our )?(?:provider|supplier|wholesaler|platform)"
    r"|(?:locked|read[- ]only|hidden|blocked|closed) (?:for|to|from) us|only you (?:can|may)"
    r"|(?:not in|not within|beyond|outside|out of) our (?:access|rights|reach|level|permissions)"
    r"|(?:we|our (?:login|role|portal|access|level)) (?:don't|do not|doesn't|does not|haven't|have no|has no|lacks?)"
    r" (?:have )?(?:the |a |any |that |such )?(?:rights?|permissions?|button|option|menu|access)"
    r"|bloquead[oa]s? para nosotros|no tenemos (?:el |la |ese |esa )?(?:permisos?|bot[oó]n|opci[oó]n|acceso)"
    r"|no nos (?:deja|permite)|(?:s[oó]lo|solamente) ustedes|(?:pida|pidalo|contacte) a su proveedor"
    r"|(?:demande[rz]? (?:au|[aà] votre)|contactez votre) (?:fournisseur|op[eé]rateur|grossiste)"
    r"|nous n'avons pas (?:le droit|les droits|l'acc[eè]s|l'option|le bouton|la main)|vous seuls?"
    r"|r[eé]serv[eé]e? (?:[aà]|au) (?:fournisseur|grossiste|op[eé]rateur)"
    r"|(?:something|it|this|that|answer|yes|confirm\w*|statement|letter)(?: \S+)? in writing"
    r"|por escrito|par [eé]crit)\b",
    re.IGNORECASE,
)
"""
The portal, or their access, leaves it to the provider, or the provider's word is wanted on paper: of tickets with the
first 97 in 100 were not to be refused, of 70 with the second none.
"""
_REACH_CUES = (
    "provider", "supplier", "wholesaler", "platform", "for us", "to us", "from us", "only you", "our ", "we ",
    "para nosotros", "tenemos", "no nos", "ustedes", "proveedor", "escrito", "fournisseur", "grossiste", "rateur",
    "nous n'avons", "vous seul", "crit", " in writing",
)  # fmt: skip


def may_refuse(case: Case, spoken: Sequence[tuple[str, Finding]], opinion: Opinion) -> bool:
    """
    Whether a refusal unseen would be right.

    The learned reader must be sure, and the surer where something speaks of an impact. A trusted rule of Tier III that
    rests on a sentence, a case that is chased or left to the provider, a language that is not read, and a writer who is
    no partner forbid it.
    """
    name, _ = spoken[0]
    report, form = case.facts.report, case.facts.form
    if name == "end-customer" or any(_is_for_people(text) for text in (report.subject, report.description)):
        return False
    if language_of(case.facts) not in (None, *READ):
        return False
    grave = [(rule, one) for rule, one in spoken if one.tier is Tier.THREE]
    if grave and (opinion.tiers[2] > REMOTE or any(_is_weighty(*one, report) for one in grave)):
        return False
    has_impact = (form.service_affecting and form.workaround is False) or (name not in HARMLESS and _is_all_dead(case))
    if name == "information":
        return opinion.refusal >= (CERTAIN if case.has("info-request") else ADMINISTERED)
    if grave or has_impact or name in LEAVING:
        return opinion.refusal >= AGAINST
    return opinion.refusal >= SURE


def _is_weighty(name: str, finding: Finding, report: Report) -> bool:
    """Whether a trusted rule is of lives, or rests on a sentence and not only on a heading or a field of a form."""
    if name in OF_LIVES:
        return True
    evidence = finding.evidence[:1] if name in OF_A_SHARE else finding.evidence
    return finding.confidence >= TRUSTED and not all(_is_label(one, report.description) for one in evidence)


def _is_label(evidence: Evidence, description: str) -> bool:
    if evidence.source != "description" or evidence.start is None or evidence.end is None:
        return True
    return in_field(description, evidence.start, evidence.end)


def _is_for_people(text: str) -> bool:
    """Whether a case is chased, or left to the provider by the portal or by the partner's access."""
    if is_chased(text):
        return True
    text = text[:LONGEST]
    return may_hold(text, _REACH_CUES) and _OUT_OF_REACH.search(text) is not None


def _is_all_dead(case: Case) -> bool:
    """Whether something is said to be dead for everybody, even where no rule takes it for an outage."""
    return any(claim.scope in WIDE for _, claim in case.facts.claims(State.DEAD))
