"""What a synchronisation says it did."""

from __future__ import annotations

from fingerpost.dss.syncing import reporting
from fingerpost.dss.syncing.reporting import Difference, Report

LISTENER = "https://ours.example/shared-record/notices/0199/"


def differing() -> Difference:
    return Difference(
        resource="contactdetails", here="h", there="t", why=reporting.ALTERED, fields=("HomeNumber",)
    )


def test_report_when_nothing_is_left_is_equal_and_says_where_notices_go() -> None:
    report = Report("pull", customers={"a", "b"}, listener=LISTENER)
    report.made["customers"] += 2
    report.same["sessions"] += 1
    assert report.is_equal
    assert report.in_words().splitlines() == [
        "pull: 2 customers; records: 2 new, 0 changed, 1 the same.",
        f"The other service may send notices of its changes to {LISTENER}",
    ]
    assert report.told()["listener"] == LISTENER


def test_report_when_something_is_left_names_fields_and_never_what_they_hold() -> None:
    report = Report("push", unfinished=3, stopped_by="503")
    report.left.append(differing())
    assert not report.is_equal
    assert report.in_words().splitlines() == [
        "push: 0 customers; records: 0 new, 0 changed, 0 the same.",
        f"  differs   contactdetails here h, there t: {reporting.ALTERED}: HomeNumber",
        "Not finished: 3 still to be done. Run it again to go on.",
        "Stopped: the other service did not answer (503).",
    ]


def test_report_when_all_that_differs_was_forgotten_here_is_equal() -> None:
    gone = Difference(resource="customers", here="", there="t", why=reporting.FORGOTTEN)
    assert Report("pull", left=[gone]).is_equal


def test_report_when_very_many_differ_counts_the_rest() -> None:
    report = Report("pull", left=[differing()] * 1_003)
    assert "  … 3 more differences." in report.in_words().splitlines()
    assert (len(report.told()["left"]), report.told()["left_in_all"]) == (1_000, 1_003)
