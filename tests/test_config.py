"""Settings: what is accepted, and that each mistake is told in a sentence that helps and never shows a secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from app import settings_pages
from app.config import Contact, Settings, ShadowAction
from app.errors import SettingsError
from app.rules.languages import Languages
from app.rules.ticket import Priority, Status, Tier
from app.settings_reading import load_settings

TEST_SECRET = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="
SECRET = "hunter2-hunter2-hunter2"


def load(**env: str) -> Settings:
    return load_settings(env, env_file=None)


def problems(**env: str) -> list[str]:
    """The lines of the error, without its heading."""
    with pytest.raises(SettingsError) as caught:
        load_settings(env, None)
    heading, *lines = str(caught.value).split("\n")
    assert heading == "The settings cannot be used:"
    assert all(line.startswith("- ") and line.endswith(".") for line in lines)
    return [line.removeprefix("- ") for line in lines]


def problem(**env: str) -> str:
    """The only line of the error."""
    (line,) = problems(**env)
    return line


# --- what is accepted -----------------------------------------------------------------------------------------------


def test_without_any_variable_the_defaults_hold() -> None:
    settings = load()

    assert (settings.mode, settings.host, settings.port) == ("live", "127.0.0.1", 8000)
    assert settings.escalation_hours == (4.0, 8.0, 10.0, 12.0)
    assert settings.escalation_tiers == {Tier.TWO, Tier.THREE}
    assert settings.triage_priorities == {
        Tier.ONE: Priority.LOW,
        Tier.TWO: Priority.HIGH,
        Tier.THREE: Priority.URGENT,
    }
    assert settings.triage_emergency_numbers == ("911", "112", "999")
    assert settings.contacts == dict.fromkeys((1, 2, 3, 4), Contact())
    assert settings.webhook_secrets == ()
    assert settings.webhook_max_bytes == 262_144
    assert settings.database_path == Path("data/tierline.db")
    assert settings.zendesk_url is None


def test_every_kind_of_value_is_read_from_text() -> None:
    settings = load(
        MODE="shadow",
        SHADOW_ACTIONS="refuse, escalate",
        PORT="0",
        SCHEDULER_ENABLED="false",
        ZENDESK_FIELD_TIER="9400000001",
        ZENDESK_TIMEOUT_SECONDS="2.5",
        WEBHOOK_SECRETS=" first-secret-of-mine , second-secret-of-mine,",
        TRIAGE_PRIORITIES="3=high, 1=normal, 2=normal",
        TRIAGE_CARRIERS_ADD="Windstream, Zayo Group",
        ESCALATION_HOURS="0.5, 1,2",
        ESCALATION_TIERS="3",
        ESCALATION_PAUSE_STATUSES="pending,hold",
        REVIEW_GROUP="Second look",
        REFUSAL_GROUP="9500000000001",
        REFUSAL_ASSIGNEE="desk@example.com",
    )

    assert settings.shadow_actions == {ShadowAction.REFUSE, ShadowAction.ESCALATE}
    assert (settings.port, settings.scheduler_enabled) == (0, False)
    assert (settings.zendesk_field_tier, settings.zendesk_timeout_seconds) == (9400000001, 2.5)
    assert [secret.get_secret_value() for secret in settings.webhook_secrets] == [
        "first-secret-of-mine",
        "second-secret-of-mine",
    ]
    assert settings.triage_priorities[Tier.THREE] is Priority.HIGH
    assert settings.triage_carriers_add == ("Windstream", "Zayo Group")
    assert (settings.escalation_hours, list(settings.levels)) == ((0.5, 1, 2), [1, 2, 3])
    assert settings.escalation_tiers == {Tier.THREE}
    assert settings.escalation_pause_statuses == {Status.PENDING, Status.HOLD}
    assert (settings.review_group, settings.refusal_group) == ("Second look", 9500000000001)
    assert settings.refusal_assignee == "desk@example.com"


def test_a_contact_is_json_with_any_of_its_keys() -> None:
    settings = load(
        ESCALATION_LEVEL_1='{"name": "Dana Ops", "assignee": 9100000000202, "phone": "+1 555 0100"}',
        ESCALATION_LEVEL_2='{"assignee": "9100000000203", "group": "Night desk", "notify": "json://127.0.0.1:9/noc"}',
        ESCALATION_LEVEL_3='{"assignee": "lee@example.com", "group": 9500000000001, "email": "lee@example.com"}',
        ESCALATION_LEVEL_4='{"notify": ["json://a", "json://b"], "name": ""}',
    )

    assert settings.contacts == {
        1: Contact(name="Dana Ops", assignee=9100000000202, phone="+1 555 0100"),
        2: Contact(assignee=9100000000203, group="Night desk", notify=("json://127.0.0.1:9/noc",)),
        3: Contact(assignee="lee@example.com", group=9500000000001, email="lee@example.com"),
        4: Contact(notify=("json://a", "json://b")),
    }


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load(PORT="", ESCALATION_HOURS="  ", WEBHOOK_SECRETS="\n", ZENDESK_FIELD_TIER="") == load()


def test_a_trailing_newline_of_a_mounted_secret_is_not_part_of_it() -> None:
    settings = load(
        ZENDESK_CLIENT_ID="tierline\n", ZENDESK_CLIENT_SECRET=SECRET + "\r\n", WEBHOOK_SECRETS=SECRET + "\n"
    )

    assert settings.zendesk_client_id == "tierline"
    assert settings.zendesk_client_secret == SecretStr(SECRET)
    assert settings.webhook_secrets == (SecretStr(SECRET),)


@pytest.mark.parametrize(
    ("env", "url"),
    [
        ({"ZENDESK_SUBDOMAIN": "Acme-2"}, "https://acme-2.zendesk.com"),
        ({"ZENDESK_BASE_URL": "http://127.0.0.1:8900"}, "http://127.0.0.1:8900"),
        ({"ZENDESK_BASE_URL": "http://127.0.0.1:8900/api/v2/"}, "http://127.0.0.1:8900"),
        ({"ZENDESK_BASE_URL": "http://localhost:1/"}, "http://localhost:1"),
        ({"ZENDESK_BASE_URL": "http://[::1]:8900"}, "http://[::1]:8900"),
        ({"ZENDESK_BASE_URL": "https://acme.zendesk.com"}, "https://acme.zendesk.com"),
        ({"ZENDESK_SUBDOMAIN": "acme", "ZENDESK_BASE_URL": "http://127.0.0.1:8900"}, "http://127.0.0.1:8900"),
    ],
)
def test_the_account_is_named_by_subdomain_or_for_a_double_by_address(env: dict[str, str], url: str) -> None:
    assert load(**env).zendesk_url == url


@pytest.mark.parametrize(
    ("url", "path"),
    [("sqlite:///t.db", "t.db"), ("sqlite:////var/lib/tierline/t.db", "/var/lib/tierline/t.db")],
)
def test_a_database_path_is_relative_or_absolute(url: str, path: str) -> None:
    assert load(DATABASE_URL=url).database_path == Path(path)


@pytest.mark.parametrize("scheme", ["postgresql+psycopg", "postgresql", "postgres"])
def test_an_address_of_postgresql_is_taken_in_every_usual_spelling(scheme: str) -> None:
    settings = load(DATABASE_URL=f"{scheme}://me:{SECRET}@db.example.com:5433/tierline?sslmode=verify-full")

    assert settings.database_url == (
        f"postgresql+psycopg://me:{SECRET}@db.example.com:5433/tierline?sslmode=verify-full"
    )


def test_the_password_of_the_database_is_never_shown() -> None:
    settings = load(DATABASE_URL=f"postgresql://me:{SECRET}@db.example.com/tierline")

    assert SECRET not in repr(settings)
    assert (
        settings_pages.setting_text(settings, "database_url") == "postgresql+psycopg://me:***@db.example.com/tierline"
    )


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError):
        load().mode = "shadow"


def test_constructing_settings_reads_nothing_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9999")

    assert Settings().port == 8000
    assert load_settings(env_file=None).port == 9999


def test_an_action_is_shadowed_by_the_mode_or_by_its_own_name() -> None:
    assert load(MODE="shadow").is_shadowed(ShadowAction.TRIAGE)
    assert load(SHADOW_ACTIONS="refuse").is_shadowed(ShadowAction.REFUSE)
    assert not load(SHADOW_ACTIONS="refuse").is_shadowed(ShadowAction.TRIAGE)


# --- .env -----------------------------------------------------------------------------------------------------------


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# comment\nexport PORT=7000\nHOST=0.0.0.0\nPROVIDER_NAME='Hill & $Co'\n", "utf-8")

    settings = load_settings({"PORT": "7001"}, file)

    assert (settings.port, settings.host, settings.provider_name) == (7001, "0.0.0.0", "Hill & $Co")  # noqa: S104 - a value


def test_a_file_that_is_not_there_is_no_problem(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path / ".env") == load()


def test_a_candidate_file_wins_over_the_environment_and_the_file(tmp_path: Path) -> None:
    """An admin replays settings that are not live yet; everything the candidate does not name stays as it is."""
    env_file, candidate = tmp_path / ".env", tmp_path / "candidate.env"
    env_file.write_text("PORT=1\nHOST=10.0.0.1\n", "utf-8")
    candidate.write_text("# try\nTRIAGE_LARGE_GROUP_PERCENT=20\nPORT=3\n", "utf-8")

    settings = load_settings({"PORT": "2", "LOG_LEVEL": "debug"}, env_file, candidate=candidate)

    assert (settings.port, settings.host, settings.log_level) == (3, "10.0.0.1", "debug")
    assert settings.triage_large_group_percent == 20


def test_a_name_left_empty_in_a_candidate_goes_back_to_its_default(tmp_path: Path) -> None:
    candidate = tmp_path / "candidate.env"
    candidate.write_text("TRIAGE_CARRIERS_ADD=\n", "utf-8")

    assert load_settings({"TRIAGE_CARRIERS_ADD": "Zayo"}, None, candidate=candidate).triage_carriers_add == ()


def test_a_candidate_with_mistakes_is_told_like_the_environment(tmp_path: Path) -> None:
    candidate = tmp_path / "candidate.env"
    candidate.write_text("TRIAGE_LARGE_GROUP_PERCNT=20\n=\n", "utf-8")

    with pytest.raises(SettingsError) as caught:
        load_settings({}, None, candidate=candidate)

    assert f"Line 2 of {candidate} cannot be read" in str(caught.value)
    assert "did you mean TRIAGE_LARGE_GROUP_PERCENT?" in str(caught.value)


def test_a_candidate_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    """A mistyped name would otherwise replay the settings in force and report that nothing changes."""
    with pytest.raises(SettingsError, match=r"nowhere\.env does not exist"):
        load_settings({}, None, candidate=tmp_path / "nowhere.env")


def test_a_line_that_cannot_be_read_is_named_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"PORT=7000\nZENDESK_API_TOKEN {SECRET}\n", "utf-8")

    with pytest.raises(SettingsError, match="Line 2 of ") as caught:
        load_settings({}, file)
    assert SECRET not in str(caught.value)


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"PORT=\xff\xfe")

    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings({}, file)


# --- what is refused ------------------------------------------------------------------------------------------------

CONTACT = "ESCALATION_LEVEL_1"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("MODE", "prod", "MODE is 'prod'; it must be one of live, shadow."),
        ("PORT", "65536", "PORT is '65536'; it must be a whole number from 0 to 65535."),
        ("PORT", "http", "PORT is 'http'; it must be a whole number from 0 to 65535."),
        ("LOG_LEVEL", "loud", "one of debug, info, warning, error"),
        ("ACKNOWLEDGE", "perhaps", "ACKNOWLEDGE is 'perhaps'; it must be true or false."),
        ("SHADOW_ACTIONS", "refuse,delete", "any of triage, refuse, acknowledge, escalate, dispute"),
        ("ZENDESK_TIMEOUT_SECONDS", "0", "above 0 and up to 60"),
        ("ZENDESK_TIMEOUT_SECONDS", "nan", "above 0 and up to 60"),
        ("ZENDESK_FIELD_TIER", "Tier", "the numeric id of a ticket field"),
        ("ZENDESK_FIELD_TIER", "-1", "the numeric id of a ticket field"),
        ("ZENDESK_UPDATES_PER_MINUTE", "0", "from 1 to 10000"),
        ("WEBHOOK_TOLERANCE_SECONDS", "0", "from 1 to 86400"),
        ("WEBHOOK_TOLERANCE_SECONDS", "inf", "from 1 to 86400"),
        ("WEBHOOK_MAX_BYTES", "256KiB", "from 1024 to 16777216"),
        ("WEBHOOK_MAX_BYTES", "17000000", "from 1024 to 16777216"),
        ("TRIAGE_LARGE_GROUP_PERCENT", "101", "above 0 and up to 100"),
        ("FIRST_RESPONSE_MINUTES", "-5", "above 0"),
        ("ESCALATION_REQUEST_TAG", "escalation_level_1", "a tag that Tierline itself sets or reads"),
        ("ESCALATION_REQUEST_TAG", "tierline_keep", "choose two tags"),
        ("REFUSAL_STOP_TAG", "TIER_1", "a tag that Tierline itself sets or reads"),
        ("ZENDESK_SUBDOMAIN", "https://acme.zendesk.com", "for https://acme.zendesk.com write acme"),
        ("ZENDESK_SUBDOMAIN", "acme.zendesk.com", "for https://acme.zendesk.com write acme"),
        ("ZENDESK_BASE_URL", "http://acme.zendesk.com", "must be https://"),
        ("ZENDESK_BASE_URL", "https://zendesk.com.example.org", "must be https://"),
        ("ZENDESK_BASE_URL", "https://example.org", "set ZENDESK_SUBDOMAIN instead"),
        ("ZENDESK_BASE_URL", "http://10.0.0.5:8900", "loopback"),
        ("ZENDESK_BASE_URL", "ftp://127.0.0.1", "loopback"),
        ("ZENDESK_BASE_URL", "127.0.0.1:8900", "loopback"),
        ("ZENDESK_BASE_URL", "http://127.0.0.1:port", "is not an address"),
        ("ZENDESK_BASE_URL", "http://127.0.0.1/tickets", "without a path"),
        ("ZENDESK_BASE_URL", f"http://me:{SECRET}@127.0.0.1", "must not hold a user name or password"),
        ("ZENDESK_BASE_URL", f"http://me:{SECRET}@example.org", "must be https://"),
        ("ZENDESK_BASE_URL", "http://127.0.0.1@example.org", "must be https://"),
        ("DATABASE_URL", f"mysql://me:{SECRET}@db/tierline", "must begin with sqlite:/// for a file"),
        ("DATABASE_URL", f"postgresql+asyncpg://me:{SECRET}@db/tierline", "must begin with postgresql+psycopg://"),
        ("DATABASE_URL", f"postgresql://me:{SECRET}@db", "must name the database after the host"),
        ("DATABASE_URL", f"postgresql://me:{SECRET}@/tierline", "must name the host"),
        ("DATABASE_URL", f"postgresql://me:{SECRET}@db:port/tierline", "is not an address of PostgreSQL"),
        ("DATABASE_URL", f"postgresql://me:{SECRET} @db/tierline", "must not hold spaces"),
        (
            "DATABASE_URL",
            f"postgresql://db/tierline?password={SECRET}",
            "in front of the host, where they are kept secret",
        ),
        (
            "DATABASE_URL",
            f"postgresql://me:{SECRET}@db/t?options=-cstatement_timeout=0",
            "an option that cannot be used",
        ),
        ("DATABASE_URL", f"postgresql://db/t?{SECRET}=x", "an option that cannot be used"),
        ("DATABASE_URL", "tierline.db", "must begin with sqlite:///"),
        ("DATABASE_URL", "sqlite://tierline.db", "must name a file after sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:", "a database in memory would forget"),
        ("DATABASE_URL", "sqlite:///t.db?mode=ro", "without options"),
        ("WEBHOOK_SECRETS", TEST_SECRET, "the test secret that Zendesk publishes"),
        ("WEBHOOK_SECRETS", f"{SECRET},{TEST_SECRET}", "the test secret that Zendesk publishes"),
        ("WEBHOOK_SECRETS", f"{SECRET}\nmore", "control character"),
        ("WEBHOOK_SECRETS", " , ,", "holds commas and no secret"),
        ("FORWARDED_ALLOW_IPS", "*", "holds '*'; write addresses or networks of your proxies"),
        ("FORWARDED_ALLOW_IPS", "10.0.0.1,proxy.example.org", "holds 'proxy.example.org'"),
        ("ESCALATION_HOURS", "4,8,8,12", "4,8,8,12 does not: put the hours in ascending order"),
        ("ESCALATION_HOURS", "8,4", "ascending"),
        ("ESCALATION_HOURS", "0,4", "above 0"),
        ("ESCALATION_HOURS", "-1,4", "above 0"),
        ("ESCALATION_HOURS", "nan", "above 0"),
        ("ESCALATION_HOURS", "4h,8h", "hours separated by commas, such as 4,8,10,12"),
        ("ESCALATION_HOURS", ",", "1 to 9 thresholds"),
        ("ESCALATION_HOURS", "1,2,3,4,5,6,7,8,9,10", "1 to 9 thresholds; it names 10"),
        ("ESCALATION_TIERS", "2,4", "1, 2 or 3"),
        ("ESCALATION_TIERS", "III", "1, 2 or 3"),
        ("ESCALATION_PAUSE_STATUSES", "pending,solved", "holds 'solved'; it must be any of new, open, pending, hold"),
        ("TRIAGE_PRIORITIES", "1=low,2=high", "leaves out tier 3"),
        ("TRIAGE_PRIORITIES", "1=low,2=high,3=critical", "holds '3=critical'"),
        ("TRIAGE_PRIORITIES", "1=low,1=high,3=urgent", "names tier 1 twice"),
        ("TRIAGE_PRIORITIES", "low,high,urgent", "1=low,2=high,3=urgent"),
        ("TRIAGE_EMERGENCY_NUMBERS", "911,emergency", "holds 'emergency'"),
        ("TRIAGE_EMERGENCY_NUMBERS", "٩١١", "write numbers of 2 to 15 digits"),
        ("REFUSAL_ASSIGNEE", "Dana Ops", "a Zendesk user's id or e-mail address"),
        ("REVIEW_GROUP", "0", "an id of Zendesk's"),
        ("PROVIDER_NAME", "Hill\nTelecom", "one plain line"),
        ("PROVIDER_NAME", "x" * 101, "is a text of 101 characters; it must be one line of text, not too long"),
        (CONTACT, "Dana Ops", "is not JSON (expecting value at character 1); write it like {"),
        (CONTACT, '{"name": "Dana",}', "is not JSON ("),
        (CONTACT, '["Dana"]', "must be a JSON object"),
        (CONTACT, "[" * 100_000, "write it like {"),
        (CONTACT, '{"nmae": "Dana"}', "has the unknown key 'nmae' (did you mean name?)"),
        (CONTACT, '{"name": "Dana", "name": "Lee"}', "names a key twice"),
        (CONTACT, '{"name": 7}', 'has a "name" that is not one line of text'),
        (CONTACT, '{"assignee": "Dana Ops"}', 'has an unusable "assignee"; write a user\'s id or e-mail address'),
        (CONTACT, '{"assignee": true}', 'has an unusable "assignee"'),
        (CONTACT, '{"assignee": 0}', 'has an unusable "assignee"'),
        (CONTACT, '{"group": 1.5}', 'has an unusable "group"; write a group\'s id or name'),
        (CONTACT, '{"notify": [7]}', 'has a "notify" that is not a list of addresses'),
    ],
)
def test_a_wrong_value_is_told_with_what_it_must_be(name: str, text: str, says: str) -> None:
    line = problem(**{name: text})

    assert line.startswith(name)
    assert says in line
    assert SECRET not in line
    assert TEST_SECRET not in line
    assert len(line) < 300


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("ZENDESK_SUBDOMIAN", "ZENDESK_SUBDOMAIN"),
        ("WEBHOOK_SECRET", "WEBHOOK_SECRETS"),
        ("TRIAGE_CARIERS_ADD", "TRIAGE_CARRIERS_ADD"),
        ("REFUSAL_ASIGNEE", "REFUSAL_ASSIGNEE"),
        ("ESCALATION_HOUR", "ESCALATION_HOURS"),
        ("ESCALATION_LEVEL_10", "ESCALATION_LEVEL_1"),
        ("RECONCILE_SECS", "RECONCILE_SECONDS"),
        ("SHADOW_ACTION", "SHADOW_ACTIONS"),
        ("zendesk_subdomain", "ZENDESK_SUBDOMAIN"),
    ],
)
def test_an_unknown_name_of_ours_is_an_error_with_the_nearest_real_one(name: str, nearest: str) -> None:
    assert problem(**{name: "x"}) == f"{name} is not a setting (did you mean {nearest}?): rename it or remove it."


def test_other_programs_variables_are_none_of_our_business() -> None:
    assert load(HOME="/home/x", LANG="C", TERM="xterm", DATABASE="x") == load()


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"ZENDESK_CLIENT_ID": "t"}, "ZENDESK_CLIENT_ID is set, but ZENDESK_CLIENT_SECRET is not"),
        ({"ZENDESK_CLIENT_SECRET": SECRET}, "ZENDESK_CLIENT_SECRET is set, but ZENDESK_CLIENT_ID is not"),
        ({"ZENDESK_EMAIL": "a@b.c"}, "ZENDESK_EMAIL is set, but ZENDESK_API_TOKEN is not"),
        ({"ZENDESK_API_TOKEN": SECRET}, "ZENDESK_API_TOKEN is set, but ZENDESK_EMAIL is not"),
        (
            {"ESCALATION_LEVEL_5": '{"name": "Dana"}'},
            "ESCALATION_LEVEL_5 names a contact, but ESCALATION_HOURS has 4 thresholds",
        ),
        (
            {"ESCALATION_HOURS": "4", "ESCALATION_LEVEL_2": '{"name": "Dana"}'},
            "ESCALATION_LEVEL_2 names a contact, but ESCALATION_HOURS has 1 threshold:",
        ),
        (
            {"TRIAGE_CARRIERS_ADD": "Zayo,Lumen", "TRIAGE_CARRIERS_REMOVE": "lumen"},
            "TRIAGE_CARRIERS_ADD and TRIAGE_CARRIERS_REMOVE both name 'Lumen'",
        ),
        (
            {"ZENDESK_FIELD_TIER": "7", "ZENDESK_FIELD_ESCALATION_LEVEL": "7"},
            "ZENDESK_FIELD_TIER and ZENDESK_FIELD_ESCALATION_LEVEL are the same field, 7",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused(env: dict[str, str], says: str) -> None:
    line = problem(**env)

    assert says in line
    assert SECRET not in line


def test_all_problems_are_told_at_once() -> None:
    """Otherwise a support admin restarts the service once for every mistake."""
    lines = problems(
        ZENDESK_SUBDOMIAN="acme",
        PORT="x",
        MODE="x",
        ESCALATION_HOURS="4,3",
        ESCALATION_LEVEL_7='{"name": "Dana"}',
        ZENDESK_CLIENT_ID="tierline",
        WEBHOOK_SECRETS=TEST_SECRET,
    )

    assert [line.split()[0] for line in lines] == [
        "ZENDESK_SUBDOMIAN",
        "MODE",
        "PORT",
        "WEBHOOK_SECRETS",
        "ESCALATION_HOURS",
        "ZENDESK_CLIENT_ID",
    ]


def test_what_follows_from_a_wrong_value_is_not_told_as_a_second_problem() -> None:
    assert problem(ESCALATION_HOURS="4,3", ESCALATION_LEVEL_5='{"name": "Dana"}').startswith("ESCALATION_HOURS")


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_a_secret_in_a_wrong_place_is_not_shown(name: str) -> None:
    """Clipboards slip: whichever variable the secret ends in, the error must not print it."""
    secret = "q7V!x/%{.Tz\x07" + "0123456789abcdef" * 4

    with pytest.raises(SettingsError) as caught:
        load(**{name: secret})

    for part in ("q7V!x", "0123456789abcdef"):
        assert part not in str(caught.value)


def test_an_error_of_settings_constructed_directly_shows_no_secret() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(zendesk_client_id="t", zendesk_client_secret=SecretStr(SECRET), port=-1, host=SECRET + "\n\n.")

    assert SECRET not in str(caught.value)


# --- what is needed for what ----------------------------------------------------------------------------------------


def test_reading_files_needs_no_account() -> None:
    assert load().zendesk_url is None


@pytest.mark.parametrize(
    "credentials",
    [
        {"ZENDESK_CLIENT_ID": "t", "ZENDESK_CLIENT_SECRET": SECRET},
        {"ZENDESK_EMAIL": "a@b.c", "ZENDESK_API_TOKEN": SECRET},
    ],
    ids=["oauth", "legacy token"],
)
def test_serving_needs_an_account_and_one_pair_of_credentials(credentials: dict[str, str]) -> None:
    load(ZENDESK_SUBDOMAIN="acme", **credentials).require_zendesk()
    with pytest.raises(SettingsError, match="ZENDESK_SUBDOMAIN is not set"):
        load(**credentials).require_zendesk()
    with pytest.raises(SettingsError, match="ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET"):
        load(ZENDESK_SUBDOMAIN="acme").require_zendesk()


def test_the_webhook_door_needs_a_secret() -> None:
    load(WEBHOOK_SECRETS=SECRET).require_webhooks()
    with pytest.raises(SettingsError, match="WEBHOOK_SECRETS is not set"):
        load().require_webhooks()


# --- warnings and repr ----------------------------------------------------------------------------------------------

QUIET = {
    "ZENDESK_SUBDOMAIN": "acme",
    "ZENDESK_CLIENT_ID": "tierline",
    "ZENDESK_CLIENT_SECRET": SECRET,
    "ZENDESK_FIELD_TIER": "1",
    "ZENDESK_FIELD_ESCALATION_LEVEL": "2",
    "WEBHOOK_SECRETS": SECRET,
    "PARTNER_ORGANIZATION_TAG": "partner",
    "ESCALATION_HOURS": "4,8",
    "ESCALATION_LEVEL_1": '{"name": "Dana"}',
    "ESCALATION_LEVEL_2": '{"name": "Lee"}',
}
TOKEN = {"ZENDESK_EMAIL": "a@b.c", "ZENDESK_API_TOKEN": SECRET}


def test_a_complete_configuration_warns_of_nothing() -> None:
    assert load(**QUIET).warnings() == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"WEBHOOK_SECRETS": ""}, "the webhook door is closed"),
        ({"WEBHOOK_SECRETS": "short"}, "shorter than 16 characters"),
        ({"WEBHOOK_SECRETS": f'"{SECRET}"'}, "WEBHOOK_SECRETS holds quotation marks"),
        ({"ZENDESK_CLIENT_ID": "", "ZENDESK_CLIENT_SECRET": ""} | TOKEN, "stops all of them on 2027-04-30"),
        (TOKEN, "are not used, since an OAuth client is set"),
        ({"ZENDESK_BASE_URL": "http://127.0.0.1:8900"}, "ZENDESK_SUBDOMAIN is not used"),
        ({"ZENDESK_FIELD_TIER": ""}, "ZENDESK_FIELD_TIER is not set"),
        ({"ZENDESK_FIELD_ESCALATION_LEVEL": ""}, "ZENDESK_FIELD_ESCALATION_LEVEL is not set"),
        ({"PARTNER_ORGANIZATION_TAG": ""}, "every organization counts as a partner"),
        ({"MODE": "shadow", "SHADOW_ACTIONS": "refuse"}, "SHADOW_ACTIONS has no effect"),
        ({"ESCALATION_TIERS": "2"}, "the most severe tickets will never climb"),
        ({"ESCALATION_TICK_SECONDS": "300"}, "ESCALATION_TICK_SECONDS is 300"),
        ({"ESCALATION_LEVEL_2": ""}, "ESCALATION_LEVEL_2 names nobody: at 8 hours"),
    ],
)
def test_what_works_but_is_hardly_meant_is_a_warning(changed: dict[str, str], says: str) -> None:
    (warning,) = load(**QUIET | changed).warnings()

    assert says in warning
    assert warning.endswith(".")
    assert SECRET not in warning


def test_no_text_form_of_settings_shows_a_secret() -> None:
    settings = load(**QUIET | TOKEN | {"ESCALATION_LEVEL_1": f'{{"name": "D", "notify": ["json://a/{SECRET}"]}}'})

    for text in (repr(settings), str(settings), f"{settings}"):
        assert SECRET not in text


def test_importing_the_settings_needs_no_environment_and_no_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=nonsense", "utf-8")

    done = subprocess.run(
        [sys.executable, "-c", "import app.config"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "ESCALATION_HOURS": "x", "PATH": os.environ["PATH"]},
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")


def test_partners_are_written_to_in_three_languages_unless_a_setting_says_less() -> None:
    assert load_settings({}, None).languages == Languages(("en", "es", "fr"), "en")
    some = load_settings({"NOTICES_LANGUAGES": "ES, fr,es", "NOTICES_LANGUAGE": "fr"}, None)
    assert some.languages == Languages(("es", "fr"), "fr")


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"NOTICES_LANGUAGES": "en,de"}, "NOTICES_LANGUAGES holds 'de'; it must be any of en, es, fr"),
        ({"NOTICES_LANGUAGE": "pt"}, "NOTICES_LANGUAGE is 'pt'; it must be one of en, es, fr"),
        ({"NOTICES_LANGUAGES": "es,fr"}, "NOTICES_LANGUAGE is en, which NOTICES_LANGUAGES does not hold: add it there"),
        ({"NOTICES_LANGUAGES": ","}, "NOTICES_LANGUAGES must hold at least one of en, es, fr"),
    ],
)
def test_a_language_without_templates_is_told_with_those_there_are(env: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(env, None)

    assert says in str(caught.value)
