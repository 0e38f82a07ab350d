"""
Whether a refusal unseen would be right: what forbids one, and how sure the learned reader must be of it.

The less the rules read a plain request, the surer it must be (docs/decisions/0011). A case that is chased, that the
portal leaves to the provider, or on which lives depend is for people, whatever the words are like.
"""

from collections.abc import Sequence

from app.rules.case import WIDE, Case
from app.rules.chase import chasing_words
from app.rules.claims import State
from app.rules.finding import TRUSTED, Finding
from app.rules.learned import Opinion
from app.rules.text import LONGEST, in_field, may_hold
from app.rules.ticket import Report, Tier
from app.rules.tongue import READ, language_of
from app.rules.typed import Typed
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
_OUT_OF_REACH = Typed(
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
    r"|r[eé]serv[eé]e? (?:[aà]|au) (?:fournisseur|grossiste|op[eé]rateur))\b"
)
"""The portal, or their access, leaves it to the provider: of 100 tickets with such words 97 were not to be refused."""
_IN_WRITING = Typed(
    r"\b(?:(?:something|it|this|that|answer|yes|confirm\w*|statement|letter)(?: \S+)? in writing"
    r"|por escrito|par [eé]crit)\b"
)
"""The provider's word is wanted on paper: of 70 tickets with such words none was to be refused."""
_REACH_CUES = (
    "provider", "supplier", "wholesaler", "platform", "for us", "to us", "from us", "only you", "our ", "we ",
    "para nosotros", "tenemos", "no nos", "ustedes", "proveedor", "escrito", "fournisseur", "grossiste", "rateur",
    "nous n'avons", "vous seul", "crit", " in writing",
)  # fmt: skip


def doubt(case: Case, spoken: Sequence[tuple[str, Finding]], opinion: Opinion) -> str:
    """
    Return why a refusal unseen would be wrong, for a support lead; empty where it would be right.

    A trusted rule of Tier III that rests on a sentence, a case that is chased or left to the provider, a language that
    is not read, and a writer who is no partner forbid it. Else the learned reader must be sure, and the surer where
    something speaks of an impact.
    """
    return _prohibition(case, spoken, opinion) or _unsureness(case, spoken, opinion)


def _prohibition(case: Case, spoken: Sequence[tuple[str, Finding]], opinion: Opinion) -> str:
    """Return what forbids a refusal however plain the words are."""
    report = case.facts.report
    if spoken[0][0] == "end-customer":
        return "only a partner may be refused"
    if found := _for_people(report.subject) or _for_people(report.description):
        return found
    language = language_of(case.facts)
    if language not in (None, *READ):
        return f"it is written in {str(language).title()}, which is not read"
    for name, finding in spoken:
        if finding.tier is Tier.THREE and _is_weighty(name, finding, report):
            return f"the rule {name} speaks of Tier III: {finding.because}"
        if finding.tier is Tier.THREE and opinion.tiers[2] > REMOTE:
            return f"the rule {name} speaks of Tier III, which is {opinion.tiers[2]:.0%} likely"
    return ""


def _unsureness(case: Case, spoken: Sequence[tuple[str, Finding]], opinion: Opinion) -> str:
    """Return that the learned reader is not sure enough of a refusal, and how sure it would have to be for what."""
    least, where = _least_sure(case, spoken)
    if opinion.refusal >= least:
        return ""
    # Cut, not rounded: what falls short by a hair is not to be shown as enough.
    likely = int(opinion.refusal * 1000) / 10
    return f"a refusal is {likely:g}% likely to be right, and must be at least {least * 100:g}%{where}"


def _least_sure(case: Case, spoken: Sequence[tuple[str, Finding]]) -> tuple[float, str]:
    """Return the least probability of a refusal being right, and of what kind of case it is asked; empty for any."""
    name, _ = spoken[0]
    form = case.facts.form
    if name == "information":
        asked = CERTAIN if case.has("info-request") else ADMINISTERED
        return asked, " where people of the provider's may have to answer"
    if any(finding.tier is Tier.THREE for _, finding in spoken):
        return AGAINST, " where a rule speaks of Tier III"
    if (form.service_affecting and form.workaround is False) or (name not in HARMLESS and _is_all_dead(case)):
        return AGAINST, " where the form or the text speaks of an impact"
    if name in LEAVING:
        return AGAINST, " where the rules find nothing to answer"
    return SURE, ""


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


def _for_people(text: str) -> str:
    """Return why a text is for people: it chases, the provider alone can do it, or its word is wanted on paper."""
    if chase := chasing_words(text):
        return f"it chases a case that is open already: {_quoted(chase)}"
    text = text[:LONGEST]
    if not may_hold(text, _REACH_CUES):
        return ""
    if left := _OUT_OF_REACH.words(text):
        return f"it is left to the provider: {_quoted(left)}"
    written = _IN_WRITING.words(text)
    return f"the provider's word is wanted in writing: {_quoted(written)}" if written else ""


def _quoted(words: str) -> str:
    return f"'{' '.join(words.split())}'"


def _is_all_dead(case: Case) -> bool:
    """Whether something is said to be dead for everybody, even where no rule takes it for an outage."""
    return any(claim.scope in WIDE for _, claim in case.facts.claims(State.DEAD))
