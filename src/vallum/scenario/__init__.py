"""The assumptions (floor 1): what a scenario is, how it is read, and who set what in it."""

from vallum.scenario.assumptions import Assumption, origins
from vallum.scenario.coalition import MEMBERSHIP_DATE, resolve_coalition
from vallum.scenario.load import (
    load_scenario,
    preset_names,
    restore_scenario,
    shipped_names,
    study_names,
)
from vallum.scenario.model import Scenario
from vallum.scenario.places import Place
from vallum.scenario.schema import dump_scenario, new_scenario, scenario_json_schema

__all__ = [
    "MEMBERSHIP_DATE",
    "Assumption",
    "Place",
    "Scenario",
    "dump_scenario",
    "load_scenario",
    "new_scenario",
    "origins",
    "preset_names",
    "resolve_coalition",
    "restore_scenario",
    "scenario_json_schema",
    "shipped_names",
    "study_names",
]
