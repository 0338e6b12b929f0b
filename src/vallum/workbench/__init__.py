"""The workbench: kept runs read in a browser.

From: the store and the report's charts.  To: `vallum serve`.

It only reads: no address changes anything, so there is nothing to forge.  No page holds a script
or asks another host for anything.
"""

from vallum.workbench.app import create_app

__all__ = ["create_app"]
