"""A study of futures, step by step: a notebook of marimo.

Read it in a browser with `marimo edit examples/futures.py`, or run it with
`python examples/futures.py`; `VALLUM_RUNS` says where the study is kept.
"""

# ruff: noqa: PLR0917 - a cell's arguments are what it reads of other cells

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="A study of futures")


with app.setup:
    import os
    from pathlib import Path

    import marimo as mo

    from vallum.contracts import ExploreAnswer
    from vallum.evidence import Evidence
    from vallum.futures.bench import work
    from vallum.futures.explore import explore
    from vallum.futures.findings import find
    from vallum.report.futures_charts import futures_figures
    from vallum.scenario import load_scenario


@app.cell
def _():
    mo.md(
        """
        # A study of futures

        No single forecast deserves trust. This notebook draws futures from stated ranges, makes
        the best plan in each, and asks what survives: in how many does Europe stand alone by which
        year, what does that hang on, and under which few conditions does the plan fail?
        """
    )


@app.cell
def _():
    # What is asked.  Change it and run the cells below again: a study that was stopped, or made
    # before, goes on where it was.
    name, futures, seed, tried = "us_absent", 64, 0, ("more_money",)
    runs = Path(os.environ.get("VALLUM_RUNS", "runs"))
    return futures, name, runs, seed, tried


@app.cell
def _():
    # Who solves a chunk of futures: the live model, on this machine.
    do = work
    return (do,)


@app.cell
def _(name):
    evidence, scenario = Evidence.load(), load_scenario(name)
    uncertain = evidence.table("requirements/uncertainties").select(
        "title", "kind", "low", "central", "high", "choices", "note"
    )
    mo.vstack([mo.md(f"## What is uncertain\n\n{scenario.description}"), mo.ui.table(uncertain)])
    return evidence, scenario


@app.cell
def _(do, evidence, futures, runs, scenario, seed, tried):
    study = explore(scenario, evidence, futures=futures, seed=seed, names=tried, runs=runs, do=do)
    return (study,)


@app.cell
def _(study):
    found = find(study)
    answer = ExploreAnswer.of(study, found)
    mo.md(f"## What it says\n\n{answer.finding}")
    return answer, found


@app.cell
def _(answer):
    figures = futures_figures(answer)
    mo.vstack([mo.vstack([mo.md(f"### {each.title}"), each.chart]) for each in figures])
    return (figures,)


@app.cell
def _(answer):
    def listed(words):
        return "\n".join(f"- {each}" for each in words) or "- none: too few futures, or none fails"

    mo.md(
        f"## What to watch\n\n{listed(post.sentence for post in answer.signposts)}\n\n"
        "## Which policy is regretted least\n\n"
        + listed(
            f"{row.title}: stands alone by {answer.by} in {100 * row.stands_alone:.0f} %, at worst "
            f"{row.worst_regret:.2f} points of shortfall more than the best"
            for row in answer.regret
        )
    )


@app.cell
def _(answer):
    mo.md(
        f"""
        ## What it is not

        Shares are of futures drawn from stated ranges, not chances. Solved by: {answer.model}. Its
        stand-alone year is that of plans by state in {100 * answer.same_year:.0f} % of those it
        was held against, within a year in {100 * answer.within_a_year:.0f} %.
        """
    )


if __name__ == "__main__":
    app.run()
