"""Draw the picture of the README: what Europe meets of each need without the United States.

python scripts/draw_readme.py           writes docs/img/gaps.png
"""

from __future__ import annotations

from pathlib import Path

from vallum import __version__
from vallum.evidence.shapes import load_shapes
from vallum.report import save_figure
from vallum.report.charts import figures
from vallum.report.material import gather
from vallum.study import run

TARGET = Path(__file__).parent.parent / "docs" / "img" / "gaps.png"


def main() -> None:
    study = run("us_absent", mode=None)
    scenario = study.scenario.model_dump(mode="json") | {"name": study.scenario.name}
    material = gather(
        frames=study.frames(),
        headline=study.headline,
        scenario=scenario,
        run_id="us_absent",
        version=__version__,
        shapes=load_shapes(),
    )
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    save_figure(figures(material)["gaps"], TARGET)


if __name__ == "__main__":
    main()
