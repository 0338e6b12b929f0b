"""Does the line hold?  Published aggregate campaign models, and what they cannot tell.

From: callers' inputs.  To: `vallum.study.campaign`, `window` and `field_frames`.

    lanchester   Lanchester and Helmbold exchange laws, Hughes' salvo exchange
    adaptive     Epstein's Adaptive Dynamic Model; adaptive_many: the same, compiled
    expansion    the Attrition-FEBA Expansion Model (Kaufmann, Posen)

All work on arrays of paths: each input is a number or an array over paths, in one common shape.
The models disagree, and their inputs are soft: `WARNING` belongs beside every figure.
"""

from vallum.theatre.adaptive import AirArm, Duel, Ground, fight_adaptive
from vallum.theatre.expansion import Breakthrough, Front, fight_expansion
from vallum.theatre.lanchester import Exchange, Salvo, exchange_salvo, fight_to_end

WARNING = (
    "Aggregate campaign models compare assumptions; they predict no battle. They leave out command,"
    " morale, surprise and terrain, and modest changes of their inputs turn holding into collapse."
)

__all__ = [
    "WARNING",
    "AirArm",
    "Breakthrough",
    "Duel",
    "Exchange",
    "Front",
    "Ground",
    "Salvo",
    "exchange_salvo",
    "fight_adaptive",
    "fight_expansion",
    "fight_to_end",
]
