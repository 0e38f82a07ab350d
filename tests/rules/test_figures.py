"""Figures that collapsed, few calls that get through, and falls that are none."""

from tests.rules.reach_reports import reports, shown


@reports(
    (
        "a_rate_that_fell_by_the_hour_collapsed",
        "ASR",
        "ASR / NER, hourly:\n06 61.8 / 97.0\n07 62.2 / 97.3\n08 63.0 / 96.9\n09 40.1 / 58.2\n10 9.4 / 12.7",
        "calls-collapse",
    ),
    ("few_calls_get_through_0", "help", "You try and try and about 1 in 10 goes thru.", "calls-collapse"),
    ("few_calls_get_through_1", "help", "One call in six gets through at the feed merchant's.", "calls-collapse"),
    ("few_calls_get_through_2", "help", "Only every tenth call connects today.", "calls-collapse"),
    ("few_calls_get_through_3", "help", "Solo una de cada diez llamadas entra.", "calls-collapse"),
    ("few_calls_get_through_4", "help", "Un appel sur huit aboutit.", "calls-collapse"),
    (
        "few_calls_get_through_5",
        "help",
        "The 40 phones are off about 60 % of the time, back, then off.",
        "calls-collapse",
    ),
    (
        "calls_that_fell_to_none_collapsed",
        "Alert",
        "concurrent calls went from 340 to 0 at 16:20 and stay there",
        "statistics-collapse",
    ),
    ("far_fewer_than_expected_collapsed", "Alert", "registered=3 expected=412 since 10:02", "statistics-collapse"),
    (
        "figures_that_recovered_dipped",
        "Alert",
        "registered=3 expected=412, recovered at 10:09, no action needed",
        "statistics-dip",
    ),
    ("a_small_fall_is_a_dip", "ASR", "ASR went from 58 to 55 this week, is it usual?", "statistics-dip"),
)
def test_a_report_shows(subject: str, description: str, sign: str) -> None:
    assert sign in shown(subject, description)


@reports(
    ("so_many_of_so_many_is_no_figure", "desk", "3 of 210 phones can't register.", "statistics-collapse"),
    (
        "a_rate_that_has_come_back_is_no_collapse",
        "ASR",
        "ASR by the hour:\n06 61.8\n07 9.2\n08 63.0\n09 60.1",
        "calls-collapse",
    ),
    (
        "calls_grow_few_in_the_evening",
        "Calls",
        "Active calls by the hour:\n18 92\n19 80\n20 40\n21 10",
        "calls-collapse",
    ),
    (
        "a_numbered_list_tells_no_hours",
        "Phones",
        "Please have these phones registered again:\n1. Ext 2101\n2. Ext 2102\n3. Ext 2103\n4. Ext 110",
        "calls-collapse",
    ),
    ("so_few_are_no_collapse_0", "desk", "What if only one in ten goes through?", "calls-collapse"),
    ("so_few_are_no_collapse_1", "desk", "One in ten calls gets an echo.", "calls-collapse"),
    (
        "so_few_are_no_collapse_2",
        "desk",
        "Vers Cuba un appel sur six aboutit. Autres destinations OK.",
        "calls-collapse",
    ),
    (
        "so_few_are_no_collapse_3",
        "desk",
        "One call in six gets through in the drill, just an exercise.",
        "calls-collapse",
    ),
)
def test_a_report_does_not_show(subject: str, description: str, sign: str) -> None:
    assert sign not in shown(subject, description)
