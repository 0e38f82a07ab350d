"""
The ways of saying that calls connect and nobody is heard: to a whole customer that is as good as no calls.

Either one phrase says so of everybody, or three sentences together do (`everywhere`).
"""

import re
from collections.abc import Iterator

from app.rules.customer.patterns import citable_pattern, pattern, upto

WAYS = (
    (
        rf"(?:all|every|any|both|everybody|everyone|neither|each|todas|toutes|whole){upto(6)} (?:no audio|mute|"
        rf"silent|no sound|dead air|hears? (?:nothing|a thing|anything|anybody|anyone|each other|a word)|can "
        rf"hear|can't hear|cannot hear|not heard|not hear|silence|no voice|sin audio|muets?|pas de son|be heard)"
    ),
    (
        rf"(?:no audio|mute|no sound|dead air|hear nothing|hears nothing|can't hear|cannot hear|silence|sin "
        rf"audio|aucun son|pas de son|hears zilch){upto(6)} (?:all|every|any|both|everybody|everyone|nobody|"
        rf"each|todas|toutes|either side|whole)"
    ),
    (
        "(?:nobody|no one|no-one|none|neither)(?: [^ ¶]+){0,4} (?:hears? (?:a thing|anything|anybody|anyone|each "
        "other|a word)|can hear|be heard|is heard)|neither (?:side|party) hears|nadie (?:se )?(?:oye|escucha)|"
        "personne n'entend|hears? nobody|we're not heard"
    ),
)
_UNHEARD = citable_pattern(
    r"(?:one[- ]way|1-way) (?:audio|speech|voice)|(?:no|zero) (?:audio|sound|voice|speech)|dead air|hears? nothing|"
    r"(?:can't|cannot|couldn't|can not|don't|doesn't|never|nobody|no one|none|neither|unable to)"
    r"(?: [^ ¶]+){0,5} (?:hear|hears|heard)|(?:is|are|be|were) (?:silent|mute|inaudible)|sin audio|"
    r"no (?:se )?(?:oye|oyen|oimos|escucha|escuchan|escuchamos)|nadie (?:se )?(?:oye|escucha)|"
    r"audio en un solo sentido|n'entend[a-z]* (?:pas|rien|personne|plus)|(?:pas de|aucun) son|son a sens unique"
)
_UNHEARD_CUES = (
    "hear", "audio", "one-way", "dead air", "sound", "oye", "oimos", "escucha", "entend", "silent", " mute ", " son ",
)  # fmt: skip
"""Without one of these nothing is unheard, and the rest need not be tried."""
_EACH_CALL = pattern(
    r"(?:each|every|each and every|all|any|on all|none of)(?: (?:the|our|their|his|single|outside|external|incoming|"
    r"outgoing|inbound|outbound|answered))* calls?|(?:todas las|cada|ninguna) llamadas?|"
    r"(?:tous les|chaque|aucun) appels?"
)
_EACH_PHONE = pattern(
    r"(?:each|every|all|any)(?: (?:of|the|our|their|its|single|[0-9]+|desk|office))* (?:phones?|users?|agents?|desks?|"
    r"sets?|handsets?|seats?|staff|people|employees|extensions?|lines?|telephones?|persons?)|"
    r"(?:everyone|everybody)(?! else)|nobody|no one|"
    r"the (?:whole|entire) (?:office|company|customer|site|clinic|school|team|staff|building|place)|"
    r"(?:todos|todas) (?:los|las)(?: [0-9]+)? (?:telefonos|extensiones|usuarios|agentes|empleados|aparatos)|"
    r"(?:en )?los [0-9]+ telefonos|nadie|tout le monde|personne|"
    r"tous les(?: [0-9]+)? (?:postes|telephones|employes|agents|usagers)"
)
_SOME_CALLS = pattern(
    r"some|half|most|few|sometimes|often|usually|only|except|but not|not (?:all|every|each)|on hold|seconds|"
    r"after (?:a )?transfer|when (?:parked|transferred|conferenced)|moh|music|hold music|greeting|recordings?|"
    r"voicemails?|conference|paging|pages?|fax|algun[oa]s|solo|a veces|certains|parfois|seulement|sauf|excepto|menos"
)
"""What makes it less than all calls of all, or something else than a conversation."""


def everywhere(text: str) -> Iterator[re.Match[str]]:
    """
    Yield where calls are told that are not heard, where a report says so of every call and of everybody.

    The three may stand in three sentences: "None of the callers can be heard. That goes for each of the 25 phones,
    and for each outside call."
    """
    if not any(map(text.__contains__, _UNHEARD_CUES)):
        return
    if not (_EACH_CALL.search(text) and _EACH_PHONE.search(text)) or _SOME_CALLS.search(text):
        return
    yield from _UNHEARD.finditer(text)
