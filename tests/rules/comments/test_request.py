"""Requests for an escalation, and what only looks like one."""

import pytest

from app.rules.comments.fresh import sentences
from app.rules.comments.remark import Author
from app.rules.comments.request.reading import request
from app.rules.comments.request.unmeant import is_no_request
from tests.rules.comments.kit import said

YES = (
    "Would it be possible for someone above you to take over?",
    "I'd be obliged if this could be handed to your second line.",
    "Time to get the bosses involved.",
    "We'd like to invoke the escalation procedure.",
    "Who do I have to bribe to get this to level 3? Seriously, move it.",
    "Consider this our formal escalation.",
    "This is now an escalation.",
    "Raising this with your management, please treat accordingly.",
    "Let me talk to somebody who can make decisions.",
    "I want someone with authority to call me.",
    "This must go to engineering leadership today.",
    "Kindly upgrade this case to Tier 3.",
    "Not happy with the progress. Next tier.",
    "can u pls esc this",
    "pls esc L2",
    "Escalate.",
    "ESCALATE THIS NOW!!!",
    "Escalation requested.",
    "Requesting escalation to 2nd level per your policy.",
    "Bitte eskalieren? Sorry, I mean please escalate.",
    "It is half past eight, over four hours, so level one please.",
    "We're past 8 hours: 2nd level, as your own path says.",
    "By your own clock this belongs with level two by now. Make it so.",
    "Please have the duty manager ring me back on this.",
    "Have your supervisor ring me.",
    "Somebody higher up needs to look into it.",
    "I need to speak to a human being with a title.",
    "Please put a manager on the ticket.",
    "Could your team lead weigh in here?",
    "Get this in front of an engineer who is senior enough to fix it.",
    "We'd appreciate an escalation to the next level.",
    "An escalation would be appreciated.",
    "I hereby ask for the first level escalation.",
    "Please start the escalation process for this ticket.",
    "My management and I both ask you to escalate.",
    "Though it's early, we ask that you escalate it right away.",
    "I know the four hours aren't up yet, but I'd like this escalated.",
    "Don't tell me to wait, escalate it.",
    "No more waiting please, I want your director.",
    "No news since noon, so please move us up the ladder.",
    "Bring in tier 3, we're running out of time.",
    "I think it's fair to ask for your supervisor at this stage.",
    "Can I get a supervisor please",
    "is there a manager i can speak to",
    "May I please speak with the person in charge?",
    "Transfer me to a manager.",
    "Por favor escalen este caso con el supervisor en turno.",
    "Necesito que esto lo vea un gerente hoy.",
    "Pido que se escale al nivel 2.",
    "Que lo atienda un ingeniero de mayor nivel, por favor.",
    "Pásenme con su jefe.",
    "Solicito escalamiento inmediato.",
    "Merci d'escalader au niveau 2.",
    "Je demande que ce dossier soit transmis à votre responsable.",
    "Nous souhaitons parler à un superviseur.",
    "Veuillez passer ce ticket au palier supérieur.",
    "Pouvez-vous faire intervenir votre chef d'équipe ?",
    "Action wanted: escalation to level 3",
    "Escalate? [x] yes [ ] no",
    "Escalation: YES",
    "After twelve hours, I expect level four to be on this. Please arrange.",
    "It's gone on too long; take it upstairs.",
    "Send this up the chain.",
    "Go over the head of whoever is sitting on this, please.",
    "I'm escalating this.",
    "We are escalating this ticket as of now.",
    "Please treat this as escalated.",
    "We want it looked at by tier three.",
    "Please involve your carrier manager at once.",
    "I insist on a call with your service manager.",
    "Your on-call lead, please, not another template.",
    "This should have been at level 2 an hour ago. Please correct that.",
    "Is there somebody more senior who could jump on?",
    "We need to get this up to level 2 now.",
    "Let's get your level 2 involved.",
    "I'd be more comfortable if a manager took ownership.",
    "Please flag this to your management.",
    "Please loop in management.",
    "We are asking for an exception: escalate before the 4 hours.",
    "It's only hour two but we can't wait, please escalate early.",
    "Please skip the waiting time and escalate now.",
    "We're requesting immediate escalation.",
    "Immediate escalation please.",
    "Urgent escalation required.",
    "This ticket requires escalation.",
    "This warrants an escalation.",
    "Time for an escalation.",
    "Escalate to next level, no progress.",
    "Raise it to the next level.",
    "Up it to tier II please.",
    "Please promote this ticket to Tier 3.",
    "Can we have this with the next tier?",
    "Can this go to tier 3 now?",
    "Could we go to the next level with this?",
    "May I ask you to escalate this?",
    "I must ask for escalation.",
    "I'd like a call from your escalation manager.",
    "Have somebody in charge call me at once.",
    "who's your boss? i want to talk to him",
    "I'm done talking to first line. Engineering lead please.",
    "Get me an engineer who knows SIP, not first line.",
    "Hand this to second line please, first line is out of its depth.",
    "Let the next shift lead know he must take over personally.",
    "This is beyond level 1. Pass it on.",
    "Nobody at level 1 can fix this. Move it to level 2.",
    "As agreed on the phone, please escalate to Karl's level 3 team.",
    "We agreed this would be escalated at 2 pm. It's 3. Please do so.",
    "my customer wants a manager on the line and frankly so do i",
    "Both the customer and we want this at the next level.",
    "If that means waking up a manager, wake up a manager.",
    "Rush this to your senior engineers.",
)
"""Each asks now for a manager, the next level or the next tier."""
NO = (
    "What happens at level 2?",
    "When will this reach level 2?",
    "Who is level 3 at your company?",
    "We might need to escalate if it's not solved by tonight.",
    "If there's no answer by 3 pm we will go to your manager.",
    "The customer threatens to escalate to their lawyer.",
    "My customer asked for a manager, I calmed him down.",
    "I already have your manager on the phone, thanks.",
    "Your supervisor called me, very kind.",
    "We've escalated to AT&T on our side.",
    "AT&T escalated it internally, waiting.",
    "Thanks for escalating this so quickly.",
    "Is this already at 2nd level?",
    "Please raise the priority.",
    "Please set it to urgent.",
    "Can you make this high priority?",
    "No escalation at this point.",
    "We don't want to escalate yet.",
    "I'd rather not escalate.",
    "Do not escalate, the tech is on site.",
    "You don't need to involve your manager.",
    "Our office manager will be on site at 4.",
    "The store manager says calls are choppy.",
    "Please send the RFO to our account manager.",
    "Where can I find the escalation list?",
    "How do escalations work with you?",
    "I don't want to bother your boss with this.",
    "Next time I'll ask for a manager right away.",
    "Level 1 told me to reboot, which I did.",
    "Your first level was helpful.",
    "The next step is to change the router.",
    "It was escalated yesterday, any news from them?",
    "Please tell the level 2 engineer that the capture is attached.",
    "Could you ask the engineer to look at the pcap?",
    "Please escalate only if the vendor doesn't answer by tomorrow.",
    "The user is a manager and needs the phone for tomorrow.",
    "Please reset the password of the manager.",
    "Please change the ring order for the director's phone.",
    "The manager's phone must ring first please.",
    "Please add a supervisor licence to this agent.",
    "Need the supervisor client installed on two PCs please.",
    "El cliente amenaza con escalar.",
    "¿A qué hora pasa al nivel 2?",
    "Todavía no escalen.",
    "Pas besoin d'escalader.",
    "Le client demande s'il faut escalader, je lui ai dit non.",
    "Prioridad alta por favor.",
    "My manager asked for an update.",
    "The manager on site confirmed it.",
    "When I asked for a manager I was told to wait.",
    "We'd escalate, but Lisa said she's close.",
    "Just so I understand, is level 2 engineering or a manager?",
    "How long until escalation?",
    "Our policy is to escalate after 24 h, we're not there yet.",
    "No need for the on-call manager tonight.",
    "Let's not escalate.",
    "Thanks to the level 2 guys!",
    "Level 2 called, waiting for the patch.",
    "We are a tier 2 ISP.",
    "The tier 2 switch at the site was rebooted.",
    "Line 2 is dead on this phone.",
    "Line 1 rings, line 2 doesn't.",
    "Key 3 on level 2 of the sidecar is wrong.",
    "The lift stops at level 3 and the phone there is dead.",
    "Contact on site is the manager, Jane Poe, 555-0119.",
    "The next step is a firmware upgrade tonight.",
    "We'll take it up with our management internally.",
    "I've put it on my boss's desk.",
    "Please have the engineer call me.",
    "Could you have someone call me?",
    "Can somebody give an update please?",
    "Please get back to us.",
    "Nothing to escalate here.",
    "Please treat with highest priority.",
    "Need this fixed now please.",
    "Please get it done today.",
    "If it happens once more tonight I would want the next level on it.",
    "Should it last until five, assume that I'll ask for level 1 then.",
    "Our own management escalated this internally to me, so I am the one who writes from now on.",
    "Could you bump this to High? It says Normal.",
    "Reopen this please.",
    "My boss says 'tell them to escalate', and I told him to wait.",
    "By your chart I could have the second level now. I'll leave that for the moment.",
    "¿En qué nivel está el caso? No pido que lo suban.",
    "Can anyone tell me when the clock for the second level starts?",
    "In our other ticket I asked for a supervisor, this one can stay where it is.",
    "Over eight hours, I know, but I'm not going to ask for the second level.",
    "Faut-il un numéro particulier pour escalader ? Simple question.",
)
"""None does."""


def test_a_question_on_the_path_that_the_next_sentence_takes_up_is_a_wish() -> None:
    asked = sentences("Can you tell me who your duty manager is? I need him on this now.")

    assert is_no_request(asked[0])
    assert request(asked) is not None


@pytest.mark.parametrize("words", YES)
def test_a_wish_for_somebody_higher_now_is_a_request(words: str) -> None:
    reading = said(words)

    assert reading.escalation_request, reading.because


@pytest.mark.parametrize("words", NO)
def test_questions_threats_reports_and_wishes_for_priority_are_none(words: str) -> None:
    reading = said(words)

    assert not reading.escalation_request, reading.because


def test_who_only_asks_so_as_to_know_takes_back_what_sounds_like_a_wish() -> None:
    assert said("Please get me your manager. I need one now.").escalation_request
    assert not said(
        "Please get me your manager's name. I need a manager for our list, only asking so we have it."
    ).escalation_request


def test_a_level_is_reached_by_a_new_route_as_well() -> None:
    assert said("Reroute to second level please, they solved it last year.").escalation_request
    assert said("May I suggest that tier 2 look at it?").escalation_request
    assert said("Please route it to the level that has access to the feature server.").escalation_request


def test_what_staff_and_machines_write_is_never_a_request() -> None:
    for author in (Author.AGENT, Author.SYSTEM):
        assert not said("Please escalate this to your manager now.", author=author).escalation_request


def test_the_reason_quotes_the_words_as_typed() -> None:
    assert "'Please ESCALATE  this.'".replace("  ", " ") in said("Hi all. Please ESCALATE  this. Bye.").because
