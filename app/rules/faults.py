"""
What fails, short of an outage: sound, calls lost at times, portal, features, faxes, one device, numbers, ports, bills.

Read over the plain words. Each sentence is first sorted by the subjects its words name (one look-up a word), so that a
pattern runs only where its subject is spoken of. A fault counts when it is told as so now: not asked how to do, not
imagined, not negated, and not in a report that says all is well again.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from app.rules.reader import Facts, Told
from app.rules.signs import Sign, sign

# Subjects of a sentence, as bits.
_SOUND, _SPEECH, _ADMIN, _FEATURE, _VOICEMAIL, _FAX, _SMS, _NAME, _REGISTER, _DEVICE, _PORT, _BILL, _LOST, _CALL = (
    1 << bit for bit in range(14)
)
_CUTS, _RARE, _GOES, _HEAR = (1 << bit for bit in range(14, 18))
_WORDS = {
    _SOUND: "fuzzy scratching popping warbling warble warbles squeal squealing hollow echoey walkie-talkie"
    " robotizada robotizado robotisee parasites interferencia interferencias syllable syllables stammer"
    " stammers dropouts drop-outs dropout mushy clipped clipping fades fading fade pauses pause awkward"
    " skips freezes freeze soft barely hard muddy lointain sourd bruit bruits escucha escuchan oye oyen"
    " distant sluggish quality choppy choppiness garbled crackle crackles crackling crackly crackled"
    " metallic tinny tin muffled stutter stutters stuttering underwater distorted distortion jittery"
    " jitter scratchy grainy hiss hisses hissing robotic robot robots robot-like echo echoes echoing echos"
    " eco watery latency latencia metalica metalico metallique gresille gresillement gresillements"
    " gresillent entrecortado entrecortada entrecortadas entrecortados hache hachee hachent friture"
    " saccade decalage retardo packet loss mos pdd bajito static faint quiet delay delays delayed lag lags"
    " hum hums buzz buzzing click clicks beep gap gaps noise whistle whine bathtub sound sounds silence"
    " underneath water slow interrupt words word late seconds second sec secs twice themselves herself"
    " himself breaks breaking volume hears hear half first perdida perte nothing audio voice voices heard"
    " coupe ruido segundos secondes far",
    _SPEECH: "audio sound sounds voice voices hear hears heard hearing speech talk talks talking conversation"
    " conversations call calls caller callers calling ring rings ringing ringback line lines son voix voz"
    " llamadas llamada appels appel oye oyen escucha escuchan entend entendent entiende speak speaks dial"
    " tone connect connects pickup people sonnent decroche contestar rtp media phones desk side mos",
    _ADMIN: "backoffice office panel site monitor sso mfa 2fa search self-service users upload bulk devices"
    " engine form portal commpilot api login logins log logging dashboard dashboards wallboard wallboards"
    " cdr cdrs report reports reporting stats statistics statistic analytics graph graphs recording"
    " recordings recorder trace traces export exports exported download downloads sftp webhook webhooks"
    " provisioning supervisor supervisors admin admins website records logs diagnostics quota portail"
    " reporte reportes grabaciones informe informes estadisticas rapport rapports enregistrements"
    " enregistrement statistiques outil interface history branding superadmin super-admin counter"
    " collector token console screen adding saving page list role",
    _FEATURE: "pop-up wake greeting greetings attendant aa ivr menu press presses key queue queues callback call-"
    " back recording recordings paging page pages park pickup blf lamp lamps mwi light transfer transfers"
    " transferring conference bridge forward forwards forwarding forwarded dnd schedule schedules moh"
    " music app softphone presence directory history intercom doorbell wake-up twinning hoteling hotdesk"
    " dtmf transcription transcriptions click-to-dial crm plug-in cnam announcement announcements push"
    " notification notifications voicemail voicemails vm mailbox sms fax faxes texts text fax-to-mail"
    " mail2fax e-fax door gate attachment pin buzon saludo cola grabacion transferencia transferencias"
    " musica despertador conferencia desvio boite messagerie annonce renvoi transfert musique reveil"
    " sonnerie afficheur loudspeaker wake-ups desk-share shared faxing console mailboxes fax-back recorder"
    " message messages menus mobiles twinned voicemail-to-email callbacks trace conferences hold"
    " monitoring ids button buttons display hot voice-mail overflow prompts prompt dial group calendar"
    " barge clip caller dialler robocalls label switchboard file missed",
    _VOICEMAIL: "voicemail voicemails vm mailbox mailboxes messages message buzon boite messagerie voicemail-to-email"
    " transcription transcriptions voice-mail greeting",
    _FAX: "fax faxes faxing faxed e-fax mail2fax fax2mail fax-to-mail efax fax_probe fax-back",
    _SMS: "sms text texts texting mms textos",
    _NAME: "cnam cli clid spam scam anonymous caller name names display displays displayed shows showing show"
    " affiche afficheur affichent nombre muestra clip wireless afficher unknown listed listing identity"
    " anonyme sees see",
    _REGISTER: "register registered registering registers registration registrations unregistered service"
    " provisioned provisioning offline registro registrar registra registrado enregistre base ip"
    " unavailable auth 403 401 login registrer line disabled provision sip",
    _DEVICE: "display screen handset button buttons headset battery speaker speakerphone keypad key keys cord"
    " bluetooth led receiver hook usb loudspeaker ringer phone phones pantalla auricular ecran combine"
    " cradle charger cordless ata adapter dongle touchscreen microphone mic dialpad lamp cable telefono"
    " poste licht",
    _PORT: "port ported porting ports portin port-in portabilidad portabilite portage foc loa csr lnp resporg"
    " fon portar",
    _BILL: "invoice invoices invoiced bill bills billed billing charge charged charges charging overcharge"
    " overcharged overcharging factura facturas facturan facturando facturado facture facturee factures"
    " facturation refund credit rated surcharge surcharges fee fees rate rates tarifa tarifan debited"
    " dispute disputes tax avoir re-rate facturer price",
    _LOST: "deleted lost gone disappeared vanished wiped missing erased borrado borraron borro perdido"
    " desaparecieron desaparecio efface effaces supprime perdu perdus disparu disparus purged vanish"
    " disappear disappears vanishes lose empty",
    _CALL: "call calls caller callers line lines conversation conversations llamada llamadas appel appels"
    " communications number numbers did main press trunk dial dials ring rings register re-register"
    " registrations registration phones connects attempt try goes audio route menu numero flaps flapping"
    " peer coupe coupes client clients customers signals texts tonight coupent get gets hang falls",
    _CUTS: "drop drops dropped dropping cut cuts cutting disconnect disconnects disconnected hung hang hangs"
    " fall tombent tombe coupent coupe coupes caen cae cortan corta end ends die dies loses losing",
    _RARE: "some first loses losing registration always again unpredictable unpredictably most intermittent"
    " intermittently sporadic sporadically randomly random sometimes miss times while off comes occasional"
    " occasionally flap flaps flapping flapped parfois veces cuando moments in every third quarter half"
    " fifth tenth cada fois sur second 2nd 3rd tries attempts goes retry redial redials re-dial re-dials"
    " try twice re-register re-registers reregister percent then",
    _GOES: "wrong else else's someone somebody stranger strangers another different other neighbour neighbor"
    " neighbours unrelated random shop store pizza pizzeria church wife old otro otra autre mauvais"
    " desconocido equivocado equivocada misrouted mis-routed crossed option",
    _HEAR: "hear hears heard hearing audio sound voice speech mute oyen oye escuchan escucha entend entendent"
    " son one-way",
}  # fmt: skip
_FLAGS: dict[str, int] = {}
for _bit, _text in _WORDS.items():
    for _word in _text.split():
        _FLAGS[_word] = _FLAGS.get(_word, 0) | _bit

_N = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|"
    r"half an?|few|couple of|some|several)"
)
_MIN = r"(?:s|sec|secs|seconds?|min|mins|minutes?|segundos?|minutos?|secondes?|breath|moment|heartbeat)"

# ----- What takes a fault back, or makes it no statement ------------------------------------------------------------

_OVER = re.compile(
    r"\b(?:back to normal|all (?:is |are )?(?:good|fine|ok|well|clear)(?: (?:again|now|since))"
    r"|(?:works?|working|works fine|fine|ok|okay|good|clean|up|on) (?:again|now|since)\b(?! (?:and|but))"
    r"|please close|close (?:this|it|pls|please|the ticket|any ticket)|never ?mind|disregard|false alarm"
    r"|found (?:it|the cause)|(?:was|is) my (?:own )?(?:fault|mistake|doing)|my (?:bad|fault)|it was me\b|fixed itself"
    r"|(?:been|got|is|are|was|were|now|already) (?:fixed|resolved|solved|sorted|restored|cleared|cured)\b|sorted thank"
    r"|(?:turned|turns) out (?:to be|it was|it is|that (?:my|our|their|his|the)|the|their|his|our|my) |(?:culprit"
    r"|cause) (?:was|is) (?:the|my|our|his|her|their)|it was (?:the|our|their|his|her|my) |"
    r"nothing (?:for you|you can|you could|on you)|not (?:yours|your (?:fault|problem))|no longer your"
    r"|new (?:switch|router|modem|cable)s? (?:is |are )?(?:ordered|comes?|coming|on order)|"
    r"(?:we'll|i'll|we will|i will|we are going to) (?:sort|fix|replace|swap|upgrade|exchange) (?:it|that|the|this"
    r"|his|her|them)|our (?:own )?(?:mistake|fault|doing)|(?:their|our|his|her|the customer's) (?:own )?(?:wifi"
    r"|wi-fi|router|internet|isp|isp's|headsets?|firewall)(?: line)? (?:is|was|are|were|has) (?:to blame|the"
    r"|overloaded|full|saturated|broken|dead|faulty|down|dying)|"
    r"(?:era|c'etait|c'est) (?:el|la|le|leur|notre) (?:firewall|router|routeur|switch|wifi)|was down|"
    r"no (?:need to do anything|action)|trigger resolved|^resolved|^recovery|all (?:on|back|up)\b|on again"
    r"|ya (?:quedo|funciona|esta)|de retour|gone away|went away|no longer an issue|came back by (?:it|them)sel)"
)
_AGAIN = re.compile(r"\b(?:but|still|however|yet|except|only|now the|since then|reappeared|not (?:fixed|resolved))\b")
_FAKED = re.compile(r"\b(?:(?:un)?subscribe|webinar|discount|best price|newsletter)\b")
_IMAGINED = re.compile(
    r"\b(?:(?<!as )(?<!see )(?<!notice )if|in case|suppose|would|should|what happens|before|unless|avoid|prevent"
    r"|warns?|"
    r"want|wants|wish|wishes|like to|likes to|wanted|please|let me know when|tell me when|quand|will|going to|cuando|"
    r"to check|can you make|could you make)(?: \S+){0,12}$"
)
_NEGATED = re.compile(
    r"\b(?:no|not|without|never|zero|isn't|aren't|wasn't|free of|nothing|any|hasn't|sans|sin|n't|pas de|doesn't|don't)"
    r"(?: (?!only\b)\S+){0,2}$"
)
_HOW = re.compile(
    r"\b(?:how (?:do|does|can|to|would|should|is|come|about|many|much|long|did|i)|where (?:do|does|can|is|to|would|was|"
    r"are|in|d'you|should|exactly|i)|where's|what(?:'s| (?:do|should|setting|is|does|are|would|can))|which (?:menu"
    r"|page|button|key|setting|field|code|led|one|tab|port|option|rate|permission|screen|box)|is there"
    r"|are there|can (?:i|we|one|it|the|he|she|they|you tell|customers)|could (?:i|we|one|you tell)|may i|do i"
    r"|do(?:es)? (?:it|your|the|this|that)"
    r"|is (?:it possible|that possible|this possible)|walk me|any tips|who (?:can|could|unlocks)|do you (?:have"
    r"|sell|know)"
    r"|would (?:it|that) be|is that a|guide|quickest|donde|como (?:se|puedo|lo)|cual|puedo|se puede|comment|ou est-ce|"
    r"c'est dans quel|peut-on|je regarde ou|on fait ca ou|got a|tips|a toggle)\b"
)
_WISH = re.compile(
    r"\b(?:please|pls|plz|kindly|want|wants|would like|'d like|like|wish|wishes|need|needs|can you|could you|request|"
    r"how|where|which|what|can i|can we|is there|are there|possible|who|should|may|does|do you|quiere|quieren|puedo|"
    r"necesito|comment|peut-on|voudrait|rather|add|set|change|turn|enable|remove)\b|'d like|\?$"
)
_UNTRIED = re.compile(
    r"\b(?:no (?:troubleshooting|steps|checks)|nothing (?:done|checked|touched)|before i (?:start|touch|go|drive)"
    r"|where (?:to|do i|should i) (?:look|start|check)|what (?:should|do|would|can) (?:i|you|we) (?:check|look|try)"
    r"|where(?:'s| is| are) (?:it|that|this) (?:set|edited|changed)|didn't get to|have not|didnt|first thing"
    r"|haven't|havent|hasn't been|not (?:yet )?(?:looked|tried|checked|touched|been|visited|gone|opened|restarted|"
    r"done)|nobody (?:looked|restarted|has been|went)|didn't (?:try|check|do|look|retry)|did not (?:try|check|look)|"
    r"not been there|i (?:bet|guess|suspect|think|believe|expect|may have|might have|forgot|probably|must have)"
    r"|i'll (?:drop|look|be)|will (?:look|go|check|walk|send)|"
    r"(?:has|have|had|she|he|they) (?:probably |just |maybe )?(?:forgot|forgotten|pressed|mistyped|muted)"
    r"|typed the wrong|"
    r"probably|must have (?:set|pressed|left)|may have (?:left|set)|left (?:it )?(?:on|muted)|nothing tried|no step|"
    r"(?:todavia|aun) no|pas encore|je n'ai rien|no he ido|j'ai pas eu|to be checked|not yet|no human|off site"
    r"|sans doute|"
    r"can't remember|lost the paper|on holiday)\b"
)
_TRIED = re.compile(
    r"\b(?:re-?(?:built|saved?|sav\w+|set|created?|added|recorded|uploaded|installed|assigned|toggled|enabled"
    r"|registered|"
    r"booted|provisioned|pushed|made|loaded|entered|tried|tested|started|done|sent|wrote|typed|synced|subscribed|"
    r"authori[sz]ed|selected|checked|opened|done)|toggled?|tried|tests?|tested|deleted|changed|swapped|factory"
    r"|firmware|disabled|checked|"
    r"compared|off and on|on and off|off/on|another|other (?:phone|browser|pc|model|user|network|machine|station"
    r"|mailbox|"
    r"language|format|pin|class|speed|customers|cell|cli|isp|\S+ (?:same|too))|different|new (?:user|pin|queue"
    r"|phone|mailbox|password|bridge|"
    r"group|menu|batteries|cable|firmware|token|file|wav|handset|number|key|xml|set|room|machine|ata)|cleared|replaced|"
    r"uploaded|forced|removed|exchanged|adjusted|raised|lowered|enabled|restarted|ran it|verified|retested|identical|"
    r"same (?:result|thing|only|same|there|everywhere|with)|is the same|the same$|alike$|^same$|no (?:change"
    r"|difference|better)|"
    r"probamos|probado|recreamos|recre\w+|cambiamos|subimos|borramos|borre|desactiv\w+|essaye\w*|verifie\w*|refaite?|"
    r"changee?|rechargees?|teste\w*|remis|adresse refaite|redemarre\w*|spam checked|pcap|captures?|trace|re-[a-z]+"
    r"|i compare|delete and enable|essais|autre \w+|navigateurs|prob[eo]|programe|de nuevo|two (?:browsers|machines"
    r"|cells|phones)|(?:three|five|two) (?:browsers|tries|days in a row)|star code|set it (?:by|in)|in spam|right"
    r"|toggl\w+|t 38|ecm off|deleted|i swapped)\b"
)
_YOURS = re.compile(
    r"\b(?:since (?:your|the) (?:\S+ ){0,3}(?:upgrade|update|release|migration|change|maintenance|patch|fix|move"
    r"|work|window)"
    r"|(?:after|with) (?:your|the) (?:\S+ ){0,2}(?:upgrade|update|release|migration|maintenance|patch|change)"
    r"|your (?:server|sbc|side|end|"
    r"platform|media|relay|edge|node|log|as|logs|api|trunk|system|mail relay|portal|media node)|from you\b"
    r"|since you (?:moved|changed)|"
    r"depuis (?:la|votre) (?:migration|mise)|su(?:s)? (?:sbc|servidor|lado)|chez vous)"
)

# ----- Sound ----------------------------------------------------------------------------------------------------------

_SOUND_BAD = re.compile(
    r"\b(?:choppy|choppiness|garbled|crackl\w+|metallic|tinny|muffled|stutter\w*|underwater|under water|distort\w+"
    r"|jittery|"
    r"scratchy|grainy|hiss\w*|robotic|robot voices?|robot-like|(?:like|as) (?:a )?robots?|echo(?:es|ing"
    r"|s)?(?! (?:cancel|number|test))|eco|watery|metalic[ao]|metallique|"
    r"gresill\w+|entrecortad\w+|hachee?|hachent|friture|saccade\w*|packet loss|perte de paquets|perdida de paquetes"
    r"|tin can|"
    r"bathtub|fuzzy|scratching|popping|warbl\w+|squeal\w*|hollow (?:sound|voice)|echoey|half[- ]duplex|robotiza\w+"
    r"|robotisee?s?|parasites|interferencias?|syllables?|stammer\w*|(?:audio|voice|sound) (?:quality|issues?"
    r"|problems?|glitch\w*|drop-?outs?)|dropouts|bad line|mushy|clipped|clipping(?= (?:of|the|on|words))|breaks? up"
    r"|breaking up|chopped|static(?! (?:ip|peer|route|address))|se oyen? (?:mal|bajito|lejos)|voix metallique|"
    r"(?:like|in) (?:a|an)? ?(?:tin|tin can|robots?|gramophone|bathtub|fish tank|tunnel|bucket))\b"
)
_SOUND_SOFT = re.compile(
    r"\b(?:faint|fad(?:es?|ing)|pauses?|awkward silence|cutting out|skips|freezes?|low volume|volume (?:drops"
    r"|is low|too low)|too soft|barely hear|hard to hear|hardly hear|muddy|slow to (?:connect|ring)"
    r"|slow (?:call )?set-?up|lointain|sourd|bruits?|grillons|se (?:escucha|oye) (?:mal|lejos|con|bajo|robot\w*)"
    r"|con ruido|cortes|distant|sluggish|very quiet|quiet to|too quiet|far away|delay(?:s|ed)?|lag(?:s|gy)?|gaps?"
    r"|hums?|buzz(?:es|ing)?|whistle|(?:background|strange|loud|awful) noise|noise (?:on|in|during)|(?:a"
    r"|hears?) clicks?|clicks remain|beep every|latency|latencia|"
    r"retardo|decalage|retard|ruido|interrupt each other|over each other|talk over|missing words|third word"
    r"|half of each|"
    r"hears? (?:\S+ ){0,4}twice|(?:calls?|how calls) sounds?|goes quiet|goes silent|slow like|bad quality"
    r"|poor quality|bad audio|poor audio|(?:call|voice|audio|sound) quality|not clear|(?:sound|audio|voice)"
    r" (?:\S+ )?(?:drops|cuts|comes and goes|goes away|is (?:bad|terrible|poor|awful))|dips|(?:cuts?|drops?"
    r"|dips) (?:in and )?out|rings? (?:\S+ ){0,4}late|unclear|"
    r"hear (?:themselves|himself|herself)|hears? (?:\S+ ){0,2}(?:themselves|himself|herself)|sounds? (?:like|as if"
    r"|as|bad|awful|far|funny|weird)|se (?:coupe|corta))\b"
)
_VOICED = re.compile(
    r"\b(?:audio|sounds?|voices?|hears?|heard|speech|talk\w*|conversations?|calls?|callers?|speak\w*|son|voix|voz"
    r"|llamadas?|"
    r"appels?|oyen?|escuchan?|entend\w*|words?|people|lines?|media|rtp|guests|patients|phones?|both|everybody"
    r"|everyone|parents|ring\w*)\b"
)
_SETUP = re.compile(
    rf"\b(?:(?:takes?|took|need|needs|wait(?:s|ing)?|up to|after|about"
    rf"|ring) (?:\S+ ){{0,6}}{_N} (?:\S+ )?{_MIN} (?:\S+ ){{0,4}}(?:to|until|before|till|for|late)"
    rf" (?:\S+ ){{0,5}}(?:ring\w*|connect\w*|hear\w*|start\w*|answer\w*|ringback)"
    rf"|{_N} (?:\S+ ){{0,2}}{_MIN}(?: of| de)? (?:silence|delay|gap|lag|pause|nothing|latency|silencio|retardo|late"
    rf"|before (?:audio|ring|sound))"
    rf"|(?:delay|lag|gap|pause|silence|retardo|decalage|retard|offset) (?:of|de) (?:\S+ ){{0,3}}{_N}? ?(?:\S+ )?{_MIN}"
    r"|post[- ]dial delay(?= (?:last value n|of|is|at|\d))|pdd(?! sensor no)|mos (?:\S+ ){0,7}(?:[12]|dips?|falls?"
    r"|drop\w*|down|below|under|breached|alert)|ring tone only after|dial tone only after"
    r"|mos = ?[12]|rtp loss|loss \d+|packet loss|jitter(?! buffer)(?: \S+){0,3} \d+|jitter \d+ ms|transcoding delay"
    r"|first (?:ring|word|words) (?:\S+ ){0,2}(?:cut|eaten|missing|comes? late|lost)|first \d+ s)\b"
)
_SOUND_NOT = re.compile(
    r"\b(?:hold music|music on hold|moh|greeting|greetings|paging|loudspeaker|wav|ring ?tone|ringer volume"
    r"|standard robot|jitter buffer"
    r"|echo (?:cancel\w*|test)|acceptable|sms|fax|voicemail|robots? on|ai receptionist|robocalls?|robot on"
    r"|phone book|shout|ring volume|nothing is|no data|then hang\w*|feedback|bees? supply|is buzzing)\b"
)
_GOOD_AFTER = re.compile(
    r"^(?:'s| is| are| has| have)? ?(?:gone|cleared|ok|fine|solved|fixed|cancel\w*|buffer|was us|test|improved"
    r"|mejoro|better|\S+ (?:gone|fixed|solved))\b"
)

# ----- Cut off, at times ----------------------------------------------------------------------------------------------

_CUT_WHO = (
    r"(?:calls?|conversations?|lines?|connections?|llamadas?|appels?|communications?|everybody|they|he|she|it|which|"
    r"callers?|anyone|people|transfers?|calls?'s|brother's calls)"
)
_CUT = re.compile(
    rf"\b{_CUT_WHO} (?:(?!not\b|no\b|never\b|don't\b|doesn't\b|didn't\b|won't\b|aren't\b|nobody\b|without\b"
    rf"|if\b)\S+ ){{0,6}}?"
    r"(?:drops?(?! in\b| to\b)|dropping|dropped|disconnects|(?:gets?|getting|got|being|is"
    r"|are) (?:\S+ )?(?:disconnected|cut(?! from))|cuts|cut (?:off|out|at|after)|(?<!may be )(?<!and )cut(?= after"
    r"| at| in)|"
    r"hung up|hangs? up|fall out|(?:end|ends|die|dies) after (?:\S+ )?\d|tombent|tombe|coupent|coupes?|se caen?"
    r"|se cortan?)\b"
    r"|\b(?:drops?|loses?|losing|dropping|cuts?|disconnects?) (?:the |their |his |her |its |all |my "
    r"|\S+'s )?(?:calls?|callers?|conversations?)\b"
    r"|\b(?:calls?|call) (?:drops?|dropping|cuts?)\b|\bappels? coupes?\b|\bse (?:caen?"
    r"|cortan?) (?:\S+ ){0,6}llamadas?\b|\bse le caen?\b"
    r"|\b(?:coupe|corta|drops|cut|dropped|disconnected|gets? cut|cuts) (?:off |out |itself )?(?:at|after|a|al|apres"
    r"|a los|en|exactly|on) (?:\S+ )?\d+"
)
_CUT_TIMES = re.compile(
    r"\b(?:after|at (?:exactly|minute|answer|about|the|\d+|around|\S+ (?:sec|min)\w*)|within|mid|middle|exactly"
    r"|randomly?|sometimes|every|"
    r"one|times?|on hold|a day|now and (?:then|again)|some|occasional\w*|when|whenever|apres|minutes?|min|seconds?"
    r"|secs?|s|in|of|"
    r"veces|cada|several|intermittent\w*|half|third|then|again|off|during)\b"
)
_CUT_DEAD = re.compile(
    r"\b(?:told it's|do you cut|may be cut|911|112|999|elevator|lift|alarm panel|at once|immediately|instantly"
    r"|right away|beep and dies|every single|all calls|each call|every call)\b"
)
_ATTEMPT = (
    r"(?:calls?|callers?|attempts?|conversations?|signals?|dials?|tries|times|invites|rings?|incoming|communications?|"
    r"appels?|llamadas?)"
)
_TIMES = re.compile(
    r"\b(?:intermittent\w*|sporadic\w*|randomly|at random|sometimes|hit (?:and|or) miss|now and (?:then|again|when)"
    r"|at times|once in a while|"
    r"from time to time|every so often|(?<!it )(?<!turned )(?<!recording )off and on(?! for)"
    r"|(?<!it )(?<!turned )on and off|(?:goes|going|drops|cuts|fades|was|are|is|calls) in and out|comes? and goes?|"
    r"occasional(?:ly)?|flap(?:s|ping|ped)?|parfois|a veces|de vez en cuando|par moments|"
    rf"(?:one|1|\d+|few) {_ATTEMPT} (?:in|out of|of) (?:every )?\S+|(?:one|1|two|three|\d+) (?:in"
    rf"|out of) (?:every )?\S+ (?:of )?(?:the |our |their |all )?{_ATTEMPT}|about (?:one|1|\d+) in \d+|"
    rf"every (?:other|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|\d+(?:st|nd|rd"
    rf"|th)?) (?:or so )?(?:\S+ )?{_ATTEMPT}|every (?:few|couple of|\d+) (?:minutes|seconds|hours|min|s)"
    rf"|every (?:\d+ |few |couple of )?(?:hours?|minutes?) or|every (?:\d+|few|ten|five|thirty|fifteen"
    rf"|twenty) (?:minutes|seconds|hours)|some (?:of (?:the|our|their) )?(?:\S+ )?calls (?:fail|drop|don't|never"
    rf"|get|go|come|won't|are (?:rejected|dropped|silent))|first (?:attempt|try|call|dial) (?:\S+ ){{0,2}}(?:fails?"
    rf"|gets?|gives?|drops?|is)|(?:loses?|losing|drops?) (?:its |their |the |his |her )?registration|not (?:always"
    rf"|every (?:call|time))|now and again|unpredictabl\w*|most of the time|"
    r"(?:third|quarter|half|fifth|tenth) of (?:all |the |our |her |his |its )?(?:\S+ )?calls|(?:un|una|uno) de cada"
    r"|une? fois sur|un appel sur|\d+ times (?:a|per|today)|several times a|couple of times a|"
    r"(?!100)\d+ ?(?:%|percent|per cent|por ciento) (?:of|de) (?:the |all |our |their |what "
    r"|las )?(?:\S+ )?(?:calls?|attempts?|signals?|invites?|conversations|llamadas|we send)|"
    r"(?:on|at|in|by|try|needs? a|need a|after a|a|the) (?:second|2nd|third|3rd) (?:try|attempt|go|dial)|(?:takes?"
    r"|take|needs?|need|took) (?:\S+ ){0,3}(?:tries|attempts|goes)|"
    r"(?:two|three|2|3|several)(?: or (?:three|four|3|4))? (?:tries|attempts|goes|times) (?:\S+ ){0,3}(?:before"
    r"|until|to get)|needs? (?:a |to )?(?:retry|redial)|re-?dials? (?:and|works|is)|on try|"
    r"dial twice|call twice|try twice|(?:two|twice) or three times before|re-?registers? (?:every|in waves))\b"
)
_TIMES_FAULT = re.compile(
    r"\b(?:fail\w*|busy|drop\w*|cut\w*|no audio|mute|dead|silen\w*|unregister\w*|re-?regist\w*|registrations?"
    r"|regist\w+|reject\w*|lost|loses?|"
    r"doesn't|don't|won't|can't|cannot|never|offline|errors?|503|486|timeouts?|drop out|flap\w*|choppy|redial"
    r"|re-dial|retry|attempt|try|tries|"
    r"times|one way|engaged|no service|no ring|not ring|no connect\w*|doesn't connect|no answer|ring-no-answer"
    r"|weird|problem|garbled|noise|crackl\w*|breaks up|"
    r"falla|fallan|ocupado|caen?|se corta\w*|occupe|echouent|coup\w+|not (?:go|get|come|work|reach|ring|connect)\w*"
    r"|log(?:s|ged) out|fall off|hang up|404|dead air|without)\b"
)

# ----- Not heard ------------------------------------------------------------------------------------------------------

_ONE_WAY = re.compile(
    r"\b(?:one[- ]way (?:audio|sound|voice|speech)|audio (?:is )?(?:only )?one[- ]way|one way audio|"
    r"(?:can't|cannot|can not|couldn't|doesn't|don't|unable to|not|barely) (?:be )?hear (?:callers?|the (?:caller"
    r"|other|customer|person)|anybody|anyone|them|him|her|us|me|people|clients?|customers?|others?|what|anything)|"
    r"(?:can't|cannot|can not|isn't|aren't|not) (?:be )?heard\b|(?:they|callers?|others?|people|customers?|nobody"
    r"|he|she|the other side) (?:hear|hears|can hear) (?:us |them |him |her |me |callers? |others? "
    r"|everything )?(?:fine |well |ok |quite well )?but\b|"
    r"(?:hears?|heard) (?:nothing|nobody|zilch|no one|silence)|no (?:audio|sound|voice|speech)\b|without (?:audio"
    r"|sound)|(?:audio|sound) (?:missing|lost|disappears)|"
    r"mute (?:in|to) |(?:calls?|line \S+) (?:\S+ ){0,3}mute\b|no (?:se )?(?:oyen?|escuchan?)"
    r"|n'entend(?:ent)? (?:pas|personne|rien|plus)|"
    r"(?:nobody|no one|people|callers) (?:can't |don't |cannot )?hears? (?:him|her|them|us|me|you)|(?:say"
    r"|says) (?:\S+ ){0,4}can't hear (?:him|her|them|us|me)|se pierde el audio|pas de son|sin audio)\b"
)
_NOT_ONE_WAY = re.compile(
    r"\b(?:would like to|i reported|dongles?|plug|911|112|999|ringer|bandsaw|ring volume|hear the ring\w*|paging"
    r"|page|operator|recording|greeting|music|wants?|nobody hears|"
    r"key tone|hasn't heard|have heard|heard of|heard from|not heard back|heard back)\b"
)

# ----- The partner's tools --------------------------------------------------------------------------------------------

_TOOL = (
    r"(?:portal|portail|back ?office|control panel|partner site|reports(?= (?:says?|shows?|comes?|are|is|returns?"
    r"|lists?|stops?|0|blank|empty|out|engine|page|ignores?|don't|doesn't|won't|count))|call monitor|monitor screen"
    r"|queue monitor|user list|device page|billing page|calls page|search|sso|mfa|2fa|self-service|usage page"
    r"|report engine|bulk upload|upload|order form|commpilot|apis?|log(?:in|ins)?(?! for)|dashboards?|wallboards?"
    r"|cdrs?|(?:the|an?|call|cdr|queue|agents?|daily|monthly|our|your|"
    r"historic|usage|quality|this|its|their|client's|club|report|conversion) reports?|stats|statistics|statistic"
    r"|analytics|graphs?|(?<!a )(?<!unknown )"
    r"recordings?(?! that)|recorder|(?:sip|call) traces?|trace tool|exports?|downloads?|sftp|webhooks?|provisioning"
    r"|supervisors?|(?:super-?|our |as |in as )admins?|"
    r"call (?:records|logs?|history|detail)|live (?:calls?|call monitor|view|monitor)|real time|diagnostics?"
    r"|customer list|reportes?|grabaciones|informes?|"
    r"estadisticas|rapports?|enregistrements|statistiques|outil|interface de gestion|role|branding page|quota|token"
    r"|poller|log in|log into|sign in|el panel|the panel gives|"
    r"list of customers|adding (?:anyone|users?|a user)|saving (?:any|a|the|my)|web page|your (?:counter|collector)"
    r"|console)"
)
_TOOL_FAULT = (
    r"(?:50[0-4]|401|403|404|internal (?:server )?error|errors?|blank|empty|zeros?|0 (?:rows|bytes?|registered"
    r"|calls|sent|active)|no data|frozen|froze|spin(?:s|ning)|"
    r"endless|hangs|white page|throws?|throwing|down|unreachable|timeouts?|times? out|doesn't|don't|won't|isn't"
    r"|aren't|hasn't|haven't|can't|cannot|couldn't|can not|"
    r"unable|not (?:work\w*|load\w*|open\w*|respond\w*|accept\w*|show\w*|arriv\w*|play\w*|export\w*|listed"
    r"|reachable|available|stored|able)|stopped|stuck|stands? still|stand still|missing|"
    r"vanished|gone|nothing|0-byte|0kb|0 kb|corrupt|unreadable|denied|fails?|failing|failed|lost|no (?:recordings?"
    r"|records?|reports?|one|longer|call)|stale|crash\w*|"
    r"stops?|blind|incomplete|ignores?|en blanco|vaci[oa]s?|no (?:carga|abre|entra|entramos|entran|muestra|responde"
    r"|contesta|aparece|puede|podemos)|(?:se )?queda|give file not found|n'(?:affiche|ouvre|entre|apparait"
    r"|apparaissent|arrive)|"
    r"ne (?:\S+ )?(?:donne|marche|repond|fonctionne)|vides?|figes?|tourne dans le vide|introuvables?|inaccessible"
    r"|indisponible|maintenance depuis|wrong|lies|slow|file not found|expired|broken|"
    r"neither|none of|nobody|invalid|only our silence|shifted|counting error|without the|unavailable|late|bounces?"
    r"|refuses?|loops?|logs (?:me|us) out|kicks|wheel|rolls back|reverts?|nothing happens|suspendida|suspended"
    r"|hanging|freezes|freezing|greyed out for everyone|x|no data|stands at zero|expired|unusable|inaccessible"
    r"|out of date|half of the|gives? (?:\S+ )?error|yesterday's|days? behind|hours? behind|delayed|not (?:updat\w+"
    r"|refresh\w*|sav\w+|generat\w+)|drops everything)"
)
_TOOL_BAD = re.compile(
    rf"\b{_TOOL}(?:'s)?\b(?: (?!(?:so|because|as|phones?|alarm|shows the|says the)\b)\S+){{0,12}}? {_TOOL_FAULT}\b"
    r"|\b(?:can't|cannot|can not|couldn't|unable|none of|nobody|neither|no one|0|zero|blank|empty|50[0-4]|errors?"
    r"|not able|missing|locked out of|aren't any) "
    rf"(?:(?!(?:as|in)\b)\S+ ){{0,4}}?{_TOOL}\b|\b(?:ni|nadie|no) (?:\S+ ){{0,8}}?(?:entra|entramos|entran|entrar"
    rf"|acceder) (?:al|en el) portal\b|\bno (?:call )?(?:records|recordings?|reports?|cdrs?|stats|logs)\b"
)
_OWN_ACCOUNT = re.compile(
    r"\b(?:account locked|locked now|forgot(?:ten)? (?:my|his|her|the|their) (?:portal )?(?:password|login|pin)"
    r"|wrong password|my (?:own )?password|own cert\w*|unlock (?:user|my|me|him|her)|reset (?:my|his"
    r"|her) (?:password|login))\b"
)
_TOOL_NOT = re.compile(
    r"\b(?:psap|deputies|my (?:own )?password|forgot\w*|forgotten|wrong password|password wrong|mistyped|caps lock"
    r"|contact (?:us|support|provider|carrier)|via support|only you|inventory|"
    r"gr[ae]yed|grisee|not portable|exceeds|carrier desk|rate cent|portal is right|shows? (?:none|no (?:inventory"
    r"|stock|numbers|dids))|won't (?:let|take) (?:me|us|it|my)|lets? (?:me|us)|can't (?:order|see) (?:it|a)|port"
    r"|ported|porting|invoice|"
    r"reset my|(?<!us )(?<!us both )(?<!all )locked out(?! of the portal)|account locked|cancel|is fine|are fine"
    r"|fine in|my (?:wifi|router)|font|colou?r|trainee|on request|not exposed|we cannot view|what does|"
    r"anonymous|cnam|caller name|from the portal|in the portal (?:i|we|where|the number)|cert\w*|rate card|order"
    r"|softphone|my admin|portal \? |portal$|"
    r"account locked|failed logins|attendant console|test please|conformance|hot-desk|provisioning url|just shrug"
    r"|nothing to report|our own cert\w*|own certificate|sold out|new numbers?|wallboard\?|not in (?:the )?portal"
    r"|dids?|hold music)\b"
)

# ----- Features -------------------------------------------------------------------------------------------------------

_FEAT = (
    r"(?:pop-up|campaign|greetings?|attendant|aa|ivr|menu|press(?:es|ing)? \d|key \d|option \d|queues?|call-?backs?"
    r"|recordings?|recorder|paging|park|pickup|blf|lamps?|mwi|message light|light|"
    r"transfer(?:s|ring)?|conferences?|bridge|forward(?:s|ing|ed)?|dnd|schedules?|moh|music|hold music|app"
    r"|softphone|presence|directory|call history|intercom|doorbell|wake-?ups?|wake up|"
    r"twinning|hoteling|hot desk\w*|dtmf|transcriptions?|click-to-dial|crm|plug-in|cnam|announcements?|push"
    r"|notifications?|voicemails?|voicemail-to-email|vm|mailbox(?:es)?|sms|texts|text messages?|fax(?:es)?|"
    r"fax-to-mail|mail2fax|e-fax|door|gate|attachment|pin|shared lines?|hunt group|missed call mails?|missed call"
    r"|overflow|prompts?|buzon|saludo|cola|grabacion(?:es)?|transferencias?|"
    r"musica|despertador|conferencia|desvios?|boite|messagerie|annonces?|renvoi|transfert|musique|reveil|sonnerie"
    r"|afficheur|speaker|emergency contact pop-up|caller id|caller'?s? name|name|display|console|label|switchboard"
    r"|speed dial|"
    r"call trace|call waiting|twin)"
)
_FEAT_FAULT = (
    r"(?:ring at the wrong|wrong greeting|garbled|won't take|says? (?:invalid|unavailable|the old)|reverts?"
    r"|resets itself|turns itself|cut short|truncated|delayed|hours late|blocked|not (?:received|sent|recorded"
    r"|saved|updat\w+|sync\w*|trigger\w*|appear\w*)|empty|missed|only (?:rings|plays|records|shows)|skips|jumps"
    r"|neither|anymore|do not|does not|did not|is not|are not|haven't (?:fired|come|rung)|hasn't (?:come|been"
    r"|fired)|switches itself|comes up as|still is|gets? put into|sends? nothing|resources|doesn't|don't|won't"
    r"|isn't|aren't|never|no longer|not anymore|no more|any more|stopped|stops?|fails?|failed|failing|errors?"
    r"|invalid|unavailable|blank|empty|stuck|frozen|grey|red|dead|silent|silence|missing|gone|"
    r"nothing|plays? (?:twice|the old|last|like)|drops?|hangs? up|cuts?|ignores?|broken|rejected|refused|refuses?"
    r"|can't|cannot|couldn't|loses?|lost|instead|still plays?|keeps? (?:\S+ing)|last year's|"
    r"other way round|by itself|rings? back|not (?:work\w*|ring\w*|light\w*|show\w*|arriv\w*|deliver\w*|available"
    r"|able|function\w*|play\w*|switch\w*|accept\w*|come|coming|stick)|stays?|skipped|bounces?|comes? late|late"
    r"|dies?|die|"
    r"drown\w*|choppy|vanish(?:es)?|wrong|out of|nowhere|undelivered|throws|logs everybody out|to option"
    r"|repeats? (?:itself|the)|until it gives up|disappear\w*|(?:no|nobody) (?:\S+ ){0,2}(?:arrives?|comes?)"
    r"|0 bytes?|"
    r"dejo de|dejaron de|no (?:llegan?|suena|coge|funciona|entrega|salen?)|se corta|vaci[oa]"
    r"|ne (?:\S+ )?(?:viennent|arrivent|fonctionne|marche|rend|se rend)|n'(?:arrivent|annonce|affiche)|coupe(?:nt)?"
    r"|sans piece jointe|echoue|raccroche|partent a|"
    r"failed|stay silent|no resources|expired|absent|refuse|doubl\w+|twice|an hour|off by|horrible|error)"
)
_FEAT_SURE = (
    r"(?:greetings?|ivr|callback|recordings?|paging|park|blf|mwi|transfer(?:s|ring)?|conferences?|forwarding|moh"
    r"|hold music|softphone|presence|directory|"
    r"call history|intercom|wake-?ups?|dtmf|transcriptions?|voicemails?|sms|texts|fax(?:es)?|message light)"
)
_FEAT_BAD = re.compile(
    rf"\b{_FEAT}\b(?:'s)?(?: (?!(?:so|because|while|if|they|phones|than|since|calls|nobody|we"
    rf"|i)\b)\S+){{0,9}}? {_FEAT_FAULT}\b"
    r"|\b(?:no|can't|cannot|couldn't|unable to|stopped|lost|wrong|failed|missing|broken|dead|garbled|blank|empty"
    r"|each|every|stays? on|stuck on|stuck in) (?:\S+ ){0,2}"
    rf"{_FEAT_SURE}\b"
)
_FEAT_NOT = re.compile(
    r"\b(?:911 (?!the call|calls? (?:themselves|are)|hasn't|test calls \d ok)|112|psap|no service|not registered"
    r"|all (?:\S+ )?phones|nobody can call|no calls|can't call|dead air|no dial tone|no line|port|ported|invoice"
    r"|forgot\w*)\b"
)
_CALLS_FINE = re.compile(
    r"\b(?:calls?|calling|phones?|customers|clients|users|people|phoning|talking|voice|they|lines?|telephony|normal"
    r"|direct|ring(?:s|ing)?|everything else|all else|llamadas|appels|voz|voix|else)\b(?: (?!(?:not|no|don't"
    r"|doesn't|can't|won't|never|nothing|stopped|isn't|aren't|to|cannot|nor|none|didn't|hear|again|which|that|for"
    r"|than|so)\b)\S+){0,4} (?:ok|okay|fine|normal\w*|good|well|work\w*|as (?:ever|always|they should|usual)"
    r"|unaffected|unharmed|like wine|grand|correct\w*|intacte?|passent|"
    r"(?:talk|phone|call|ring) (?:on|happily|merrily|away)|phone|talk|se font|se passent|marchent|ring|dial|bien"
    r"|van bien|clean|perfect\w*|happy|go through|get through|behaves|not affected|aren't affected|handled"
    r"|in and out)\b"
)
_OUTAGE = re.compile(
    r"\b(?:kicked off|queue calls reach|zero calls each|no (?:dial ?)?tone|no dial tone|no calls?"
    r"|phones? (?:\S+ ){0,3}(?:dead|off|down|out|silent|mute|dark)|(?:lines?|calls?|handsets?|desks?|numbers?|sets"
    r"|all|both|everything|shop|site|building)(?: \S+){0,3} dead|can't (?:be )?(?:call|dial|ring|receive|rung"
    r"|called|reached)|"
    r"nobody (?:can )?(?:calls?|reach\w*|get through)|out of service|lost dial tone|no service|voiceless"
    r"|every call dies|neither \S+ nor|unreachable|alarm (?:panel|company|line)|fire panel|"
    r"comm fail|lift phone|elevator|no incoming|no inbound|no outgoing|nothing rings|doesn't ring|offline"
    r"|not registered|0 of \d+ online|crisis line|none of the \S+ phones|dead air|"
    r"ni entrant|sin servicio|sin llamadas|hors service|phones? lit but|siren|dial or be|fast busy|busy signal"
    r"|no line|can't call|cannot call|don't go|bricks?|none of the \S+ gets?|no-?one (?:\S+ ){0,5}gets? a call"
    r"|gets? no calls?|receive calls again|can't place calls|cut off too|raise anybody|hear(?:s|d)? nothing"
    r"|silence then|every call|unable to route|no one \S+ has a phone|not (?:ring|reachable)|no alarm|fail (?:group"
    r"|/)|never a human|nobody (?:hears|at)|is unavailable|calls? to them|both failing|don't ring|doesn't ring"
    r"|stays? silent when|no phones|pushes? (?:the )?button|obtaining config|can't take calls)\b"
)
_FEATURE_NAMED = re.compile(
    r"\b(?:greeting|(?<!tag )greetings(?! (?:fa|sabine))|attendant|ivr|menus?|queues?|call-?back|recordings?|record"
    r"|paging|park|pickup|blf|(?<!corridor )lamps|blf|transfers?|conference|forward(?:s|ing|ed)?|dnd|do not disturb"
    r"|schedules?|"
    r"moh|hold music|music on hold|(?:the|our|their|own|christmas|other|new) music|app|softphone|presence|directory"
    r"|intercom|wake up|wake-up|twinning|hoteling|hot desk|voicemails?|mailbox|sms|texts|texting|text messages?"
    r"|fax(?:es)?|hunt group|group chat|shared line|"
    r"caller id|cnam|speed dials?|night mode|holiday|announcement|simultaneous ring|sequential|ring time"
    r"|busy signal|ring order|buzon|saludo|cola|desvio|conferencia|messagerie|"
    r"annonce|renvoi|conference|wallboard|label|call waiting|three-way|video calls?|time rule|ringtone|ring tone"
    r"|volume)\b"
)
_MAIL_FAULT = re.compile(
    r"\b(?:voicemails?|voicemail-to-email|vm|mailbox(?:es)?|messages?|buzon|boite|messagerie|transcriptions?"
    r"|voice-mail|greeting)\b(?: \S+){0,14}? "
    + _FEAT_FAULT
    + r"\b|\b"
    + _FEAT_FAULT
    + r" (?:\S+ ){0,5}?(?:voicemails?|voicemail-to-email|vm|mailbox(?:es)?|messages?|buzon|boite vocale|messagerie"
    r"|transcriptions?|greeting)\b"
)
_MAIL_NOT = re.compile(
    r"\b(?:full|forgot\w*|pin|goes? (?:straight |directly |direct )?to (?:the |his |her )?(?:voicemail|mailbox)"
    r"|(?:to|into|in) (?:the )?(?:voicemail|mailbox) (?:since|at once|immediately|without)|"
    r"get nothing but|no calls|nobody (?:answers|rings)|text messages|doesn't ring|don't ring|instead of ringing"
    r"|turn(?:ed)? off voicemail|please|would like)\b"
)
_FAX_FAULT = re.compile(
    r"\b(?:faxes|fax|faxing|fax-to-mail|mail2fax|e-fax|fax_probe)\b(?: \S+){0,12}? (?:"
    + _FEAT_FAULT
    + r"|comm error|after page|page two|past page|0/\d+|\d+/\d+ failed|(?:failed|fail) today)\b|\b"
    + _FEAT_FAULT
    + r" (?:\S+ ){0,6}?(?:fax(?:es|ing)?|e-fax)\b|\b0/\d+ sent"
)
_SMS_FAULT = re.compile(
    r"\b(?:sms|texts|text messages?|texting|mms|mensajes de texto|textos)\b(?: \S+){0,14}? (?:"
    + _FEAT_FAULT
    + r"|30008|never|neither|campaign|only|vanish|send|receive)\b|\b"
    + _FEAT_FAULT
    + r" (?:\S+ ){0,5}?(?:sms|texts|mms)\b"
)
_SMS_CHANNEL = re.compile(
    r"\b(?:texted|text me|sms me|by sms|by text|texted me|free text|via sms|long text|ticket text|in text"
    r"|sms gateway \||ticket created)\b"
)

# ----- One device -----------------------------------------------------------------------------------------------------

_ONE = re.compile(
    r"\b(?:one|1|single|an?|his|her|my|un|una|uno|une|only one|the \S+(?: \S+)?'s|this|the)(?: \S+){0,4}? (?:phone"
    r"|handset|set|ext|extension|cordless|softphone|app|desk|device|user|station|adapter|ata|teléfono|telefono"
    r"|poste|aparato|combine|eyebeam|"
    r"agent|colleague|t\d\d\w*|tel|seat|lobby|till|portable)\b|\b(?:ext|extension|desk|phone|user|station|poste"
    r"|extension|number|line|nr|room|la) (?:no )?(?:\d+|n)\b|\b(?:one|1|uno?) (?:of|de|sur|des|out of"
    r"|in) (?:\S+ ){0,4}?(?:\d+|\w+)\b|\b(?:phone|handset|set|cordless)\b"
)
_MANY = re.compile(
    r"\b(?:all|every|none|both|each|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[2-9]"
    r"|\d\d+) (?:\S+ ){0,2}(?:phones|handsets|users|extensions|sets|customers|sites|people)"
    r"|phones|handsets|registrations|everyone|everybody|todos|tous|customers|half|most|many|several)\b"
)
_UNREGISTERED = re.compile(
    r"\b(?:not register(?:ed|ing)?|(?:won't|doesn't|can't|cannot|didn't|will not|does not|not) (?:re-?)?register"
    r"|unregistered|no (?:sip )?(?:service|registration|registra)|registration (?:failed|fails|failing|error)"
    r"|regist\w+ failing|"
    r"registers no|lost (?:its |his |her )?registration|says? no service|obtaining ip|provisioning failed|sin base"
    r"|sin registrar|no registra|registro fallido|plus enregistre|pas enregistre|"
    r"url calling disabled|no line\b|shows? (?:offline|no service)|auth(?:entication)? failed|off the register"
    r"|is (?:not registering|offline|unregistered)|(?:gets|get|with|returns?) (?:a )?(?:401|403)"
    r"|refuses to register|line 1 unavailable|regist\w+ (?:\S+ )?(?:403|401|500)|won't log in|log(?:in)? (?:fails"
    r"|rejected)|stays? unregistered|drops? off the register|never registers|keeps? (?:un-?registering"
    r"|losing registration)|sin registro|se desregistra)\b"
)
_HARDWARE = re.compile(
    r"\b(?:(?:display|screen|handset|buttons?|headset|battery|speaker(?:phone)?|loudspeaker|keypad|keys?|cord"
    r"|bluetooth|receiver|hook|ringer|microphone|mic|touchscreen|dialpad|cradle|base|charger|power supply|dongles?"
    r"|pantalla|auricular|ecran)"
    r"(?: \S+){0,6}? (?:broken|broke|dead|cracked|blank|black|stuck|fell|faulty|defective|damaged|scratchy|burnt"
    r"|flickers?|flickering|torn|worn|doesn't (?:work|charge|light|respond)|won't (?:charge|work|turn)"
    r"|not (?:working|charging)|smashed|loose|gone|rota|negra|casse|mort|noir|upside)"
    r"|(?:broken|dead|cracked|blank|black|faulty|stuck|smashed|defective|flickering|torn) (?:\S+ )?(?:display"
    r"|screen|handset|buttons?|headset|battery|speaker|keypad|keys?|cord|receiver|hook|mic|microphone|base"
    r"|phone from)"
    r"|(?:phone|handset|set|adapter|ata|cordless|phones?|box)(?: \S+){0,5}? (?:drowned|got a shampoo"
    r"|let the smoke out|let (?:\S+ )?smoke|fell (?:in|off|down|into)|smells|wet|soaked|cracked|chewed|melted"
    r"|dropped in|dead out of the box|won't (?:power|turn|boot|switch) on|doesn't (?:power|turn|boot) on|no power"
    r"|keeps rebooting|boot loop|reboots? (?:itself|by itself|every))"
    r"|(?:cat|dog|mice|rat|ants?) (?:chewed|ate)|spilled|coffee (?:in|on|over)|cable chewed)\b"
)

_NOT_HARDWARE = re.compile(
    r"\b(?:app|switchboard screen|portal|softphone|client|prob profile|supervisor|voice handset)\b"
)

# ----- Numbers, ports, bills, things lost -----------------------------------------------------------------------------

_NAME_WRONG = re.compile(
    r"\b(?:(?:caller id|caller name|cnam|clid|cli|calling name|displayed name|name|outbound|identity|number"
    r"|afficheur|nom affiche|display(?:s|ed)?|calls?)"
    r"(?: \S+){0,12}? (?:wrong (?:name|number|caller)|(?:is|are|comes?|arrives?|shows?|all) (?:\S+ )?(?:blank"
    r"|anonymous|anonyme|unknown|missing|private|empty)|isn't shown|aren't shown|as (?:\S+ )?(?:spam|scam|anonymous"
    r"|unknown)|(?:shows?|reads?|says) (?:\S+ ){0,3}(?:rather than|instead of|old|wrong|ex|former|name of)"
    r"|probablement une fraude|still shows?(?! the address)|flagged)"
    r"|(?:shows?|showing|showed|see|sees|display(?:s|ed)?|seen|affichent?|flagged|marked|tagged|labell?ed|comes? up"
    r"|muestra|sale|come in)(?: \S+){0,6}? (?:wrong (?:name|number|caller|town|city)|old (?:name|number)"
    r"|(?:as )?(?:spam|scam)(?: (?:likely|risk))?|anonymous|anonyme|unknown|no caller|someone else's"
    r"|another (?:name|company)|probablement|our number in place|l'ancien|ancien)"
    r"|wrong (?:caller (?:id|name|number)|cnam|cli|name (?:shows?|appears?)|callback number)|(?:spam"
    r"|scam) (?:likely|risk)|old number (?:keeps )?show\w*|practice's old number|no caller (?:number|name|id)"
    r"|cnam (?:\S+ ){0,8}(?:blank|wrong|unknown|old)|didn't pass to the base)\b"
)
_LABEL = re.compile(
    r"\b(?:shows?|showing|showed|see|sees|display(?:s|ed)?|flagged|marked|tagged|labell?ed|comes? up|affichent?"
    r"|muestran?|sale|aparecen?|cells?|handsets?|screens?)(?: \S+){0,6}? (?:(?:potential|possible|suspected|posible"
    r"|probable) (?:fraud|spam|scam|fraude)|(?:spam|scam|fraud) (?:likely|risk|suspected)|telemarketer|telemarketing"
    r"|fraude potentielle|spam probable|probablement une fraude)\b"
)
"""What the phones of those called make of a number: calls arrive, and people do not pick up."""
_NAME_NOT = re.compile(
    r"\b(?:name =|address|want|wants|wishes|would like|'d like|calls from spam|spam calls|spam checked|checked spam"
    r"|in spam|not in spam|spam folder|checked the spam|anti-spam|how (?:do|can)|block spam|spam filter|911|112"
    r"|looked in spam|unknown callers)\b"
)
_RESCUE = re.compile(r"\b(?:911|112|999|933|psap|ambulance|dispatchers?|emergency (?:call|service))\b")
_MISROUTED = re.compile(
    r"\b(?:(?:calls?|callers?|it|number|did|dids|rings?|they|ones?|\d{3,}|line|main|freephone|toll-free|llamadas"
    r"|appels?|who|option \S+|press \d|key \d)(?: \S+){0,10}? (?:(?:goe?s?|going|went|lands?|landing|ends?(?: up)?"
    r"|rings?|reach(?:es)?|routed|sent|arrives?|comes? (?:out|in)|come out|gets?|connected|answered|tombent|van"
    r"|llegan|caen)(?: \S+){0,3}? "
    r"(?:(?:at |to |in |by |with |through |on |the |a |an )*(?:wrong|someone else's?|somebody else's?"
    r"|somebody's fax|strangers?|another|different (?:company|customer)|other (?:customer|company|tenant)"
    r"|neighbou?r(?:s|'s|ing)?|unrelated|random|tyre shop|feed store|pizz\w+|church|ex wife|old (?:provider|carrier"
    r"|pbx)|otro|otra|autre|mauvais\w*|desconocido|equivocad\w+)))"
    r"|wrong (?:person|company|customer|place|destination|party|country|department|centre|center|team"
    r"|number answers)|misrouted|mis-routed|cross(?:ed)? (?:lines|calls)|reach(?:es)? a stranger|gets? a stranger"
    r"|strangers? (?:answers?|picks? up)|someone else's calls|stranger's voicemail|goes to option)\b"
)
_MISROUTED_NOT = re.compile(
    r"\b(?:wrong number\b(?! answers)|911|112|999|psap|emergency|dialed wrong|called the wrong|ambulance|wants?"
    r"|from november|in the wrong place|wrong (?:login|password|county|address|page))\b"
)
_PORT_BAD = re.compile(
    r"\b(?:(?:port(?:s|ed|ing|-?in)?|portabilidad|portabilite|portage|foc|number transfer|resporg"
    r"|numbers? (?:\S+ ){0,4}moved)(?: \S+){0,14}? (?:reject(?:ed|ion)|rechazad\w+|rejete\w*|stuck|pending|still"
    r"|overdue|failed|fails|refused|refuse|bloque\w*|blocked|hold|mismatch|missed|"
    r"nothing (?:happened|has moved)|not (?:completed?|done|moved|gone|been)|hasn't|haven't|didn't|passed|delayed"
    r"|late|half|partially|submitted|pendiente|invalide?|cancelled by|wrong|was to be|weeks?|(?:\d+|nine|ten|eleven"
    r"|twelve|two|three) (?:days|dias|weeks|jours)|silent|no (?:answer|foc|date|progress|movement)|kick them"
    r"|broken)"
    r"|(?:reject(?:ed|ion|s)?|stuck|pending|overdue|rechaz\w+|rejected|blocked|late"
    r"|missed)(?: \S+){0,6}? (?:port(?:s|ed|ing)?|portabilidad|portabilite|portage|foc|lsr|csr)|got a rejection"
    r"|the reject(?:ion)? said|(?:reads?|shows?|says?) (?:still )?submitted|losing carrier (?:wants|silent|denies"
    r"|refuses|says)|order \S+ (?:is |was |\S+ )?(?:rejected|stuck)|(?:csr|address|name|pin|postcode|account|zip"
    r"|nip|rio) (?:mismatch|vencido|invalide)|not being moved|of (?:\d+|three|two) (?:\S+ )?(?:are|is|were) ported|"
    r"(?:only|just) (?:\d+|half|some|two|three|one) (?:\S+ ){0,3}ported|letter (?:was )?rejected)\b"
)
_PORT_NOT = re.compile(
    r"\b(?:switch port|other port|new port|another port|port forward\w*|ports (?:should|to open)|sip port|wall port"
    r"|which ports?|poe|source port|lan port|udp|tcp|port 50\d\d|vlan|port closed|(?:different|changed?"
    r"|other) (?:\S+ )?port|cable|firewall|network port|port \d)\b"
)
_BILL_BAD = re.compile(
    r"\b(?:overcharg\w+|double[- ](?:charged?|billed|billing|facturation|setup fee)|(?:billed|charged|invoiced"
    r"|debited|counted|facturad\w*|listed|facture\w*) (?:\S+ ){0,8}?(?:twice|double|doubly|two times|x\d|wrong\w*"
    r"|instead of|still|when they|though|although|but|for (?:our|his|her|their) (?:own|cancelled)|premium|alors que"
    r"|deux fois|dos veces)"
    r"|(?:billed|charged|invoiced|facture|paying|facturan|seguimos|invoiced for|fees? (?:for|on)) (?:\S+ ){0,5}?\d+"
    r"|(?:you|they|still|were|was|keep|we're|get|gets|got|siguen|on a|nous|has been"
    r"|have been) (?:\S+ ){0,2}(?:billed|billing|charged?|charging|invoiced|invoicing|facturando|facturandolo"
    r"|cobrando|debited)"
    r"|(?:wrong|incorrect|double|duplicate|mismatch) (?:\S+ ){0,3}?(?:invoice|bill|billing|charge|rate|tax|price"
    r"|facture|factura|tariff|fees?)|(?:invoice|bill|charge|rate|fee|tax|price|factura|facture|tarifa|rates|fees"
    r"|billing|invoices|bundle|account)(?: \S+){0,12}? (?:wrong\w*|incorrect\w*|twice|double|doubly|too (?:many"
    r"|much|high|bad)|mistake|errors?|erreur|instead of|rather than|"
    r"should (?:be|have)|should've|though|when (?:it|they)|correct(?:ed)?|missing|not what|incorrecta|dispute\w*"
    r"|don't have|cancelled|canceled|for \d+ \S+ (?:though|when|but|instead)|dearer|old rate|full rate|already"
    r"|doesn't (?:match|agree)|corrijan|corriger|corrigen|used to be|for our|no longer)"
    r"|(?:dispute|disputes|contest\w*|refus\w+|reclam\w*) (?:\S+ ){0,6}?(?:invoice|bill|charges?|factur\w+|to pay)"
    r"|(?:please )?(?:credit|refund|strike|reverse|re-?rate|reissue) (?:\S+ ){0,6}?(?:difference|months?|it|one"
    r"|them|invoice|fees?|those|surplus|charge|please|since|the)|note de credit|nota de credito|un avoir"
    r"|rectificativa|erreur de factur\w+|had \S+ of calls)\b"
)
_SLA = re.compile(
    r"\b(?:sla|(?<!not the )outage (?!credit)(?!of)|(?:was|were|been) (?:\S+ )?(?:down|out|off|dead|unreachable)"
    r"|unavailable|interruption|downtime|went (?:down|dark|dead)|(?:days|hours) (?:of nothing|without)"
    r"|fraud desk)\b"
)
_BILL_NOT = re.compile(
    r"\b(?:dispute 0|charge points?|charging|download|outage|were out|were down|was down|sla|credit for the"
    r"|call rates?|sample rate|bit ?rate|free of charge|who's in charge|in charge|success rate|billing address"
    r"|account rep|asr|how (?:do|does|much)|what(?:'s| is| does) (?:the|it) (?:cost|charge)|credit card"
    r"|credit counsellor|credit union|rate cent\w+|charge the (?:battery|phone|headset)|data rate|what does)\b"
)
_DATA_LOST = re.compile(
    r"\b(?:(?:recordings?|voicemails?|messages|users?|config(?:uration)?|settings|records|call history|history"
    r"|contacts|directory|greetings?|extensions?|customer list|customers|numbers?|phonebook|profiles?|accounts?"
    r"|mailbox(?:es)?|schedules?|menus?|queues?|grabaciones|enregistrements|appels enregistres|companies|files|data"
    r"|logs|devices|groups?|templates?|usuarios|mensajes|buzones|they)"
    r"(?: (?!not\b|if\b|when\b|can\b|how\b|to\b|be\b)\S+){0,8}? (?:(?:is|are|was|were|has been|have been|got|been"
    r"|all|have|has|had|just|simply|suddenly|seem(?:s)?(?: to be)?|se|sont|est|ont|son|fueron) (?:all |now |just "
    r"|simply |accidentally |been |completely )?(?:deleted|lost|gone(?! (?:un\w+|dead|silent|dark|off|quiet|down"
    r"|live|bad))|disappeared|vanished|wiped|missing|erased|borrad\w+|perdid\w+|effaces?|supprimes?|perdus?"
    r"|disparus?|introuvables)|vanished|disappeared|desaparecieron|file not found|gone since|missing since"
    r"|0:00 long)"
    r"|(?:you|your \S+|somebody|someone|accidentally|has|have|had|people|users|they|patch|upgrade|migration|update"
    r"|we|customer|i) (?:\S+ )?(?:deleted|lost|wiped|erased) (?:all |the |our |their |his |her |its |some |every "
    r"|\S+'s |by mistake ){1,3}(?:\S+ )?(?:recordings?|voicemails?|messages|users|config(?:uration)?|settings"
    r"|call history|history|contacts|directory|greetings?|mailbox|data|records|extensions|numbers?|menus?)"
    r"|lost their call history|recordings? (?:\S+ ){0,6}missing|missing (?:\S+ )?recordings)\b"
)
_DATA_NOT = re.compile(
    r"\b(?:made (?:it|them) anew|recreated|we (?:have )?deleted|i (?:have )?deleted|deleted (?:and|the|it|\+|on)"
    r"|deleted (?:her|him)|lost (?:their|her|his|its) (?:phone|line|dial|way|thread|registration)|how (?:do|can)"
    r"|number (?:is )?lost|not lost|nothing(?:'s| is)? lost|no call (?:is |was )?lost|no one lost|password|paper"
    r"|napkin)\b"
)


# ----- Reading --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence, the subjects its words name, and whether it may tell of a fault at all."""

    told: Told
    plain: str
    subjects: int

    @property
    def asks_how(self) -> bool:
        """Whether it asks how something is done; "why" and "can you look" are complaints."""
        return self.plain.endswith("?") and bool(_HOW.search(self.plain))


class _Report:
    """The sentences of a report, with what is true of all of them."""

    def __init__(self, facts: Facts) -> None:
        self.said = [_said(told) for told in facts.told]

    @cached_property
    def subjects(self) -> int:
        """Subjects of all sentences."""
        found = 0
        for one in self.said:
            found |= one.subjects
        return found

    @cached_property
    def text(self) -> str:
        """The whole report as plain words."""
        return " / ".join(one.plain for one in self.said)

    @cached_property
    def is_void(self) -> bool:
        """Whether the fault is said to be over or the partner's own, or the message sells something."""
        is_over = _OVER.search(self.text) and not _AGAIN.search(self.text)
        return bool(is_over or _FAKED.search(self.text))

    @cached_property
    def asks_how(self) -> bool:
        """Whether the partner asks how something is done or set."""
        return any(said.asks_how or _HOW.match(said.plain) for said in self.said)

    @cached_property
    def calls_fine(self) -> bool:
        """Whether calls are said to go on."""
        return bool(_CALLS_FINE.search(self.text))

    @cached_property
    def is_outage(self) -> bool:
        """Whether calls or alarms are said to be dead, and not that they go on."""
        return bool(_OUTAGE.search(self.text)) and not self.calls_fine

    @cached_property
    def is_untried(self) -> bool:
        """Whether nobody has looked yet, or the partner suspects a setting of its own."""
        return bool(_UNTRIED.search(self.text))

    @cached_property
    def is_tried(self) -> bool:
        """Whether settings were checked or made anew, or a change of the provider began it."""
        return bool(_TRIED.search(self.text) or _YOURS.search(self.text))


def _said(told: Told) -> _Said:
    subjects, flags = 0, _FLAGS
    for word in told.line.plain.replace("'s ", " ").split():
        if word in flags:
            subjects |= flags[word]
    if "%" in told.line.plain:
        subjects |= _RARE
    return _Said(told, told.line.plain, subjects)


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Return what fails according to a report."""
    report = _Report(facts)
    faulty = False
    for said in report.said:
        if said.subjects:
            for found in _of_sentence(said, report):
                faulty = True
                yield found
    if not faulty:
        yield from _feature_question(report)


def _of_sentence(said: _Said, report: _Report) -> Iterator[Sign]:
    subjects = said.subjects
    if said.asks_how:
        return
    for needed, name, reads in _READERS:
        if subjects & needed == needed and (match := reads(said, report)) and not report.is_void:
            yield sign(name, said.told, match, plain=True)


def _stands(plain: str, match: re.Match[str] | None) -> re.Match[str] | None:
    """Return a match unless the words before it deny or imagine it."""
    if match is None:
        return None
    before = plain[: match.start()].rstrip()
    if before and (_NEGATED.search(before[-40:]) or _IMAGINED.search(before[-90:])):
        return None
    return match


def _quality(said: _Said, _: _Report) -> re.Match[str] | None:
    plain = said.plain
    if _SOUND_NOT.search(plain):
        return None
    match = _SOUND_BAD.search(plain)
    if match is None and said.subjects & _SPEECH:
        match = _SETUP.search(plain) or (_VOICED.search(plain) and _SOUND_SOFT.search(plain)) or None
    if match is None or _GOOD_AFTER.match(plain[match.end() :]):
        return None
    return _stands(plain, match)


def _drops(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _stands(said.plain, _CUT.search(said.plain))
    if match is None or report.is_outage or _CUT_DEAD.search(said.plain):
        return None
    return match if _CUT_TIMES.search(said.plain) else None


def _at_times(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _stands(said.plain, _TIMES.search(said.plain))
    return match if match and not report.is_outage and _TIMES_FAULT.search(said.plain) else None


def _one_way(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _ONE_WAY.search(said.plain)
    return match if match and not report.is_outage and not _NOT_ONE_WAY.search(said.plain) else None


def _tool(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _TOOL_BAD.search(said.plain)
    if match is None or report.is_untried or report.is_outage or _TOOL_NOT.search(said.plain):
        return None
    if _OWN_ACCOUNT.search(report.text):
        return None
    if report.calls_fine or (report.is_tried and not report.asks_how):
        return match
    # Without a word on calls or on what was done, only "the portal is down" itself will do.
    return match if match.group().count(" ") <= 4 and not report.asks_how else None


def _feature(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _FEAT_BAD.search(said.plain)
    if match is None or report.is_untried or report.is_outage or _FEAT_NOT.search(report.text):
        return None
    return match if report.is_tried else None


def _voicemail(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _stands(said.plain, _MAIL_FAULT.search(said.plain))
    return match if match and not _MAIL_NOT.search(said.plain) and not report.is_outage else None


def _fax(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _stands(said.plain, _FAX_FAULT.search(said.plain))
    return match if match and not report.is_outage else None


def _sms(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _stands(said.plain, _SMS_FAULT.search(said.plain))
    return match if match and not report.is_outage and not _SMS_CHANNEL.search(said.plain) else None


def _one_registers_not(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _UNREGISTERED.search(said.plain)
    if match is None or _MANY.search(said.plain) or not _ONE.search(report.text):
        return None
    return None if any(share.affected not in (None, 1) for one in report.said for share in one.told.shares) else match


def _hardware(said: _Said, _: _Report) -> re.Match[str] | None:
    match = _stands(said.plain, _HARDWARE.search(said.plain))
    return match if match and not _NOT_HARDWARE.search(said.plain) else None


def _name(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _NAME_WRONG.search(said.plain) or _LABEL.search(said.plain)
    return match if match and not _NAME_NOT.search(said.plain) and not _RESCUE.search(report.text) else None


def _label(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _LABEL.search(said.plain)
    return match if match and not _NAME_NOT.search(said.plain) and not _RESCUE.search(report.text) else None


def _misrouted(said: _Said, _: _Report) -> re.Match[str] | None:
    match = _stands(said.plain, _MISROUTED.search(said.plain))
    return match if match and not _MISROUTED_NOT.search(said.plain) else None


def _port(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _stands(said.plain, _PORT_BAD.search(said.plain))
    return match if match and not report.is_outage and not _PORT_NOT.search(said.plain) else None


def _bill(said: _Said, report: _Report) -> re.Match[str] | None:
    match = _BILL_BAD.search(said.plain)
    return match if match and not _BILL_NOT.search(said.plain) and not _SLA.search(report.text) else None


def _data(said: _Said, _: _Report) -> re.Match[str] | None:
    match = _stands(said.plain, _DATA_LOST.search(said.plain))
    return match if match and not _DATA_NOT.search(said.plain) else None


_READERS: tuple[tuple[int, str, Callable[[_Said, _Report], re.Match[str] | None]], ...] = (
    (_SOUND, "quality", _quality),
    (_CALL | _CUTS, "drops", _drops),
    (_CALL | _RARE, "intermittent", _at_times),
    (_HEAR, "one-way-audio", _one_way),
    (_ADMIN, "admin-loss", _tool),
    (_FEATURE, "feature-broken", _feature),
    (_VOICEMAIL, "voicemail-fault", _voicemail),
    (_FAX, "fax-fault", _fax),
    (_SMS, "sms-fault", _sms),
    (_REGISTER, "registration-one", _one_registers_not),
    (_DEVICE, "device-fault", _hardware),
    (_NAME, "number-wrong", _name),
    (_NAME, "spam-label", _label),
    (_CALL | _GOES, "misrouted", _misrouted),
    (_PORT, "port-trouble", _port),
    (_BILL, "invoice-trouble", _bill),
    (_LOST, "data-lost", _data),
)


def _feature_question(report: _Report) -> Iterator[Sign]:
    """A feature named in a question or a wish, in a report that tells of no malfunction."""
    if (
        not report.subjects & _FEATURE
        or _MALFUNCTION.search(report.text)
        or _MADE_ANEW.search(report.text)
        or not _WISH.search(report.text)
        or report.is_outage
    ):
        return
    for said in report.said:
        if (
            said.subjects & _FEATURE
            and (match := _FEATURE_NAMED.search(said.plain))
            and (_WISH.search(said.plain) or said.told.source == "subject")
        ):
            yield sign("feature-question", said.told, match, plain=True)


_MADE_ANEW = re.compile(
    r"\b(?:re-?(?:built|saved|sav\w*|added|recorded|uploaded|installed|toggled|enabled|assigned|created|provisioned"
    r"|booted|entered|sent)|rebuilt|toggled|rebooted|swapped|factory|"
    r"retested|defaulted|firmware|off and on|took it off and)\b"
)
_MALFUNCTION = re.compile(
    r"\b(?:doesn't|don't (?!have|want|know|need)|isn't work\w*|not work\w*|stopped|fails?|failed|failing|errors?"
    r"|invalid|broken|dead|down|"
    r"rejected|cannot|can't (?!find|see where|remember)|won't|no longer|nobody can|wrong|silent|choppy|drops?"
    r"|unable|outage|stuck|no service|nothing|"
    r"going on|forbidden|calling cuba|since (?:last|the|yesterday|your)|not accepting|isn't valid|no comms"
    r"|as i write|while i|none of|no \S+ (?:date|moved)|cuts|stop at|without|lag|unallocated|engaged|answered by"
    r"|sounds? like|no calls|unreachable|lost|vanish\w*|missing|never (?:arrives?|comes?|rings?)|blank|empty"
    r"|still (?:plays|shows)|same result)\b"
)
