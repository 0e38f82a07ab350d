"""The policy that some settings ask for; apart from `app.main`, so that judging a file waits for no web server."""

from app.config import Settings
from app.rules.lint import Tuning
from app.rules.phrases import PhraseBook
from app.rules.policy import Policy


def policy_of(settings: Settings) -> Policy:
    """Return the shipped policy, tuned by the `TRIAGE_*` settings."""
    return Policy.shipped().tuned(
        phrases=PhraseBook(settings.phrases),
        words_added=settings.triage_words_add,
        words_removed=settings.triage_words_remove,
        learned=settings.triage_learned,
        large_group_percent=settings.triage_large_group_percent,
        carriers_add=settings.triage_carriers_add,
        carriers_remove=settings.triage_carriers_remove,
        emergency_numbers=settings.triage_emergency_numbers,
    )


def tuning_of(settings: Settings) -> Tuning:
    """Return the rules that the settings add to the shipped ones."""
    return Tuning(
        phrases=settings.phrases,
        words_added=settings.triage_words_add,
        words_removed=settings.triage_words_remove,
        carriers_added=settings.triage_carriers_add,
        carriers_removed=settings.triage_carriers_remove,
        emergency_numbers=settings.triage_emergency_numbers,
        learned=settings.triage_learned,
    )
