"""One page without a plan and one with, for all tests of the report."""

from __future__ import annotations

import pytest
import sample
import sample_plan
from test_report_document import BOXES

from vallum.report import document, render_report


@pytest.fixture(scope="session")
def page() -> str:
    return render_report(**sample.inputs(), shapes=BOXES)


@pytest.fixture(scope="session")
def planned_page() -> str:
    return render_report(**sample_plan.planned(sample.inputs()), shapes=BOXES)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the pictures out: drawing is slow, and tests of words and tables need none."""
    monkeypatch.setattr(document, "_pictures", lambda figure: {"wide": "", "narrow": ""})
