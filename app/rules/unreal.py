"""What fails for nobody now: what is still to come, what is only imagined, and a test."""

import re

from app.rules.course import DAY, Course, Hit, say

_COMING = (
    rf"(?:tomorrow|tonight|next \S+|(?:on )?{DAY}s?|(?:on )?the \d{{1,2}}(?:st|nd|rd|th)|"
    r"this (?:evening|weekend|afternoon)|at \S*\d\S*|from \S*\d\S*|\d{1,2}:\d\d|till \S+|until \S+|"
    r"in (?:spring|summer|autumn|january|february|march|april|may|june|july|august|september|october|"
    r"november|december)|manana|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|"
    r"martes|miercoles|jueves|viernes|sabado|domingo|proximo|prochain)"
)
_WORK = (
    r"(?:maintenance|outage|works?|splice|reboot|window|migration|move|cutover|shutdown|interruption|"
    r"coupure|mantenimiento|simulacro|update|upgrade|intervention|drill|exercise|swap)"
)
SAYINGS = (
    # --- to come ------------------------------------------------------------------------------------------------------
    say(
        "plan",
        "planned scheduled programmee programme programado programada prevue announced upcoming forthcoming planned-by",
        r"\b(?:planned|scheduled|programmee?|programad[oa]|prevue|announced|upcoming|"
        rf"forthcoming) (?:\S+ )?{_WORK}\b",
        rf"\b{_WORK}(?: \S+){{0,2}} (?:planned|scheduled|programmee?|programad[oa]|prevue|announced)\b",
        r"\bplanned by us\b|\bwindow you announced\b",
    ),
    say(
        "plan",
        "drill drills exercise exercice macrosimulacro simulacro exercice rehearsal walk test tests",
        rf"\b(?:drills?|exercise|macrosimulacro|simulacro|exercice|rehearsal|walk)(?: \S+){{0,6}} {_COMING}",
        rf"\b{_COMING}(?: \S+){{0,8}} (?:drills?|macrosimulacro|simulacro|exercice|rehearsal|"
        r"exercise|safety walk)\b",
        r"\b(?:annual|yearly|quarterly|weekly|monthly) (?:\S+ ){0,2}(?:drill|exercise|"
        rf"test)(?: \S+){{0,6}} {_COMING}",
    ),
    say(
        "plan",
        "will we'll i'll they'll seront sera van vamos estara desconectara",
        r"\b(?:will|we'll|i'll|they'll|seront|sera|van a|vamos a|estara\w*|desconectara\w*) (?:be |"
        r"not |all |deliberately |do )*(?:\S+ ){0,5}?(?:off|down|dark|unplug\w*|unreachable|cut|"
        r"coupee?s?|eteint\w*|reboot|perform|runs?|drill|place|trigger|walk|re-?cable|rewire|move|"
        r"moved|migrated?|migrating|replaced?|replacing|fail|drop|switch\w*|apagad\w*|interrupted|"
        r"offline|swap\w*|pull\w*|disconnect\w*|upgraded?|silent|phone all|modernis\w*|unregistered|"
        r"conmutador|simulacro|drills?)\b",
    ),
    say(
        "plan",
        "taking replacing rewiring recabling re-cabling recable re-cable moving migrating swapping unplugging"
        " upgrading rewire swap move replace powers",
        r"\b(?:i'm|we're) taking (?:\S+ ){1,3}down\b",
        r"\b(?:we're|i'm|we are|i am|they're|they are|we) (?:\S+ ){0,2}?(?:replacing|taking|"
        r"rewiring|re-?cabling|re-?cable|moving|migrating|swapping|unplugging|upgrading|rewire|"
        rf"swap)\b(?: \S+){{0,6}} {_COMING}",
        r"\bas we (?:rewire|re-?cable|move|swap|replace)\b|\bi'm rewiring\b",
        r"\bunplugging them on purpose\b",
    ),
    say(
        "plan",
        "maintenance mantenimiento bulletin change expected tonight window during migrated purpose volontairement",
        r"\b(?:maintenance|change) (?:notice|bulletin|announcement|tonight|tomorrow|planned|"
        rf"el sabado|on {DAY}|for next)\b",
        r"\bno (?:outage|impact|interruption) (?:is )?expected\b",
        rf"\b(?:maintenance|mantenimiento)(?: \S+){{0,4}} {_COMING}",
        r"\b(?:in|during) (?:the|that|our|your|its|this) (?:window|maintenance|move|migration|"
        r"cutover|hour)\b(?: you announced)?",
        r"\bmigrated (?:on|next)\b|\bcoupee? volontairement\b",
    ),
    # --- imagined -----------------------------------------------------------------------------------------------------
    say(
        "imagined",
        "if case event happens when",
        r"\bwhat (?:if|happens (?:if|when|in case|to)|do (?:i|we) (?:do|write|tell) (?:\S+ ){0,3}(?:if|when))\b",
        r"\b(?:in case of|in the event of|if there(?:'s|'re| is| are| were| was)? ever|if ever)\b",
        r"\bif (?:one|it|they|we|the|a|an|our|his|her|phones?|power|you|i|"
        r"calls?)(?: \S+){0,4} (?:ever|died|burned|burnt|went|goes|fails?|failed|drops?|go|dies|"
        r"broke|breaks|crashes|crashed|forget|is cut|were|suspend\w*|has an outage)\b",
        r"\bwhen (?:(?:their|the|my|our|his|her|all) )?(?:\S+ )?(?:phones|users|peer|internet|power|"
        r"power's|site|lines) (?:are|is|goes|go|aren't|fails?) (?:down|dead|out|off|offline|"
        r"unreachable|fails?|in the whole)\b",
    ),
    say("imagined", "whenever", r"\bwhenever (?:\S+ ){1,4}(?:off|down|unreachable|dead|out)\b"),
    say(
        "imagined",
        "ever should would cas caso jamais",
        r"\bshould (?:\S+ ){1,3}ever\b|\bif (?:\S+ ){1,4}ever\b|\ben cas de\b|\ben caso de\b",
        r"\bsi jamais\b|\bever again\b",
        r"\bwould (?:calls|phones|emergency|the phones|the calls) (?:\S+ ){1,6}(?:if|when|without|"
        r"down|dead|died)\b",
    ),
    say(
        "imagined",
        "handbook runbook playbook leaflet continuity disaster risk tender rfp bid prospect prospect's pre-sales"
        " pitch brochure questionnaire curiosity wish idea suggestion suggestions imagine hypothetical hypothetically"
        " theory video",
        r"\b(?:our|a|the|my|writing|for a) (?:\S+ )?(?:handbook|runbook|playbook|leaflet|brochure)\b",
        r"\bcontinuity plan\b|\bdisaster (?:recovery|plan)\b|\brisk assessment\b",
        r"\b(?:a|the|our|for a|security|for the) (?:tender|rfp|bid|prospect|questionnaire)\b",
        r"\bprospect's\b|\bpre-sales\b|\bsales pitch\b|\bout of curiosity\b",
        r"\b(?:feature|product) (?:wish|idea|request)\b|^(?:idea|suggestions?|feature wish)\b",
        r"\bgreat product idea\b|\bimagine\b|\bhypothetical\w*|\bin theory\b|\btraining video\b",
    ),
    say(
        "imagined",
        "happened next live",
        r"\b(?:nothing|nothing has) happened\b|\bfor next time\b|\bno live users\b|\bno phones live\b",
    ),
    say(
        "imagined",
        "assume assuming suppose worst case",
        r"\b(?:assum(?:e|ing)|suppose) (?:that )?(?:all|our|the|a|their|one|everything)\b|\bworst case\b",
        r"\bin case (?:of|our|the|a|we|they|it|one)\b",
    ),
    # --- tests --------------------------------------------------------------------------------------------------------
    say(  # the whole ticket is one, whatever its words say
        "drill",
        "test tests testing conformance prueba essai d'essai dummy staging tabletop exercise pretend simulation"
        " connector",
        r"\b(?<!test )test (?:ticket|mail from|message from|data)\b",
        r"\b(?:integration|connector|interface|api|conformance) test\b",
        r"\bconformance\b|\b(?:only|just|merely) a test\b(?! been)"
        r"|\ba test no\b(?! (?:difference|change|effect|luck|joy|improvement|better|avail))",
        r"\btest (?:please )?ignore\b|\bignore this test\b",
        r"^(?:this is )?(?:a )?test(?:ing)?$|\btest test\b|\b(?:category|type|tickettype) test$|\bticket d'essai\b",
        r"\b(?:ticket|correo) de prueba\b",
        r"\btesting (?:whether|if|our|the) (?:\S+ )?(?:integration|connector|ticket\S*|api|interface|tool)\b",
        r"\bdummy\b|\benv staging\b|\bexercise exercise\b|\b(?:is|it's|only|just) an exercise\b",
        r"\btabletop exercise\b|\bincident simulation\b",
    ),
    say(
        "test",
        "test tests passed answered acknowledged ok",
        r"\btest (?:run|mode|rack|system|alert|notification)\b(?! (?:number|was|shows))",
        r"\b(?:test|tests|test calls?)(?: \S+){0,6} (?:passed|all ok|successful|all reached|went well|went fine)\b",
        r"\b(\d+) (?:of|/) \1 (?:\S+ ){0,3}(?:passed|answered|acknowledged)\b",
    ),
    say(
        "test",
        "lab demo sandbox staging simulated pretend lab-1 host",
        r"\blab (?:only|system|rack|setup|environment|box|bench|tenant)\b|\bstaging\b|\bsimulated\b",
        r"\bpretend to be\b",
        r"\bin (?:his|our|the|my) (?:new )?(?:lab|sandbox)\b|\bdemo (?:rack|system|ticket|data)\b",
    ),
)
_HAPPENED = re.compile(
    rf"\b(?:since|after|following|depuis|desde|apres|tras)(?: \S+){{0,4}} {_WORK}\b"
    rf"|\b{_WORK}(?: \S+){{0,3}} (?:is|was|has been|you announced) (?:over|completed|done|"
    r"finished|ended|closed)\b"
    r"|\b(?:never came back|not come back|did our|drill today showed|constate|was dialed|"
    r"found in|we agreed|too early)\b"
    r"|\bdrill leader\b"
)
"""The work that was planned has begun or is done."""


def plan(course: Course) -> Hit | None:
    """Return the words that tell of work to come, unless something tells that it has come."""
    found = course.first("plan")
    return None if found and course.tells(_HAPPENED) else found


def test(course: Course, *, running: bool) -> Hit | None:
    """Return the words that make a ticket a test, or that tell of one while nothing fails."""
    if drill := course.first("drill"):
        return drill
    found = course.first("test")
    return None if found is None or running or course.goes_on(found) else found
