"""One page without a plan and one with, for all tests of the report; one that tells origins."""

from __future__ import annotations

import pytest
import sample
import sample_origins
import sample_plan
from test_report_document import BOXES

from vallum.report import document, render_report


@pytest.fixture(scope="session")
def page() -> str:
    return render_report(**sample.inputs(), shapes=BOXES)


@pytest.fixture(scope="session")
def planned_page() -> str:
    return render_report(**sample_plan.planned(sample.inputs()), shapes=BOXES)


@pytest.fixture(scope="session")
def linked_page() -> str:
    """With a plan, and with where every figure comes from."""
    given = sample_plan.planned(sample.inputs())
    return render_report(**given, shapes=BOXES, origins=sample_origins.origins(given))


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the pictures out: drawing is slow, and tests of words and tables need none."""
    monkeypatch.setattr(document, "_pictures", lambda figure: {"wide": "", "narrow": ""})
