"""Every chart of the report, by name: one definition serves the report, notebooks and files.

From: material of a run.  To: the report, `vallum.report.framed.save_figure`.
"""

from __future__ import annotations

from vallum.report import decisions_section, field_section, money_section, settlement_section
from vallum.report.bottleneck_charts import bottlenecks, outside_sweep
from vallum.report.figure import Figure
from vallum.report.gap_charts import self_reliance, us_leaving
from vallum.report.heat_map import gap_heat_map, gap_heat_map_with_plan
from vallum.report.industry_charts import effective_types, us_share_by_state
from vallum.report.map_chart import contribution_map
from vallum.report.material import Material
from vallum.report.order_chart import orders_by_year
from vallum.report.plan_cost_charts import cost_by_state, cost_by_year
from vallum.report.plan_material import Planned
from vallum.report.plan_unit_charts import added_by_year, lines_in_use
from vallum.report.quality_chart import evidence_quality, quality_by_category, quality_by_state
from vallum.report.spending_charts import spending_by_state, spending_total
from vallum.report.state_charts import contributions_by_state
from vallum.report.ukraine_charts import ukraine_need, ukraine_trade_off

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

PLAN_CHARTS = (
    orders_by_year,
    cost_by_year,
    cost_by_state,
    added_by_year,
    lines_in_use,
    bottlenecks,
)
"""Charts of a run that ends with a plan."""


def figures(material: Material) -> dict[str, Figure]:
    """All figures of a run by id; those of the plan, and of its sweep, where the run has them."""
    made = [chart(material) for chart in CHARTS]
    if "quality_by_state" in material.frames:  # runs kept before facts were weighed have none
        made += [quality_by_state(material), quality_by_category(material)]
    if "us_share" in material.frames:  # nor did they count types
        made.append(us_share_by_state(material))
    if money_section.there(material):
        made.append(money_section.figure(material))
    if decisions_section.there(material):
        made.append(decisions_section.figure(material))
    if settlement_section.there(material):
        made.append(settlement_section.aid_pace(material))
    made += field_section.figures(material)
    if material.planned:
        plan = Planned(material)
        if "plan_types" in material.frames:
            made.append(effective_types(plan))
        made += [chart(plan) for chart in PLAN_CHARTS]
        made.append(gap_heat_map_with_plan(material))
        if "outside_sweep" in material.frames:
            made.append(outside_sweep(plan))
        if "plan_ukraine" in material.frames:
            made.append(ukraine_need(plan))
        if "ukraine_trade_off" in material.frames:
            made.append(ukraine_trade_off(plan))
    return {figure.id: figure for figure in made}
