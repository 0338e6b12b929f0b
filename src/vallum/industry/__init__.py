"""How fragmented, how dependent on the United States, how fast can it build?

Front door: `diagnose(world, stock=None) -> IndustryPicture`; `interoperability(picture, states)`
judges any group of states.  The equations stand in `vallum.industry.families` (types and prices),
`fleets` (effective number of types), `interoperability`, `dependence`, `supply` (lines against
need) and `published` (published counts of types).
"""

from __future__ import annotations

from vallum.industry.diagnose import diagnose
from vallum.industry.fleets import effective_number
from vallum.industry.interoperability import Interoperability, interoperability
from vallum.industry.picture import IndustryPicture

__all__ = [
    "IndustryPicture",
    "Interoperability",
    "diagnose",
    "effective_number",
    "interoperability",
]
