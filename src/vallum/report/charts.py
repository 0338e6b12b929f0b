"""Every chart of the report, by name: one definition serves the report, notebooks and files.

From: material of a run.  To: the report, `vallum.report.figure.save_figure`.
"""

from __future__ import annotations

from vallum.report.figure import Figure
from vallum.report.gap_charts import self_reliance, us_leaving
from vallum.report.heat_map import gap_heat_map
from vallum.report.map_chart import contribution_map
from vallum.report.material import Material
from vallum.report.quality_chart import evidence_quality
from vallum.report.spending_charts import spending_by_state, spending_total
from vallum.report.state_charts import contributions_by_state

CHARTS = (
    gap_heat_map,
    self_reliance,
    contribution_map,
    contributions_by_state,
    us_leaving,
    spending_by_state,
    spending_total,
    evidence_quality,
)


def figures(material: Material) -> dict[str, Figure]:
    """All figures of a run by id, in the report's order."""
    made = [chart(material) for chart in CHARTS]
    return {figure.id: figure for figure in made}
