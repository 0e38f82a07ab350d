"""
A phrase within its sentence: whether it tells what is so now, not what is wished, asked, past or of something else.

Kept apart from the report, as all of it can be told from the one sentence.
"""

import re
from dataclasses import dataclass

from app.rules.customer.patterns import pattern

WISHED = pattern(
    r"wants?|wanted|would like|should|could (?:you|we|i|somebody)|may i|may we|'d like|they'd like|she'd like|"
    r"he'd like|he'd rather|they'd rather|prefers?|"
    r"if (?:the|it|they|he|phones|all|calls|a)|unless|so that|is to have|are to|must not|shall we|will (?!not|"
    r"never|keep|come|call|register|ring|dial|work|connect)[^ ¶]+|shall|what to do|when (?:everything|users|all)|"
    r"intended|make sure|ensure|please (?:set|make|have|let|block|turn)|block all|disconnect all|office closes|"
    r"closes after|not installed|please build|offline for (?:ten|[0-9]+) minutes|registered yet|opens|go live|"
    r"going live|new site|ported yet|how (?:do|to|can|would|many|gets)|where (?:do|can|is|to|does)|which "
    r"(?:setting|option|ports?|port|firmware)|asked us|"
    r"from monday|on the [0-9]+th|next week|tomorrow|manana|demain|schedule|scheduled|during lunch|instead of|"
    r"afin que|pour que|quiere|quieren|veut|veulent|would|supposed to|in case|after how many|was pressed|"
    r"when using|why would|design|preferent|preferer|preferen|stock"
)
"""Words of wishes, plans and conditions: what is told beside them is not so."""
_TURNS = pattern("because|since|but|although|yet|though|truth is|as of|until|whereas|actually|presently")
"""Words after which a sentence begins anew: what was wished before them is not wished behind them."""
_IS_PAST = pattern(r"was|were|had|estaban|estuvo|etait|etaient")
_IS_NOW = pattern(
    r"since|still|now|today|has|have|hasn't|haven't|is|are|this morning|since then|depuis|desde|can't|cannot|"
    r"anymore|any more|says|gives|again|gets|get"
)
_IS_STILL = pattern(
    "since|still|now|yet|depuis|desde|any more|anymore|suspended|deleted|disabled|deactivated|vanished|cut off "
    "today|moved"
)
_ASKS_ABOUT_IT = pattern(
    "why|did you|do you|are you|is there|anybody|anyone|can you (?:check|look|see|fix|help|please)|could you|is "
    "that|are they|shall|porque|pouvez"
)
_OF_SOMETHING_ELSE = pattern(
    "portal|dashboard|report|reports|history|caller id|mute button|fax|faxes|sms|texts|texting|call recording|"
    "recordings|recorded|snmp|voicemails?|display|clock|api|cdrs?|webhook|"
    "intercom|paging|blf|lamps|presence|hold music|moh|transfers?|conference|directory|playback|certificate expires"
)
"""A sentence about these is no word on calls, unless what was found names calls or phones in so many words."""
_OF_CALLS = pattern(
    "calls?|phones?|dial|dials|ring|rings|tone|lines?|llamadas|appels|telefonos|inbound|outbound|incoming|"
    "outgoing|number|callers?|handsets?|sets|extensions|called|reach|busy"
)
_SOFTENED = re.compile(r"\b(?:SOMETIMES|HALF|EXCEPT|FEW)\b")
_CARRIERS = re.compile(r"\b(?:CARRIER|LISTED)\b")
_BY_CARRIER = pattern(
    "(?:from|on|of|with|behind|via|through|to|by) [^ ¶]+|[^ ¶]+ (?:callers|customers|subscribers|users|phones|"
    "mobiles|lines|numbers)"
)
_ONE_SUBJECT = pattern(
    "he|she|his|her|hers|him|mine|ext|extension|user|poste|interno|one|single|x[0-9]+|someone|somebody|my|"
    "employee|elle|ella|un|une|una|usuario|"
    "[a-z]+'s (?:phone|extension|line|desk|handset|softphone|number|own)|(?:the|their|our|a) (?:receptionist|"
    "manager|boss|owner|nurse|doctor|secretary|director|ceo|lady|guy|user|phone|handset|trainee)|"
    "(?:phone|line|desk|room|station|user|number|seat|caja|sala) [0-9]{1,4}"
)
_MANY_SUBJECTS = pattern(
    "all|every|everyone|everybody|everyone's|everybody's|nobody's|no one's|none|nobody|no one|no-one|both|phones|"
    "lines|handsets|extensions|users|seats|desks|sets|people|staff|they|"
    "numbers|whole|entire|any|todos|todas|nadie|tous|toutes|personne|aucun|aucune|telefonos|postes|lignes|each|"
    "ellos|ils|zero|not one|anyone|anybody|whoever|main|published|only number|freephone|toll-free|tollfree"
)
_NO_CALLS = re.compile(r"(?:no|zero|neither|nothing|not one|none|all|nada|ni|rien|aucun|in|incoming|inbound|plus)\b")
_OF_A_SITE = re.compile(r"\b(?:SITE|CUST|CUSTs|TRUNK|ALL|NONE|BOTH|WE)\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """A phrase and the plain words around it, up to the ends of its sentence."""

    before: str
    phrase: str
    behind: str
    meanings: str
    """The meanings of the sentence the phrase begins in."""

    @property
    def sentence(self) -> str:
        """All of it, with the blank that a pattern begins with."""
        return f" {self.before}{self.phrase}{self.behind}"

    @property
    def since_turn(self) -> "Statement":
        """The same without what stands before the last word after which a sentence begins anew."""
        start = max((turn.end() - 1 for turn in _TURNS.finditer(f" {self.before}")), default=0)
        return Statement(self.before[start:], self.phrase, self.behind, self.meanings)

    @property
    def is_wished(self) -> bool:
        """Whether it is wished, planned or imagined."""
        return WISHED.search(self.sentence) is not None

    @property
    def is_question(self) -> bool:
        """Whether it is asked."""
        return self.sentence.endswith("? ¶")

    @property
    def asks_about_it(self) -> bool:
        """Whether a question takes it for granted: "why are all phones dead?"."""
        return _ASKS_ABOUT_IT.search(self.sentence) is not None

    @property
    def is_softened(self) -> bool:
        """Whether it is so at times, or of some only: half of them, a few, or the callers of one carrier."""
        if _SOFTENED.search(self.meanings):
            return True
        return len(_CARRIERS.findall(self.meanings)) == 1 and _BY_CARRIER.search(self.sentence) is not None

    @property
    def is_past(self) -> bool:
        """Whether it was so, and nothing says that it still is."""
        if _IS_PAST.search(f" {self.phrase} ") and not _IS_STILL.search(self.sentence):
            return True
        return bool(_IS_PAST.search(f" {self.before}{self.phrase} ")) and not _IS_NOW.search(self.sentence)

    @property
    def is_of_something_else(self) -> bool:
        """Whether the sentence is about something else than calls, and the phrase names none in so many words."""
        return bool(_OF_SOMETHING_ELSE.search(self.sentence)) and not _OF_CALLS.search(self.phrase)

    @property
    def is_of_one(self) -> bool:
        """Whether the sentence names one user or phone, and none besides."""
        return bool(_ONE_SUBJECT.search(self.sentence)) and not _MANY_SUBJECTS.search(self.sentence)

    @property
    def is_of_somebody(self) -> bool:
        """Whether somebody can neither call nor be called, and nothing says that it is everybody or a whole site."""
        return not (
            _NO_CALLS.match(self.phrase) or _MANY_SUBJECTS.search(self.sentence) or _OF_A_SITE.search(self.meanings)
        )
