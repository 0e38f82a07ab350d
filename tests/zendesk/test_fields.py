"""What the fields of the ticket form say, in every shape that accounts give them."""

from typing import Any

import pytest

from app.rules.ticket import Form, Tier
from app.zendesk.documents import ticket_from_rest
from app.zendesk.fields import FieldIds
from tests.zendesk.client_kit import FIELDS, NOW, document, ticket


def with_value(field_id: int, value: Any) -> dict[str, Any]:
    return ticket(custom_fields=[{"id": field_id, "value": value}])


class TestFields:
    def test_the_form_is_read_from_the_configured_fields(self) -> None:
        read = ticket_from_rest(document("ticket_with_fields")["ticket"], FIELDS, NOW)

        assert (read.tier_field, read.level_field) == (Tier.THREE, 2)
        assert read.form == Form(
            service_affecting=True,
            workaround=False,
            affected_users=14,
            total_users=140,
            circuit_id="42/KXXX/000123",
            category="voice_outage",
        )

    def test_fields_that_are_not_configured_are_not_read(self) -> None:
        read = ticket_from_rest(document("ticket_with_fields")["ticket"], FieldIds(), NOW)

        assert (read.tier_field, read.level_field, read.form) == (None, None, Form())

    def test_the_repeated_fields_stand_in_where_custom_fields_are_missing(self) -> None:
        doc = ticket(custom_fields=None, fields=[{"id": 9400000001, "value": "tier_2"}])

        assert ticket_from_rest(doc, FIELDS, NOW).tier_field is Tier.TWO

    @pytest.mark.parametrize(
        ("value", "tier"),
        [
            ("tier_1", Tier.ONE),
            ("tier_2", Tier.TWO),
            (" Tier_3 ", Tier.THREE),
            (2, Tier.TWO),
            ("3", Tier.THREE),
            (3.0, Tier.THREE),
            (None, None),
            ("", None),
            ("tier_4", None),
            ("tier_0", None),
            ("gold", None),
            (True, None),
            (4, None),
            (["tier_1"], None),
        ],
    )
    def test_the_tier_is_a_dropdown_tag_or_a_number(self, value: Any, tier: Tier | None) -> None:
        assert ticket_from_rest(with_value(9400000001, value), FIELDS, NOW).tier_field is tier

    @pytest.mark.parametrize(
        ("value", "level"),
        [
            ("escalation_level_0", 0),
            ("escalation_level_4", 4),
            (3, 3),
            ("3", 3),
            ("3.0", 3),
            (0, 0),
            (9, 9),
            (10, None),
            (-1, None),
            ("-1", None),
            ("escalation_level_", None),
            ("escalation_level_x", None),
            (1.5, None),
            (float("nan"), None),
            (float("inf"), None),
            (False, None),
            (None, None),
        ],
    )
    def test_the_level_is_a_dropdown_tag_or_a_number(self, value: Any, level: int | None) -> None:
        assert ticket_from_rest(with_value(9400000002, value), FIELDS, NOW).level_field == level

    @pytest.mark.parametrize(
        ("value", "ticked"),
        [
            (True, True),
            (False, False),
            ("true", True),
            ("No", False),
            ("1", True),
            (0, False),
            ("service_affecting_yes", True),
            ("service_affecting_no", False),
            (None, None),
            ("perhaps", None),
            (["yes"], None),
            (1.0, None),
        ],
    )
    def test_a_checkbox_is_a_boolean_or_a_word_for_one(self, value: Any, ticked: bool | None) -> None:
        assert ticket_from_rest(with_value(9400000003, value), FIELDS, NOW).form.service_affecting is ticked

    @pytest.mark.parametrize(
        ("value", "count"),
        [(14, 14), ("14", 14), (" 14 ", 14), ("14.0", 14), (0, 0), ("about 14", None), (-3, None), (10**10, None),
         ("9" * 5000, None), ("١٤", None), (True, None)],
    )  # fmt: skip
    def test_a_count_is_a_number_or_a_string_of_digits(self, value: Any, count: int | None) -> None:
        assert ticket_from_rest(with_value(9400000005, value), FIELDS, NOW).form.affected_users == count
