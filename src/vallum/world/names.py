"""Labels that several floors must spell alike.

To: world, forces, finance, planner, study.
"""

BRIGADE = "brigade"
"""The element that a recipe of kit and people makes up."""
PEOPLE = "personnel"
"""The item of a recipe that is soldiers, not kit."""
REASSURANCE = "ukraine_reassurance"
"""The contingency whose force the scenario sets in soldiers."""
