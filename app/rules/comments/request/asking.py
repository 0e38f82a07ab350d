"""Words that ask for something now, and words beside a target that make another thing of it."""

import re

ASKS = re.compile(
    r"\b(?:invok(?:e|es|ing)|(?:i|we) wish (?:that|to|for)|please|pls|plz|kindly|(?:be|is) in order|go ahead|(?:i"
    r"|we)(?: \w+)? (?:want|need|demand|insist"
    r"|require|request|ask|expect)|i'?m asking"
    r"|we'?re asking|am asking|are asking|asking again|ask again|asking for|to ask for|welcome"
    r"|rather you|(?:i|we|may i) (?:suggest|propose)|(?:i|we) (?:hereby|herewith|formally|officially)|(?:who"
    r"|that) (?:could|can)|(?:would"
    r"|'d) (?:like|love|prefer|appreciate)|needs? (?:an?|more|your|some|someone|somebody|escalat\w+"
    r"|attention)|possible (?:for"
    r"|to)|(?:i|we) (?:can|could|may) (?:speak|talk)|request(?:ing|ed)?|demanding|insist(?:ing)?"
    r"|(?:i|we)(?:'d| would)(?: \w+)? (?:like|love|appreciate|prefer|ask|request|want|be \w+(?: \w+)? if)"
    r"|like to (?:request|ask|have|speak|talk|escalate)"
    r"|(?:can|could|would|will) (?:you|we|i|someone|somebody|anyone|this|it|that|a|an|your|the)"
    r"|may (?:we|i) (?:have|get"
    r"|speak|talk|ask|please)|(?:needs?|has|have|ought|wants?) to (?:be|go|get|move|see|look)"
    r"|(?:must|should) (?:be|go|get|now|have been)|belongs"
    r"|should (?:already |by now )?be|it'?s time|time (?:to|for)|high time"
    r"|(?:better|happier|grateful|great|nice|glad|obliged|appreciated|helpful|kind|appreciate it) if"
    r"|so do (?:i|we)|(?:right )?now|asap|immediately|at once|right away|straight away|today"
    r"|this minute|without delay"
    r"|would you|get me|give me|put me|connect me|let me (?:speak|talk)|yes"
    r"|favor|por favor|solicit\w+|exij\w+|exig\w+|quier\w+|queremos|necesit\w+|pid\w+|pedimos|requer\w+|requier\w+"
    r"|pued\w+|podri\w+|urge que|ya|ahora"
    r"|merci d[e']|veuillez|svp|s'il vous plait|(?:je|nous) (?:veux|voulons|voudrais|voudrions|demand\w+|souhait\w+"
    r"|exig\w+|requer\w+)|pourr\w+|pouvez|prie|maintenant|immediatement|il faut|faut|besoin)\b"
)
"""Words by which a sentence asks for something."""
_DO = (
    r"(?:get|put|bring|loop|involve|move|bump|kick|pass|hand|transfer|send|give|assign|raise|take|push|forward|pull"
    r"|wake|call|page|have|let|connect|route|reassign|upgrade|lift|elevate|engage|notify|alert|tell|inform|ask|refer"
    r"|hand over|pass on|escalate|escalating|esc|rush|expedite|promote|up|show|find|grab|drag"
    r"|throw|add|cc|summon|fetch|reroute|redirect|speak|talk|notifiquen"
    r"|pasen\w*|pase\w*|pongan\w*|comuni\w+|escalen|escale|escalar|suban\w*|asignen\w*|escaladez"
    r"|escalader|passez|transferez|faites|mettez)"
)
COMMANDS = re.compile(
    rf"(?:^|[,:!;(.\"-] ?|\b(?:and|so|then|now|just|or|yes|ok|okay|hence|therefore|thus|also) )(?:{_DO})\b"
)
"""A command, at the beginning of a clause."""
TODAY = re.compile(r"\b(?:now|today|immediately|asap|right away|at once|this minute|ahora|ya|maintenant)\b")
"""What is wished now is not put off, whatever condition stands beside it."""
POLITE_IF = re.compile(
    r"\b(?:if (?:you (?:could|can|would|don't mind|please)|possible|at all|it'?s possible|it is possible"
    r"|need be|necessary"
    r"|so|not|(?:some|any)(?:one|body)|a|an|your|that is ok|we (?:could|can))"
    r"|(?:better|happier|grateful|great|nice|glad|obliged|appreciated?|helpful|kind|it) if"
    r"|(?:even|as) if|if that(?:'s| is| means| takes)|if (?:it|that) takes|si (?:es posible|puede\w*"
    r"|possible|vous plait|no le molesta)|s'il)\b"
)
"""A condition that is mere politeness, and puts nothing off."""
JOINED = re.compile(
    r"\b(?:so do (?:i|we)|and (?:i|we)\b|me too|please|pls|kindly|(?:i|we) (?:do|too|agree|support|want|need|request)"
    r"|on (?:their|his|her) behalf|por favor|favor de|merci de)\b"
)
"""Words by which its author joins in what others want."""

# --- beside a target --------------------------------------------------------------------------------------------------

ENDS = re.compile(r"^\W*(?:$|, (?:please|as|by|per|now))")
"""Nothing more is said behind a target."""
NOUN = re.compile(
    r"^ (?:list|path|process|matrix|contacts?(?! (?:me|us)\b)|policy|hotline|level|levels|time"
    r"|times|table|ladder|procedure"
    r"|page|document|desk|rules?|chain|window|clock|number|sheet|deadline|pin|password|id|title|assistant)\b"
)
"""What makes another thing of a target: the list, the desk, the password of one."""
_PRIORITY = re.compile(r"^(?: of)? (?:priority|severity|urgency|importance)\b")
_OF_PRIORITY = re.compile(r"\b(?:priority|severity|urgency|account) $")


def is_of_priority(before: str, behind: str) -> bool:
    """Whether what stands between is the level of a priority, which is no target."""
    return _PRIORITY.match(behind) is not None or _OF_PRIORITY.search(before) is not None
