"""Whatever a user can get wrong: one clear sentence, exit code 2, nothing written."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from calling import Call

from vallum.evidence.load import SHIPPED

BOMB = "a: &a [x,x,x,x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}, *{before}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
PICTURE = b"\x89PNG\r\n\x1a\n\x00"

SCENARIOS = {
    "unknown key": ("us: {troops_left: 2030}", "line 2, us.troops_left: "),
    "wrong type": ("horizon: {last: soon}", "line 2, horizon.last: "),
    "state that does not exist": ("coalition: {partners: [GBR, ZZZ]}", "'ZZZ'"),
    "state by another name": ("coalition: {partners: [UK]}", "'UK'"),
    "coalition with no member": ("coalition: {include: [], partners: []}", "no member"),
    "coalition emptied": (
        "coalition: {include: [], partners: [GBR], exclude: [GBR]}",
        "without a member",
    ),
    "horizon backwards": ("horizon: {first: 2030, last: 2028}", "is not after horizon.first"),
    "contingency that does not exist": (
        "need: {contingencies: [mars]}",
        "bad.yaml, line 2, need.contingencies[0]: 'mars' is not a contingency",
    ),
    "a tab": ("us:\n\tposture: absent", "is not valid YAML"),
}


@pytest.mark.parametrize(("text", "said"), SCENARIOS.values(), ids=SCENARIOS)
@pytest.mark.parametrize("command", ["run", "gaps"])
def test_a_faulty_scenario(
    vallum: Call, tmp_path: Path, command: str, text: str, said: str
) -> None:
    refused(vallum, tmp_path, f"extends: us_absent\n{text}\n".encode(), said, command)


@pytest.mark.parametrize(
    ("content", "said"),
    [(BOMB.encode(), "anchors (&) and aliases (*) are not allowed"), (PICTURE, "not text"),
     (b"", "is empty"), (b"- a\n- b\n", "is not a scenario")],
    ids=["a YAML bomb", "another kind of file", "empty", "a list"],
)  # fmt: skip
def test_a_file_that_is_no_scenario(
    vallum: Call, tmp_path: Path, content: bytes, said: str
) -> None:
    refused(vallum, tmp_path, content, said, "run")


def refused(vallum: Call, tmp_path: Path, content: bytes, said: str, command: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_bytes(content)
    done = vallum(command, "bad.yaml", "--json")
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "bad.yaml" in done.err
    assert one_sentence(done.err)
    assert list(tmp_path.iterdir()) == [file]


def one_sentence(err: str) -> bool:
    return err.count("\n") == 1 and err.endswith("\n") and "Traceback" not in err


def test_a_file_that_cannot_be_read(vallum: Call, tmp_path: Path) -> None:
    # A folder of that name refuses to be read whoever asks, root included.
    (tmp_path / "bad.yaml").mkdir()
    done = vallum("run", "bad.yaml")
    assert (done.code, done.out) == (2, "")
    assert one_sentence(done.err)
    assert not (tmp_path / "runs").exists()


PRICE = "unit_price_eur_mn_central"


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        (PRICE, "-3", f"line 2, {PRICE}: -3 is below 0"),
        (PRICE, "dear", f"line 2, {PRICE}: 'dear'"),
        ("source", "nobody", "line 2, source: source 'nobody' is not in"),
        ("source", None, "column 'source' is missing"),
    ],
    ids=["negative price", "wrong type", "unknown source", "missing column"],
)
def test_a_faulty_overlay(
    vallum: Call, tmp_path: Path, column: str, cell: str | None, said: str
) -> None:
    file = tmp_path / "mine" / "industry" / "systems.csv"
    file.parent.mkdir(parents=True)
    with (SHIPPED / "industry" / "systems.csv").open(encoding="utf-8", newline="") as shipped:
        row = next(csv.DictReader(shipped))
    row |= {column: cell or ""}
    if cell is None:
        del row[column]
    with file.open("w", encoding="utf-8", newline="") as overlay:
        writer = csv.DictWriter(overlay, list(row))
        writer.writeheader()
        writer.writerow(row)
    done = vallum("run", "--data", "mine")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("mine/industry/systems.csv, ")
    assert said in done.err
    assert one_sentence(done.err)
    assert not (tmp_path / "runs").exists()


EVERY_COMMAND = {
    "run": ("run",),
    "plan": ("plan",),
    "gaps": ("gaps",),
    "why": ("why", "stock"),
    "compare": ("compare", "us_absent", "eu_only"),
    "export": ("export", "latest"),
    "runs list": ("runs", "list"),
    "runs show": ("runs", "show", "latest"),
    "runs delete": ("runs", "delete", "latest"),
    "scenario list": ("scenario", "list"),
    "scenario show": ("scenario", "show"),
    "scenario new": ("scenario", "new"),
    "scenario check": ("scenario", "check", "us_absent"),
    "scenario schema": ("scenario", "schema"),
    "evidence list": ("evidence", "list"),
    "evidence show": ("evidence", "show", "economy/fx"),
    "evidence check": ("evidence", "check"),
    "evidence query": ("evidence", "query", "SELECT 1"),
    "evidence sources": ("evidence", "sources"),
    "evidence describe": ("evidence", "describe"),
}


@pytest.mark.parametrize("words", EVERY_COMMAND.values(), ids=EVERY_COMMAND)
def test_every_command_takes_data_and_json(
    vallum: Call, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "file"
    file.write_text("no folder", encoding="utf-8")
    done = vallum(*words, "--data", "file", "--json")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("file: is a file; give the folder that holds it")
    assert one_sentence(done.err)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "us_absnt"), "there is no preset 'us_absnt'; did you mean"),
        (("run", "--set", "us.enablers_left=2030"), "--set, us.enablers_left: "),
        (("run", "--set", "us.enablers_leave=soon"), "--set, us.enablers_leave: "),
        (("run", "--set", "us.enablers_leave"), "--set, us.enablers_leave: sets nothing"),
        (("run", "--mode", "fast"), "invalid value for '--mode'"),
        (("plan", "--mode", "none"), "invalid value for '--mode'"),
        (("plan", "--by", "colour"), "invalid value for '--by'"),
        (("plan", "--top", "0"), "invalid value for '--top'"),
        (("gaps", "--by", "colour"), "invalid value for '--by'"),
        (("gaps", "--year", "soon"), "invalid value for '--year'"),
        (("export", "latest", "--format", "pdf"), "invalid value for '--format'"),
        (("export",), "missing argument 'RUN'"),
        (("run", "--fast"), "no such option: --fast"),
        (("ran",), "no such command 'ran'"),
        (("runs", "lost"), "no such command 'lost'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_mistyped(vallum: Call, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = vallum(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(said)
    assert one_sentence(done.err)
    assert list(tmp_path.iterdir()) == []
