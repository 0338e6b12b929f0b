"""The verdict of one run: headline, figures, gaps, map, bottlenecks, and how to get it again."""

from __future__ import annotations

from shlex import join

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from vallum.report.cells import Cell, address
from vallum.report.document import overrides
from vallum.report.material import Material
from vallum.report.words import percent
from vallum.scenario import preset_names, shipped_names
from vallum.store import StoredRun
from vallum.study import EXACT
from vallum.workbench.asked import BASE, Asked
from vallum.workbench.cards import Card, card, cards, newest_of_presets
from vallum.workbench.drawn import Drawn, drawn
from vallum.workbench.page import RunId, run_of, store_of, text_of, unpacked

router = APIRouter(include_in_schema=False)
HELD_BACK = 3


@router.get("/verdict", response_class=HTMLResponse)
def picked(request: Request, scenario: str = "us_absent") -> RedirectResponse:
    """The newest run of a preset; the start page where none is kept."""
    newest = newest_of_presets(cards(store_of(request)))
    target = f"/runs/{newest[scenario].id}" if scenario in newest else "/"
    return RedirectResponse(target, 303)


@router.get("/runs/{run}", response_class=HTMLResponse)
def verdict(request: Request, run: RunId) -> Response:
    kept = run_of(request, run)
    found, told = drawn(kept), card(store_of(request), kept)
    packed = found.packed(("verdict", told), lambda: _page(kept, found, told))
    return unpacked(request, packed, "text/html; charset=utf-8")


def _page(kept: StoredRun, found: Drawn, told: Card) -> str:
    changes = overrides(found.material)
    figures = [*found.key_figures, *_joint(found.material)]
    order = [place for place in _four(found.material) if place < len(figures)]
    bottlenecks = [
        {**row, "address": address("bottlenecks", "relief", row["constraint"], row["where"])}
        for row in kept.headline.get("bottlenecks", ())[:HELD_BACK]
    ]
    return text_of(
        "verdict.html",
        run=kept,
        tab="Verdict",
        card=told,
        presets=[(name, name == kept.name and not changes) for name in preset_names()],
        key_figures=[figures[place] for place in order],
        more_figures=[item for place, item in enumerate(figures) if place not in order],
        bottlenecks=bottlenecks,
        shown=found.first,
        summary=_summary(kept, [figures[place] for place in order]),
        asked=_asked(kept, changes),
        command=_command(kept, changes),
        python=_python(kept, changes),
    )


def _asked(run: StoredRun, changes: list[str]) -> Asked:
    """What was asked, where it began with a shipped scenario; else the default."""
    if run.name not in shipped_names():
        return Asked()
    fields = [change.partition("=") for change in changes]
    return Asked.of([(BASE, run.name), *((name, text) for name, _, text in fields)])


def _four(material: Material) -> tuple[int, ...]:
    """Places of the four figures that come first: year, shortfall, cost and joint share."""
    return (0, 4, 1, 6) if material.planned else (0, 1, 2, 3)


def _joint(material: Material) -> list[dict[str, object]]:
    """The part of the plan that states order jointly; nothing without a plan."""
    share = material.headline.get("joint_share")
    if not material.planned or share is None:
        return []
    saving = material.headline.get("joint_saving_eur_bn")
    told = (
        ("saves ", Cell(f"EUR {saving:,.1f} bn", address("headline", "joint_saving_eur_bn")))
        if saving is not None
        else ()
    )
    return [
        {
            "value": Cell(percent(share), address("headline", "joint_share")),
            "label": "of all orders placed jointly, by value",
            "note": told,
            "quiet": False,
        }
    ]


def _summary(run: StoredRun, figures: list[dict[str, object]]) -> str:
    """A few lines of plain text, to be pasted elsewhere."""
    told = [str(run.headline["sentence"])]
    told += [f"- {figure['value']} {figure['label']}" for figure in figures]
    held = [str(row["meaning"]) for row in run.headline.get("bottlenecks", ())[:HELD_BACK]]
    told += ["What holds it back:", *(f"- {meaning}" for meaning in held)] if held else []
    told.append(f"{run.title}. Vallum run {run.id}; every figure rests on stated assumptions.")
    return "\n".join(told)


def _command(run: StoredRun, changes: list[str]) -> str:
    """The line that makes this run again, where the same facts and code are at hand."""
    words = ["vallum", "run", run.name, "--mode", run.mode.removesuffix(EXACT)]
    words += ["--exact"] if run.mode.endswith(EXACT) else []
    for change in changes:
        words += ["--set", change]
    return join(words)


def _python(run: StoredRun, changes: list[str]) -> str:
    """The same in Python."""
    mode = repr(None if run.mode == "none" else run.mode.removesuffix(EXACT))
    told = f'"{run.name}", mode={mode}'.replace("'", '"')
    if changes:
        told += ", set_=[" + ", ".join(f'"{change}"' for change in changes) + "]"
    return f"import vallum\n\nresult = vallum.run({told})\nprint(result.headline)"
