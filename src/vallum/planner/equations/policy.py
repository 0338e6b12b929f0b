"""What is fair, and what a scenario demands of orders.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

import linopy

from vallum.planner.equations.steps import total
from vallum.planner.inputs import Inputs


def define_fair_share(m: linopy.Model, p: Inputs) -> None:
    """whole[c,t] = sum_n held[n,c,t] + given[c,t];  held[n,c,t] <= most_share[n,c] * whole[c,t].

    Needs are the coalition's and prices fall with volume: without a bound one state would buy for
    all others.  No bound where a state may take all.  given is what parts of the programme have
    given away of held: whole is what is bought.
    """
    held, whole = m["held"], m["whole"]
    bought = [held.sum("state"), *p.terms("given_away", m, p)]
    m.add_constraints(total([whole], less=bought) == 0, name="whole")
    bound = total([held], less=[p.most_share * whole])
    m.add_constraints(bound <= 0, name="fair_share", mask=p.most_share < 1)
