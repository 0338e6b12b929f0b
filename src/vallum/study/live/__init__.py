"""Answers while somebody waits: the live model, corrected by what it is known to get wrong."""

from vallum.study.live.calibration import Band, Calibration, calibration, plans
from vallum.study.live.session import LiveAnswer, LiveSession, one_bloc

__all__ = ["Band", "Calibration", "LiveAnswer", "LiveSession", "calibration", "one_bloc", "plans"]
