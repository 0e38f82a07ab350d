"""
The errors that people read.

Every expected failure derives from `AppError`; its text is a sentence for the person who must act. Zendesk's
answers have a family of their own in `app.zendesk.errors`.
"""


class AppError(Exception):
    """Base of every expected failure; `status` is the HTTP status a route answers with."""

    status = 500


class SettingsError(AppError):
    """The settings cannot be used; the text names each wrong one and what to change. Ends the start, code 2."""


class InvalidInput(AppError):
    """What a command was given cannot be used; the text names file and line, or the option. Ends it, code 2."""


class InvalidPayload(AppError):
    """A webhook body that is not JSON, or not in one of the shapes we know (400)."""

    status = 400


class InvalidSignature(AppError):
    """A webhook that does not prove it comes from Zendesk, or comes too late to be believed (401)."""

    status = 401


class TooManyFailures(AppError):
    """One more webhook without a valid signature from a source that has sent many of them (429)."""

    status = 429


class PayloadTooLarge(AppError):
    """A webhook body larger than `WEBHOOK_MAX_BYTES` (413)."""

    status = 413


class StoreUnavailable(AppError):
    """The database cannot commit now; nothing was stored and the sender should come again (503)."""

    status = 503


class StoreRefused(AppError):
    """The database does not take what it was given, now or later: too long, or with a character it cannot keep."""


class StoreBroken(StoreUnavailable):
    """The database cannot be trusted any more: nothing is stored until the service has started again (503)."""


class IgnoredEvent(AppError):
    """Not a failure: the event is understood and there is nothing to do. The text is the recorded reason."""

    status = 202
