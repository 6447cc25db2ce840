"""Records which requirements were shown: ids of `@pytest.mark.requirement` on tests that ran and passed."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from fingerpost.site import trace

_PROPERTY = "requirement"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the record."""
    parser.addoption("--requirements-to", metavar="FILE", help="write the shown requirements to FILE (JSON)")


def cited_ids(item: pytest.Item) -> list[str]:
    """Return the ids that a test, its class or its module cites."""
    return [str(name) for mark in item.iter_markers(_PROPERTY) for name in mark.args]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse ids that the register does not have; note the others on the test for its report."""
    areas = trace.read_register()
    for item in items:
        cited = cited_ids(item)
        unknown = trace.unknown_ids(cited, areas)
        if unknown:
            raise pytest.UsageError(
                f"{item.nodeid} cites what the register does not have: {', '.join(unknown)}"
            )
        # Properties travel with the report from parallel workers to the process that writes the record.
        item.user_properties.extend((_PROPERTY, name) for name in cited)


class Recorder:
    """Gathers reports in the process that controls the run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.passed: dict[str, set[str]] = defaultdict(set)
        self.failed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test's ids when its body passed; an id is lost when any of its tests fails at any step."""
        names = [str(value) for key, value in report.user_properties if key == _PROPERTY]
        if report.failed:
            self.failed.update(names)
        elif report.when == "call" and report.passed and not hasattr(report, "wasxfail"):
            for name in names:
                self.passed[name].add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write the record."""
        shown = {
            name: sorted(tests) for name, tests in sorted(self.passed.items()) if name not in self.failed
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(shown, indent=1) + "\n", encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Record in the controlling process only."""
    path = config.getoption("--requirements-to")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(Path(path)))
