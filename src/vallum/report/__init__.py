"""The report and its charts: how a run meets readers on paper and on screen.

From: frames and headline of a study.  To: the command line.
"""

from vallum.report.document import BASE_STYLE, render_report, write_report
from vallum.report.figure import Figure
from vallum.report.framed import save_figure
from vallum.report.provenance import Origins

__all__ = ["BASE_STYLE", "Figure", "Origins", "render_report", "save_figure", "write_report"]
