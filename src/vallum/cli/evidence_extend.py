"""`vallum evidence template|add|diff|refresh|bundle`: facts of one's own, and all facts as files.

To: `vallum.cli.evidence`, which gives these commands their names.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data, Force, OpenOnly

Overlay = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="FOLDER",
        help="Write the rows into this folder of your own facts (made if need be); left out: "
        "only show what would change.",
    ),
]
Limit = Annotated[
    int,
    typer.Option("--limit", metavar="N", min=0, help="Show at most N rows of each table."),
]
MOST_SHOWN = 20


def template(
    table: Annotated[
        str, typer.Argument(metavar="TABLE", help="A table, as group/table: forces/inventory.")
    ],
    *,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE", help="File to write; left out: named after the table, here."
        ),
    ] = None,
    as_csv: Annotated[
        bool,
        typer.Option("--csv", help="Only the header line, as CSV; without --to it is printed."),
    ] = False,
    force: Force = False,
    data: Data = None,
    open_only: OpenOnly = False,
) -> None:
    """Write a workbook to fill in: a table's header, with what each column wants, and examples.

    Fill in the first sheet, then: vallum evidence add FILE --to FOLDER
    """
    from vallum.cli.show import say, shown_path
    from vallum.cli.views_evidence_extend import template_target, write_file
    from vallum.evidence import Evidence
    from vallum.evidence.template import template_csv, template_xlsx

    facts = Evidence.load(data, open_only=open_only)
    declared = facts.schema(table)
    if as_csv and to is None:
        print(template_csv(declared), end="")
        return
    target, as_csv = template_target(declared, to, as_csv=as_csv)
    content = template_csv(declared).encode() if as_csv else template_xlsx(declared, facts)
    write_file(target, content, force=force)
    say(f"Wrote {shown_path(target)}")


def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A filled .xlsx or .csv file.")],
    *,
    to: Overlay = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="TABLE",
            help="Whose rows they are; left out: told by the file's name or columns.",
        ),
    ] = None,
    limit: Limit = MOST_SHOWN,
    as_json: AsJson = False,
) -> None:
    """Check a filled file and put its rows into a folder of your own facts.

    A row replaces the one with the same key; rows that say nothing new are passed over. Nothing is
    written if there is any fault. Lay the folder over the shipped facts with --data FOLDER.
    """
    from vallum.cli.show import show_json
    from vallum.cli.views_evidence_extend import show_changes, show_outcome, write_overlay
    from vallum.contracts import EvidenceAddAnswer
    from vallum.evidence import Evidence
    from vallum.evidence.add import add_files, name_table

    name = name_table(file, table, Evidence.load())
    addition = add_files({name: file}, to)
    written = write_overlay(to, addition.files)
    if as_json:
        show_json(EvidenceAddAnswer.of(written, addition.changes))
    else:
        show_changes(addition.changes, limit)
        show_outcome(to, addition)


def diff(
    overlay: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A folder of your own facts, as for --data.")
    ],
    *,
    limit: Limit = MOST_SHOWN,
    as_json: AsJson = False,
) -> None:
    """Show what a folder of your own facts changes: rows added, cells old and new, repeats."""
    from vallum.cli.show import show_json
    from vallum.cli.views_evidence_extend import show_changes
    from vallum.contracts import EvidenceDiffAnswer
    from vallum.evidence.diff import diff_overlay

    changes = diff_overlay(overlay)
    if as_json:
        show_json(EvidenceDiffAnswer.of(str(overlay), changes))
    else:
        show_changes(changes, limit)


def refresh(
    reader: Annotated[
        str,
        typer.Argument(
            metavar="READER", help="Who published the file: eurostat, kiel, nato or worldbank."
        ),
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file, as it was downloaded.")],
    *,
    to: Overlay = None,
    edition: Annotated[
        str | None,
        typer.Option(
            "--edition",
            metavar="YYYY-MM",
            help="When the file was published, where it does not say so itself.",
        ),
    ] = None,
    limit: Limit = MOST_SHOWN,
    as_json: AsJson = False,
) -> None:
    """Show which rows an official file would change or add, for review; write them with --to.

    eurostat: gov_10dd_edpt1, nama_10_gdp, demo_pjan as SDMX-CSV or TSV. kiel: the Ukraine Support
    Tracker's workbook or data_explorer.csv. nato: the tables of defence expenditure, XLSX or CSV.
    worldbank: World Development Indicators, CSV. Nothing is fetched.
    """
    from vallum.cli.show import show_json
    from vallum.cli.views_evidence_extend import show_outcome, show_proposal, write_overlay
    from vallum.contracts import EvidenceRefreshAnswer
    from vallum.evidence.refresh import refresh as refresh_from

    proposal = refresh_from(reader, file, to, edition=edition)
    written = write_overlay(to, proposal.addition.files)
    if as_json:
        show_json(EvidenceRefreshAnswer.of(written, proposal))
    else:
        show_proposal(proposal, limit)
        show_outcome(to, proposal.addition)


def bundle(
    to: Annotated[
        Path,
        typer.Option("--to", metavar="PATH", help="A folder, or a file that ends in .zip."),
    ],
    *,
    force: Force = False,
    data: Data = None,
    open_only: OpenOnly = False,
    as_json: AsJson = False,
) -> None:
    """Write all tables as Parquet files, with a descriptor and their terms.

    The same facts give the same bytes. With --open-only every table is under CC BY 4.0.
    """
    from vallum.cli.show import say, show_json, shown_path
    from vallum.cli.views_evidence_extend import write_file, write_folder
    from vallum.contracts import EvidenceBundleAnswer
    from vallum.evidence import Evidence
    from vallum.evidence.bundle import bundle_files, zipped

    files = bundle_files(Evidence.load(data, open_only=open_only))
    if to.suffix.lower() == ".zip":
        write_file(to, zipped(files), force=force)
    else:
        write_folder(to, files, force=force)
    if as_json:
        show_json(EvidenceBundleAnswer.of(str(to), files))
    else:
        say(f"Wrote {len(files)} files to {shown_path(to)}")
