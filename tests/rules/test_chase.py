"""Chases: an open case that is asked after is known by its words, and a wish that sounds like one is a wish."""

import pytest

from app.rules.chase import chasing_words


@pytest.mark.parametrize(
    "chase",
    [
        "ESCALATION REQUEST",
        "I want to escalate this",
        "My case from Monday is unanswered",
        "The ticket has been ignored",
        "No reply yet",
        "No answers from you",
        "no response so far",
        "No updates since",
        "No word to our mail",
        "no reply in 3 weeks",
        "I have not had an answer",
        "never got any reply",
        "Nobody has replied",
        "No one called us back",
        "Still waiting on you",
        "Still no reply",
        "Nobody répondu; nobody answered us",
        "This is our third mail about it",
        "Fourth time we ask",
        "Second and last try",
        "Address change, second try",
        "Reminder three, tone deteriorating",
        "Re: reminder 2",
        "A kind reminder of our wish",
        "Re: second chaser",
        "Chased on the 10th",
        "I've asked thrice",
        "We mailed you about it three times",
        "We have asked twice",
        "I refer to my messages of 2, 6 and 11 March",
        "Sent last Tuesday, and Friday",
        "mailed on 3/30 and 4/2",
        "Is anybody reading these",
        "Hunt order (resent) (resent)",
        "Bump.",
        "bumping this",
        "Es la tercera vez que escribimos",
        "Lo pido por tercera vez",
        "Va el cuarto correo",
        "El caso de ayer quedó sin respuesta",
        "Nadie nos ha contestado",
        "Nadie me responde",
        "Seguimos esperando",
        "sigo sin noticias",
        "Reitero mi solicitud",
        "Hemos escrito ya tres veces",
        "Troisième relance",
        "Toujours pas de réponse",
        "toujours rien",
        "Notre message est resté sans réponse",
        "Je relance",
        "Nous vous relançons",
        "Mail 2 le 9",
        "Personne ne nous rappelle",
        "Va el segundo correo",
        "Segundo aviso",
        "Encore sans nouvelles",
        "I wrote on the 2nd, I wrote on the 9th",
        "Escribi el 4, escribi el 11",
        "J'ai ecrit le 4, j'ai ecrit le 11",
    ],
)
def test_every_way_to_chase_is_known(chase: str) -> None:
    """The words of a chase are looked for before its pattern is: one that is missed there is never found."""
    asked = "How do I set up call forwarding for a user?"

    assert chasing_words(chase)
    assert chasing_words(f"{asked}\n{chase}.\nThanks")
    assert not chasing_words(asked)


@pytest.mark.parametrize(
    "wish",
    [
        "Please set up a second email address for a user.",
        "Active el desvío de llamadas sin respuesta al buzón.",
        "Play the reminder two minutes before the end.",
        "The second attempt to call the bar goes through.",
        "Add a note to the second extension.",
        "Chase Bank moves to 12 Main Street.",
        "Bump the seats of the group up to 20.",
        "Callers without an answer go to the mailbox.",
        "Forward to voicemail after the third ring.",
        "How many times does it ring?",
        "Cierra la segunda vez a las 5.",
        "The fax was sent on Monday and Tuesday with the old name.",
        "I asked the 3 and now 4 users for their extension numbers.",
        "Wait for no answer in three rings, then go to voicemail.",
        "Please rename user Chaser Smith to Jane Smith.",
        "How do I get voicemails resent to another mailbox?",
        "We are bumping this extension up in the hunt order.",
        "We have asked before closing for the greeting to play.",
        "Please change the greeting to 'Is anyone there?'",
        "How do I set up a friendly reminder call for our patients?",
        "Please update the second note: it says closed at 5.",
        "On the third try: voicemail.",
        "The second letter of the name is wrong.",
        "On no answer to our main number, forward to the cell.",
        "When nobody answered our hunt group should ring.",
        "Our case manager wants her hours changed.",
        "Si nadie responde en 20 segundos, pase al buzón.",
        "Si queda sin respuesta pase al 205.",
        "Queremos un segundo correo para recibir los buzones.",
        "Renvoi si personne ne répond.",
        "Le deuxième message de la file.",
        "Que l'appel resté sans réponse aille au 300.",
    ],
)
def test_a_wish_that_sounds_like_a_chase_is_a_wish(wish: str) -> None:
    assert not chasing_words(wish)
