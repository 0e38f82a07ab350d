"""
Whether a comment asks now for a manager, the next level or the next tier.

A wish is a target (escalation, a person above, a level or tier) beside words that ask. What only looks like one is
told apart by the words around: refused or put off, a threat for later, a question on the path, what others said or
did, a manager of the partner's or the customer's. A wish for a higher priority has no target.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from app.rules.comments.fresh import Sentence
from app.rules.comments.remark import Shown

_NUMBER = r"(?:[1-4]|one|two|three|four|i{1,3}|iv)"
_ORDER = r"(?:next|first|1st|second|2nd|third|3rd|fourth|4th|higher|highest|upper|following|top)"
_ESCALATE = re.compile(
    r"\b(?:escalat(?:e|ing|ed|ion)|esc|escal(?:ar|arlo|arla|arse|en|enlo|enla|elo|e|ado|ada|amiento|acion|amos|emos)"
    r"|escalad(?:er|ez|e|es|ons)|remonter|remontez)\b"
)
_LEVEL = re.compile(
    rf"\b(?:{_ORDER}(?:[- ](?:escalation|support|service|help ?desk))?[ -](?:level|lvl|tier|line"
    rf"|stage|step|rung|tech(?:nician)?s?)|(?:step|stage|rung) {_NUMBER} of (?:the|your) (?:escalation|ladder|path)"
    rf"|(?:the|a|whichever|whatever) (?:level|tier) (?:that|which|where|with)"
    rf"|(?:level|tier|lvl|nivel|niveau)[ -]?#?{_NUMBER}|l-?[1-4]|to the (?:very )?top|all the way up|(?:over"
    rf"|above) the heads? of"
    rf"|t[23]|(?:up )?(?:a|one|another) (?:level"
    rf"|tier|rung|notch)|up the (?:chain|ladder|line|ranks|tree|hierarchy)|upstairs|over (?:the"
    rf"|your|his|her) heads?|(?:mayor|mas alto) nivel|palier (?:superieur|suivant)"
    r"|(?:primer|segundo|tercer|cuarto|siguiente|proximo) nivel|nivel (?:superior|siguiente)"
    r"|(?:premier|deuxieme|second|troisieme|quatrieme|prochain) niveau|niveau (?:superieur|suivant))\b"
)
_PERSON = re.compile(
    r"\b(?:managers?|(?:upper |senior )?management|leadership|executives?|supervisors?|boss|bosses"
    r"|director|team ?lead(?:er)?s?|(?:shift|noc|duty|tech) lead"
    r"|head of|vp|ceo|cto|coo|superiors?|higher[- ]ups?|higher up|seniors?|on[- ]call lead|duty (?:officer"
    r"|lead|noc)|(?:on[- ]call|duty|senior|lead|principal|escalation)"
    r" (?:engineer|technician|tech|person|staff|colleague|agent|analyst)s?(?:'s)?|senior people"
    r"|decision[- ]makers?|(?:best|top|strongest|most experienced) (?:people|engineers?|techs?"
    r"|person|guys?|man)|(?:some|any)(?:one|body)(?: [\w']+){0,2} (?:senior|higher|above|seniority"
    r"|authority|experienced|in charge|charge)"
    r"|more senior|no(?:body| one) (?:more )?(?:senior|above|higher|in charge)|(?:some(?:one"
    r"|body)|a person|an engineer|a human(?: being)?|a technician|anyone"
    r"|people|those) (?:who|that|with)(?: \w+){0,3} (?:decides?|decisions?|authority|title|clout"
    r"|power|senior|seniority|rank|say)|(?:highest|most senior) (?:person|people|one)"
    r"|who(?:m)?ever(?: \w+){0,2} (?:is"
    r" on duty|runs|in charge"
    r"|on duty|is above|manages|heads|leads)|next in line|(?:engineering|support|technical|noc"
    r"|voice|service) (?:lead|head|chief)|(?:an engineer|a technician|someone|somebody|a person) (?:who"
    r"|that) (?:\w+ )?(?:knows|understands|can fix)|(?:person )?in charge|chain of command"
    r"|supervisora?|gerente|jefe|jefa|encargado|encargada|directora?|responsable|superieur|superviseur|chef"
    r"|directeur|directrice|gestionnaire|cadre)\b"
)
_OWN = re.compile(
    r"\b(?:(?:my|our|their|his|her|its|customer's|client's|user's|owner's|the customer|the client|su propio|mi"
    r"|nuestro|nuestra|mon|ma|notre)(?: (?!your\b)[\w&-]+){0,2}|(?:office|store|site|branch|it"
    r"|project|property|shop|restaurant"
    r"|building|facility|facilities|plant|practice|sales|hotel|general|operations|floor|nurse|clinic|password|session"
    r"|warehouse|device|call|profile|task|user|configuration|call center|queue|the user|agent or|end))[ -]$"
)
_HANDED_TO = re.compile(r"^'s (?:queue|office)\b")
_IS_ONE = re.compile(r"\b(?:is|was|as|am|are|being|becomes?) (?:an?|our|their|his|her|my) (?:\w+ )?$")
_OR_THEIRS = re.compile(r"\bor (?:their|his|her) $")
_YOURS = re.compile(r"\b(?:your|yours|tu|su|sus|votre|vos)\b[^,;.]{0,20}$")
_NOUN = re.compile(
    r"^ (?:list|path|process|matrix|contacts?(?! (?:me|us)\b)|policy|hotline|level|levels|time"
    r"|times|table|ladder|procedure"
    r"|page|document|desk|rules?|chain|window|clock|number|sheet|deadline|pin|password|id|title|assistant)\b"
)
_START = re.compile(
    r"\b(?:begin|start|initiate|trigger|launch|open|invoke|commence|welcome|appreciate|lodge"
    r"|file|submit|place|requires?"
    r"|warrants?|deserves?|calls? for|time for|want"
    r"|need|request(?:ing)?|demand(?:ing)?"
    r"|consider|formal|official|ask(?:ing)? for|inicien|iniciar|solicito|solicitamos|demand\w+|apply for"
    r"|follow)\b[^,;.]{0,30}$"
)
_BEGINS = re.compile(
    r"\b(?:begin|start|initiate|trigger|launch|open|invoke|commence|follow|activate|kick off|use)\b[^,;.]{0,20}$"
)
_PROCESS = re.compile(r"^ (?:list|path|process|procedure|ladder|chain|policy)\b")
_STATED = re.compile(
    r"\b(?:this|it) (?:is|was meant as|counts as)(?: now| hereby)? (?:an?|our|my)(?: formal| official)? $"
)
_DUE = re.compile(
    r"^(?: (?:would be|is|seems) (?:appreciated|in order|due|overdue|needed|requested|necessary|warranted|welcome)"
    r"| ?[:=?] ?(?:\[x\] ?)?(?:yes|y|true|x|requested|now)\b)"
)
_MYSELF = re.compile(r"\b(?:i|we)(?:'m| am|'re| are)(?: now| hereby| formally| officially)? $")
_HERE = re.compile(
    r"^\W*(?:$|this|it|the (?:ticket|case)|now|as of|please|to (?:you|your|level|tier|the (?:next|second)|l?\d))"
)
_FRAGMENT = re.compile(r"^(?:[^,;]{0,40}[,:] ?)?\W*(?:the |to |to the )?$")
_LOWEST = re.compile(r"\btier (?:1|i|one)\b")
_PAST = re.compile(
    r"\b(?:was|were|called|said|told|wrote|asked|promised|helped|confirmed|mentioned|spoke|talked|did|has|had"
    r"|have|is|are|thanks?|thank|knows?)\b"
)
"""Words of a sentence that tells of somebody above instead of asking for one."""
_ALONE = re.compile(r"^\W*(?:an?|your|the)? ?$")
_ENDS = re.compile(r"^\W*(?:$|, (?:please|as|by|per|now))")
_OUGHT = re.compile(r"\b(?:should|must|ought|belongs?|needs? to|supposed)\b")
_TOLD_TO = re.compile(r"\b(?:tell|ask|thank|inform|let|for|from|by|with|told) (?:the|your) $")
_STAFF = re.compile(r"^ (?:engineers?|tech\w*|team|guys?|people|colleagues?|desk|support|agent)\b")
_THING = (
    r"(?:licen[cs]es?|client|phones?|ext(?:ension)?s?|mailbox|voicemail|roles?|logins?|accounts?"
    r"|seats?|lines?|calls|keys?|buttons?|assistant|secretary|office"
    r"|handset|desk ?phone|headset|queue|group|portal|view|console|app|tool|password)"
)
_POSSESSION = re.compile(rf"^(?:'s?)? (?:desk |office |mobile |own )?{_THING}\b")
_POSSESSED = re.compile(rf"\b{_THING} (?:of|for|to) (?:the|a|an|one|his|her) $")
_CLAIMS = re.compile(
    r"\b(?:i|we)(?: \w+)? (?:request|demand|insist on|ask for|claim|expect) (?:it|this|that|exactly that|the same)\b"
    r"|\b(?:pass|hand|move|push|take) (?:it|this) (?:on|up|over|higher)\b|\bmake (?:it|that|this) happen"
    r"|\bplease (?:do so|do it|do that|proceed|go ahead|arrange|see to it)\b"
)
_TAKES_UP = re.compile(
    r"^\W*(?:do|make|move|get) (?:it|so|that|this)\b|\b(?:(?:need|want|get|put|bring|wake|have"
    r"|call|send|fetch|(?:talk|speak) (?:to|with)) (?:him|her|them|that person)\b"
    r"|(?:please|pls|then|seriously|so|if not)\b.{0,20}\b(?:do|move|make|get|raise|take|change"
    r"|correct) (?:it|so|that|this)\b)"
)
_ASKS = re.compile(
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
_DO = (
    r"(?:get|put|bring|loop|involve|move|bump|kick|pass|hand|transfer|send|give|assign|raise|take|push|forward|pull"
    r"|wake|call|page|have|let|connect|route|reassign|upgrade|lift|elevate|engage|notify|alert|tell|inform|ask|refer"
    r"|hand over|pass on|escalate|escalating|esc|rush|expedite|promote|up|show|find|grab|drag"
    r"|throw|add|cc|summon|fetch|reroute|redirect|speak|talk|notifiquen"
    r"|pasen\w*|pase\w*|pongan\w*|comuni\w+|escalen|escale|escalar|suban\w*|asignen\w*|escaladez"
    r"|escalader|passez|transferez|faites|mettez)"
)
_COMMANDS = re.compile(
    rf"(?:^|[,:!;(.\"-] ?|\b(?:and|so|then|now|just|or|yes|ok|okay|hence|therefore|thus|also) )(?:{_DO})\b"
)
_TODAY = re.compile(r"\b(?:now|today|immediately|asap|right away|at once|this minute|ahora|ya|maintenant)\b")

_DENIED = re.compile(
    r"(?:\b(?:not|never|nor|neither|without|needn't|needless|haven't|hasn't|hold off(?: on)?"
    r"|instead of|rather than|no (?:need|reason|point|wish"
    r"|intention|plans?|use|call)|stop|cancel|withdraw|avoid|spare|sin|inutile|pas|n'|no (?:hace falta|es necesario"
    r"|queremos|quiero|hay que|necesit\w+|vamos a|lo|la))|n't)\b(?:(?!\b(?:please|pls|kindly"
    r"|but|so|then)\b)[^,;:.(]){0,34}$"
    r"|\b(?:no|any|zero|ni|aucun|aucune|sin) (?:further |more |need for (?:an? )?)?$|\bn'$"
)
_DENIED_BEHIND = re.compile(
    r"^(?:[^,;.]{0,20})?\b(?:(?:is |was |are )?(?:not|isn't|no longer|wasn't) (?:needed|necessary|required|wanted)"
    r"|unnecessary|can wait|not yet|no (?:es|hace) (?:necesari\w|falta)|pas necessaire)\b"
)
_LATER = re.compile(
    r"\b(?:(?:i|we|you|he|she|they)(?:'d| would| might| may| could|'m going to| am going to"
    r"|'re going to| are going to| plan to| intend to| have no choice but| can still| can always"
    r"|'ll have| will have)\b"
    r"(?! (?:like|love|appreciate|welcome|rather you|want|ask|request|prefer|need|be \w+(?: \w+)? if"
    r"|feel)\b)[^,;]{0,50}"
    r"|(?:i|we|you|he|she|they)(?:'ll| will| shall)\b(?! (?:need|require|have to insist|insist)\b)[^,;]{0,50}"
    r"|next time\b[^;]{0,60}|going to[^,;]{0,30}"
    r"|or (?:else )?(?:i|we)\b[^,;]{0,40}|before (?:i|we)\b[^,;]{0,30}|(?:vamos a|tendremos que|tendre que|voy a"
    r"|podriamos|habra que|escalaremos|allons|devrons|devrai|vais)[^,;]{0,30})$"
)
_IF = re.compile(
    r"\b(?:if|unless|otherwise|or else|in case|should (?:this|it|that|there|nothing) (?:not|be|happen)|should nothing"
    r"|only when|once|until|till|as soon as|failing that|after that|next time|tomorrow|si|a menos que"
    r"|sinon|de lo contrario|"
    r"manana|demain|by (?:noon|tonight|\d{1,2}(?::\d\d)? ?(?:am|pm|h)?|then|end of (?:the )?day|eod|monday|friday))\b"
)
_POLITE_IF = re.compile(
    r"\b(?:if (?:you (?:could|can|would|don't mind|please)|possible|at all|it'?s possible|it is possible"
    r"|need be|necessary"
    r"|so|not|(?:some|any)(?:one|body)|a|an|your|that is ok|we (?:could|can))"
    r"|(?:better|happier|grateful|great|nice|glad|obliged|appreciated?|helpful|kind|it) if"
    r"|(?:even|as) if|if that(?:'s| is| means| takes)|if (?:it|that) takes|si (?:es posible|puede\w*"
    r"|possible|vous plait|no le molesta)|s'il)\b"
)
_PATH = re.compile(
    r"^\W*(?:(?:and|so|hi|hello|also|sorry|just|but|ok|one question|question|honest question|out of curiosity"
    r"|by the way|btw|no,?)\W+){0,3}"
    r"(?:what|when|who|whose|whom|which|how|where|why|has|have|is(?! there (?:some|any)(?:one"
    r"|body)| it (?:possible|ok))|was|were|did|does|do (?!you mind)"
    r"|are|will (?!you\b)"
    r"|at (?:what|which)|would (?:this|it|that|we|i)\b(?! be possible)|que|quien|cual|cuando"
    r"|como|donde|ya|qui|quel|quelle|quand|comment|ou"
    r"|est-ce)\b"
)
_WONDERS = re.compile(
    r"\b(?:(?:want|like|need|curious|wonder\w*|love|nice|good) (?:to )?(?:know|understand|learn|hear)|wondering"
    r"|(?:tell|explain|let me know|know|remind me|clarify)(?: \w+){0,3} (?:how|who|what|when|which|whether|if|where)"
    r"|may i know|is there an? (?!(?:\w+ ){1,3}(?:i|we) (?:can|could|may) (?:speak|talk))|how (?:does"
    r"|do|is|are|it|the|your)|just (?:a |an )?(?:\w+ )?question|simple question"
    r"|pregunta|quisiera saber|me gustaria saber|simple question|j'aimerais savoir)\b"
)
_SOMEBODY = (
    r"(?:customers?|clients?|he|she|they|users?|partner|owner|someone|somebody|agent|engineer|carrier|provider|tenant"
    r"|doctor|principal|hotel|bank|cliente|el|ella|client)"
)
_REPORTED = re.compile(
    rf"\b{_SOMEBODY}(?:'s| is| has| have| keeps?| kept| just| also| already| would| will| may){{0,2}}"
    r" (?:asked|asks|asking|wants?|wanted|demands?|demanding|demanded|wondered|suggested|said"
    r"|says|told|threatens?|threatened"
    r"|threatening|insists?|insisted|mentioned|likes?|pide|quiere|dice|pregunta|demande|veut)\b"
    r"|\b(?:i|we) (?:was|were|'ve been|have been) (?:told|promised)\b|\bpromised (?:me|us)\b"
)
_JOINED = re.compile(
    r"\b(?:so do (?:i|we)|and (?:i|we)\b|me too|please|pls|kindly|(?:i|we) (?:do|too|agree|support|want|need|request)"
    r"|on (?:their|his|her) behalf|por favor|favor de|merci de)\b"
)
_DONE = re.compile(
    r"\b(?:(?:has|have|had|was|were|is|are|am|'s|'ve|i|we|he|she|they|you|already|just|been|got|support|carrier|being"
    r"|thanks for|thank you for|after|since|upon|for|currently|the|your|our|this|that|an|last|earlier)(?: \w+)?) $"
)
_PASSIVE_WISH = re.compile(
    r"\b(?:want|wants|need|needs|needed|wish|like|must be|should be|to be|get|gets|be|getting|have|see|request|ask"
    r"|sea|este|soit|quiero|pedimos|require|requires|treat|consider)\b[^,;.]{0,30}$"
)
_PRIORITY = re.compile(r"^(?: of)? (?:priority|severity|urgency|importance)\b")
_ALREADY_THERE = re.compile(
    r"\b(?:(?:is|was|it's|been|are|being) (?:already |now |currently |still )?(?:with|at|on|in)"
    r"|already (?:with|at|on)"
    r"|reached|esta en|est au|told me|says|said|calls? (?:it|this))(?: the| your)? $"
)
_ABOUT = re.compile(
    r"\b(?:agree|think|see|understand|believe|know|sure)\b[^,;.]{0,24}\b(?:is|was|be)(?: a| an| only| just| really)*"
    r" $|\b(?:is|isn't|not|as|be|it's|was|a|an|remain|stays?|leave|under|qualif\w+|called)(?: a"
    r"| an| just| only| really| at| the| as)* $"
)

_SPOKEN = re.compile(
    r"(?:\b(?:says?|said|told|tells|asks?|asked|quote|wrote|writes|screamed|shouted)\b|:)[^\"']{0,25}"
    r"(?:\"[^\"]{12,}(?:\"|$)|'[^']{12,}')"
)
"""What somebody else said, between quotation marks."""
_TAKEN_BACK = re.compile(
    r"\b(?:(?:i|we)(?:'ll| will) (?:leave|drop|skip|hold off on) (?:that|it)|no (?:lo )?(?:pido|pedimos)"
    r"|(?:i'm |we're |am |are )?not asking (?:for (?:it|that|one|more|anything)|you to)|(?:don't"
    r"|do not) (?:need|want) (?:it"
    r"|this) (?:to be )?"
    r"escalated|(?:please |pls )?(?:don't|do not) (?:escalate|send it up\w*"
    r"|(?:blow|move|lift|raise|push|bump|make|turn) (?:it|this|that)(?: up)?(?: to| into)?(?: a| the)? (?:tier"
    r"|level|[1-4]|next))|je ne (?:le )?demande pas"
    r"|(?:only|just|merely) asking (?:so|because|to|for|as|in case|out of)|solo (?:lo )?pregunto"
    r"|je (?:le )?demande (?:juste|seulement) pour|escalat\w+(?: it| this| that)?,? (?:please |pls )?(?:don't|do not)"
    r"|asking (?:you )?(?:only |just )?(?:so|because|in case|for (?:my|our) (?:\w+ )?(?:notes?|records?|wiki|boss"
    r"|files?|own|colleagues?|hand-?over))\b"
    r"|(?:putting|put|goes|going|want|need) (?:it |this |that )?(?:only |just )?(?:in|into|on|for) (?:my|our|the"
    r"|a) (?:\w+ )?"
    r"(?:wiki|notes?|hand-?over|binder|run ?book|sticky|records?|contact list|phone list)\b"
    r"|(?:do not|don't) need it for this (?:ticket|one|case)|(?:if|in case) (?:we|i)(?:'d)? ever\b"
    r"|es (?:nada mas|solo|solamente) para (?:avis|sab|inform|apunt)\w+)\b"
)
_NOT_YET = re.compile(
    r"^\W*(?:not (?:yet|now|today|necessary|needed)|no(?:,? thanks?)?\W"
    r"(?! ?(?:please|now|do|quiero|queremos|puedo|podemos|esper\w+|more|longer|way|time))|nope|todavia no|aun no"
    r"|pas encore)"
)
"""What answers one's own question: "Escalate? Not yet."."""
_MERE_REOPENING = re.compile(
    r"^\W*(?:(?:please|pls|kindly|so|and|then) )*(?:re-?open|reconsider|re-?check|look again"
    r"|re-?abr\w+|rouvr\w+)(?: (?:this|it|one|ticket|the ticket|again|please|pls|now))*\W*$"
)
_DECLINED = re.compile(
    r"\b(?:not (?:going to|gonna) (?:ask|escalate|push)|(?:don't|do not|won't) (?:\w+ ){0,2}(?:bother|disturb"
    r"|trouble|wake)|(?:i'd|we'd|i would|we would) (?:rather|sooner|prefer to) (?:let|leave|keep|wait"
    r"|stay|have (?:him"
    r"|her|them) (?:finish|go on))|(?:not|isn't|aren't) (?:looking|asking|calling|pushing|angling|fishing"
    r"|aiming|out) (?:for|to)\b|\b(?:keep|leave|let)(?: \w+){1,4} (?:in bed|asleep|sleep|alone|out of (?:it|this))\b"
    r"|(?:can|may|should|let it) (?:stay|remain|rest|sit) (?:where|as) (?:it|they)"
    r"|no need to"
    r" escalat\w+|(?:not|isn't|aren't) (?:yet )?pulling (?:any|the|that) (?:\w+ )?(?:trigger|cord|alarm|lever)"
    r"|\b(?:asks?|asked|asking|wonders?|wants? to know) (?:me |us )?(?:what (?:comes|happens|is)|who (?:is|comes)"
    r"|how the)\b"
    r"|(?:i|we)(?:'d| would)(?: \w+)? (?:escalate|push|call) (?:\w+ )?if\b"
    r"|would be (?:ridiculous|silly|overkill|too much|absurd|premature|unfair|a shame|exaggerated) to\b"
    r"|\bwere (?:he|she|it|they|there|we|i|this|that)\b[^.;]*\b(?:i'd|we'd|would)\b"
    r"|\b(?:or )?else (?:i|we)(?:'ll| might| may| could|'d)\b|how it works in general"
    r"|\bmail (?:me|us) (?:the|your)(?: \w+)? (?:sheet|list|names|contacts|path)\b|\blaugh with (?:me|us)\b"
    r"|\b(?:another|other) (?:partners?|resellers?|customers?)(?: of yours)? (?:had|got|has|have|gets?)\b"
    r"|\b(?:in case|if) (?:it|this|that|things)(?:'s| is| are)? (?:still )?(?:not|isn't|aren't) (?:\w+ )?by (?:then"
    r"|tomorrow)"
    r"|no (?:pido|pedimos|hace falta|es necesario) (?:que )?|(?:pas|aucun) besoin d|(?:je"
    r"|nous) ne demand\w+ pas)"
)
_CALL_BACK = re.compile(
    r"\b(?:have|get|ask|let|tell) (?:(?:the|an?|your|some) )?(?:engineer|tech\w*|someone|somebody|anyone"
    r"|agent)(?: \w+)? "
    r"(?:to )?(?:call|ring|phone|contact|update)\b"
)
"""Whoever it is, a call is wanted and nobody higher."""
_SPEAKS = re.compile(
    r"^(?!.*\byour\b).*\b(?:manager|owner|boss|supervisor|director|principal)\b[^.;]{0,30}\b(?:says|asks"
    r"|asked) (?:hi|hello|for an? (?:eta"
    r"|update)|when|how|what|why|whether|if)\b"
)
"""A person of theirs who is spoken of, and wants to know something."""
_OTHERS_WISH = re.compile(
    r"\b(?:(?:customers?|clients?|managers?|management|boss|owner|he|she|they) (?:\w+ )?(?:wants?|wanted|asked"
    r"|asks|told|said)"
    r" (?:me|us|him|her|you)? ?(?:to )?[^.;]{0,30}\bescalat\w+[^.;]{0,60}\b(?:told|said|answered|explained|assured) "
    r"|escalated (?:this |it )?(?:internally )?to (?:me|us)\b|(?:i'm|i am|was|we're|been) told\b)"
)
_PRIORITY_WISH = re.compile(
    r"\b(?:high\w*|up|further up) (?:in|on|up) (?:the|your) (?:pile|queue|list|stack|line)\b"
    r"|\b(?:bump|raise|set|change|move|put|mark|make|flag|up)\b[^.;]{0,30}"
    r"\b(?:high|highest|urgent|p[1-4]|prio\w*|severity|sev ?[1-4])\b"
)
_IF_IT_LASTS = re.compile(
    r"(?:^|[,;] ?)(?:and |but |so )?(?:if|unless|once|should (?:we|i|it|this|that|they|the|nothing)|si"
    r"|a moins que|au cas ou)\b"
    r"[^;]{4,90}\b(?:would|will|'ll|gonna|going to|pedir\w+|demander\w+|escalar\w+|(?:i'd|we'd) (?:be|want|ask|come"
    r"|turn|knock"
    r"|need|have)|expect|shall|may"
    r"|might|assume|\w{3,}(?:erai|irai|drai|erons|irons|drons)|(?:escalar|pedir|subir|acudir|solicitar)(?:e|emos))\b"
)
_ABOUT_CONTACTS = re.compile(
    r"\b(?:who(?:'s|'d| is| would| will) (?:be )?(?:the|your|our)|(?:simple|quick|just a) question"
    r"|(?:at|on) (?:what|which) level|(?:en|a) que nivel|(?:a )?quel niveau|(?:can|could) (?:you|someone|anyone"
    r"|anybody|somebody) tell me|(?:puede\w*|podri\w+) decir\w*|pouvez-vous (?:me |nous )?dire|faut-il"
    r"|est-ce qu\w+ (?:je|nous) (?:dois|devons)|a partir de que hora|a quien le (?:toca|tocaria|corresponde)"
    r"|who(?:'s| is| are)? (?:the |your |our )?(?:1st|2nd|3rd|4th"
    r"|first|second|third|fourth|level|tier)|(?:does|do|will|would) (?:the |your )?(?:1st|2nd|3rd|4th|first|second"
    r"|third|fourth|next|level|escalation)\b[^.;]{0,40}\b(?:start|begin|happen|kick in|run|come|need|require|go|apply"
    r"|mean)\w*)\b"
)
_HAVE_IT = re.compile(
    r"\b(?:level|lvl|tier|managers?|supervisor|lead|engineering|nivel|niveau)\b[^,.;?]{0,12}"
    r" (?:at \d[\d:]* ?\w* )?(?:(?:has|have)(?: already| now)? (?:had|got|taken|picked|called|been)|(?:is"
    r"|are) (?:already|now|on it"
    r"|working|handling|calling)|took (?:it|this|over)|(?:has|have) (?:it|this)(?: now| already)?(?= since|[,.;]|$))"
    r"|\b(?!i\b|we\b)\w+ (?:has |have |had |already |just )*escalated (?:this|it|the (?:ticket|case))\b"
    r"|\b(?:got through|spoke|talked|have spoken|have talked) (?:to|with) (?:your|the)\b"
)
"""Whoever it is has the ticket already: it is told, not wished for."""
_MORE = re.compile(
    r"\b(?:time (?:for|to)|next|now (?:the|your)|so (?:please|now)|please|still (?:no|nothing)|want|need)\b"
)
_CARRIER = re.compile(
    r"\blevel ?3\b(?:/gx)?(?:'s)? (?:noc|confirm\w*|says?|said|outage|circuits?|core|loop|tickets?|backbone|network"
    r"|fib(?:er|re)|has|have|reports?|tells?|techs?)\b"
)
"""The carrier of that name."""
_MOTTO = re.compile(r"^\W*[\"\u201c\u00ab][^\"\u201d\u00bb]{3,60}[\"\u201d\u00bb]\W*$")
"""A sentence that is nothing but a quotation stands under a name."""
_POST = re.compile(
    r"^\W*(?:head|director|vp|chief|manager) of (?!.*\b(?:please|pls|now|today|immediately|at once)\b)"
    r"[\w &,|'-]{3,60}\W*$"
)
"""So is one that is nothing but somebody's post."""


def request(sentences: Sequence[Sentence]) -> Shown | None:
    """Return the words that ask for an escalation now, or None."""
    if is_taken_back(sentences):
        return None
    for sentence in sentences:
        is_none = is_no_request(sentence)
        if is_none and not sentence.asks:
            continue
        for pattern in (_ESCALATE, _PERSON, _LEVEL):
            for match in pattern.finditer(sentence.text):
                if not is_none and _is_asked(sentence, match, pattern):
                    return sentence.whole()
                if _is_taken_up(sentences, sentence, match, pattern):
                    return sentences[sentence.number + 1].whole()
    return None


def is_taken_back(sentences: Sequence[Sentence]) -> bool:
    """Return whether a comment says that what sounds like a wish is none, in whichever sentence."""
    if any(_TAKEN_BACK.search(one.text) for one in sentences):
        return True
    return any(
        one.asks and _has_target(one.text) and _NOT_YET.match(following.text) is not None
        for one, following in pairwise(sentences)
    )


def is_no_request(sentence: Sentence) -> bool:
    """Return whether what sounds like a wish is none: put off, declined, reported, asked about, or for a priority."""
    text = _POLITE_IF.sub("", sentence.text)
    if any(one.search(text) for one in (_MERE_REOPENING, _DECLINED, _SPEAKS)) or _is_others(text):
        return True
    if _PRIORITY_WISH.search(text) and not _has_target(text):
        return True
    if (_CALL_BACK.search(text) and not _has_target(text)) or _is_in_others_words(text):
        return True
    if _IF_IT_LASTS.search(text) and _TODAY.search(text) is None:
        return True
    if _MOTTO.match(text) or _POST.match(text) or (_HAVE_IT.search(text) and not (sentence.asks or _MORE.search(text))):
        return True
    if _CARRIER.search(text) and not _has_target(_CARRIER.sub(" ", text)):
        return True
    return sentence.asks and _ABOUT_CONTACTS.search(text) is not None


def _has_target(text: str) -> bool:
    return any(pattern.search(text) for pattern in (_ESCALATE, _PERSON, _LEVEL))


def _is_in_others_words(text: str) -> bool:
    """Whether the wish stands between quotation marks: "the manager says 'get me their boss'"."""
    own = _SPOKEN.sub(" ", text)
    is_their_own = _ESCALATE.search(own) or _LEVEL.search(own) or _JOINED.search(own)
    return own != text and _has_target(text) and not is_their_own


def _is_others(text: str) -> bool:
    return _OTHERS_WISH.search(text) is not None and _JOINED.search(text) is None


def _is_taken_up(
    sentences: Sequence[Sentence], asked: Sentence, match: re.Match[str], pattern: re.Pattern[str]
) -> bool:
    """Whether the sentence behind a question on the path takes it up: "Who is on duty? I need him here."."""
    if asked.number + 1 >= len(sentences):
        return False
    if pattern is _PERSON and _OWN.search(asked.text[: match.start()]):
        return False
    after = sentences[asked.number + 1 : asked.number + 3]
    following = next((one.text for one in after if not one.asks), "")
    if not asked.asks:
        return _CLAIMS.search(following) is not None and not _DENIED.search(asked.text[: match.start()])
    return _TAKES_UP.search(following) is not None and not _DENIED.search(following[:60] + " ")


def _is_asked(sentence: Sentence, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    before, behind = sentence.text[: match.start()], sentence.text[match.end() :]
    if _DENIED.search(before) or _DENIED_BEHIND.match(behind):
        return False
    if pattern is _ESCALATE:
        if not _is_escalation_wished(match.group(), before, behind):
            return False
    elif not _is_target(pattern, sentence.text, before, behind):
        return False
    if _is_put_off(sentence, before) or _is_about_the_path(sentence):
        return False
    return not (_REPORTED.search(before) and not _JOINED.search(sentence.text))


def _is_escalation_wished(word: str, before: str, behind: str) -> bool:
    if word in ("escalated", "escalado", "escalada"):
        return _PASSIVE_WISH.search(before) is not None
    if word in ("escalation", "escalamiento", "escalacion", "escalade"):
        if word == "escalade" and _PASSIVE_WISH.search(before):
            return True
        if _NOUN.match(behind):
            return _BEGINS.search(before) is not None and _PROCESS.match(behind) is not None
        if _STATED.search(before) or _DUE.match(behind):
            return True
        is_bare = (
            not before.endswith("the ")
            and len(before.split()) < 3
            and re.match(r"^\W*$|^ (?:please|pls|now|request|to|needed|required)\b", behind)
        )
        return bool(
            _START.search(before) or is_bare or re.search(r"\b(?:please|pls|request\w*|required)\b", behind[:40])
        )
    if word == "escalating" and _MYSELF.search(before):
        return _HERE.match(behind) is not None
    if _DONE.search(before) and not _ASKS.search(before):
        return False
    asks = _ASKS.search(before + behind) is not None
    return asks or _COMMANDS.search(before + word) is not None


def _is_target(pattern: re.Pattern[str], text: str, before: str, behind: str) -> bool:
    if _PRIORITY.match(behind) or re.search(r"\b(?:priority|severity|urgency|account) $", before):
        return False
    if pattern is _PERSON:
        if (
            _NOUN.match(behind)
            or (_POSSESSION.match(behind) and not _HANDED_TO.match(behind))
            or _POSSESSED.search(before)
            or _IS_ONE.search(before)
            or (_OWN.search(before) and not (_YOURS.search(before) or _OR_THEIRS.search(before)))
        ):
            return False
    elif _FRAGMENT.match(before) and _ENDS.match(behind):
        return _LOWEST.search(text) is None
    elif ((_ALREADY_THERE.search(before) or _ABOUT.search(before)) and not _OUGHT.search(before)) or (
        _TOLD_TO.search(before) and _STAFF.match(behind)
    ):
        return False
    is_all_said = pattern is _PERSON and _ALONE.match(before) is not None and _ENDS.match(behind) is not None
    is_yours = pattern is _PERSON and _YOURS.search(before) is not None and _PAST.search(text) is None
    return is_all_said or is_yours or _ASKS.search(text) is not None or _COMMANDS.search(before) is not None


def _is_put_off(sentence: Sentence, before: str) -> bool:
    """Whether it is for later: a threat, or bound to something that has not happened."""
    text = _POLITE_IF.sub("", sentence.text)
    if _LATER.search(before):
        return True
    return _IF.search(text) is not None and _TODAY.search(text) is None and not _POLITE_IF.search(before)


def _is_about_the_path(sentence: Sentence) -> bool:
    if _WONDERS.search(sentence.text):
        return True
    return sentence.asks and _PATH.match(sentence.text) is not None
