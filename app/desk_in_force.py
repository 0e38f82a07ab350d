"""The rules that the settings ask for, as one `Desk`; apart from `app.main`, so that commands wait for no server."""

from collections.abc import Mapping
from datetime import timedelta

from app.config import Settings, ShadowAction, Switch
from app.errors import SettingsError
from app.notices_folder import read_notices
from app.notification_targets import audience_of
from app.policy_in_force import policy_of
from app.rules.decide import Desk
from app.rules.effect import Kind
from app.rules.ladder import Ladder
from app.rules.notices import Notices
from app.rules.roster import Roster
from app.rules.storm import Watch

KINDS = {
    ShadowAction.TRIAGE: (Kind.TRIAGE, Kind.RAISE, Kind.REPAIR, Kind.DETAILS),
    ShadowAction.REFUSE: (Kind.REFUSAL,),
    ShadowAction.ACKNOWLEDGE: (Kind.ACKNOWLEDGEMENT,),
    ShadowAction.ESCALATE: (Kind.ESCALATION,),
    ShadowAction.DISPUTE: (Kind.DISPUTE,),
    ShadowAction.REQUEST: (Kind.REQUEST,),
    ShadowAction.RESPONSE: (Kind.FIRST_RESPONSE,),
    ShadowAction.STORM: (Kind.INCIDENT,),
}


def desk_of(settings: Settings, rosters: Mapping[int, Roster] | None = None) -> Desk:
    """Return the rules in force under these settings; `rosters` tells who is on call, by level."""
    refuses = settings.switch(ShadowAction.REFUSE) is Switch.LIVE  # else nothing is announced
    return Desk(
        policy=policy_of(settings),
        ladder=Ladder(
            thresholds=tuple(timedelta(hours=hours) for hours in settings.escalation_hours),
            tiers=frozenset(settings.escalation_tiers),
            pause_statuses=frozenset(settings.escalation_pause_statuses),
            calendars=settings.tier_calendars,
        ),
        notices=Notices(settings.provider_name, notice_texts(settings), settings.languages),
        priorities=settings.triage_priorities,
        contacts=settings.contacts,
        first_response=timedelta(minutes=settings.first_response_minutes),
        first_response_warning=timedelta(minutes=settings.first_response_warning_minutes),
        refusal_grace=timedelta(minutes=settings.refusal_grace_minutes) if refuses else timedelta(0),
        stop_tag=settings.refusal_stop_tag,
        request_tag=settings.escalation_request_tag,
        acknowledge=settings.acknowledge,
        note=settings.triage_note,
        refusal_assignee=settings.refusal_assignee,
        refusal_group=settings.refusal_group,
        review_group=settings.review_group,
        off=kinds_at(settings, Switch.OFF),
        shadow=kinds_at(settings, Switch.SHADOW),
        rosters=rosters if rosters is not None else {},
        audience=audience_of(settings),
        has_circuit_field=settings.zendesk_field_circuit_id is not None,
        storm=watch_of(settings),
    )


def watch_of(settings: Settings) -> Watch | None:
    """Return what counts as a storm under these settings; None where nobody watches for any."""
    if not settings.storm_tickets or settings.switch(ShadowAction.STORM) is Switch.OFF:
        return None
    return Watch(
        tickets=settings.storm_tickets,
        within=timedelta(minutes=settings.storm_minutes),
        ends_after=timedelta(hours=settings.storm_ends_hours),
        regions=settings.storm_regions,
    )


def kinds_at(settings: Settings, position: Switch) -> frozenset[Kind]:
    """Return the kinds of effect whose actions stand at this position of their switch."""
    return frozenset(kind for action, kinds in KINDS.items() if settings.switch(action) is position for kind in kinds)


def notice_texts(settings: Settings) -> dict[str, str]:
    """Return the templates of `NOTICES_DIR`; raises `SettingsError` when the folder changed since it was checked."""
    if settings.notices_dir is None:
        return {}
    templates, problems = read_notices(settings.notices_dir)
    if problems:
        raise SettingsError("\n".join(problems))
    return templates
