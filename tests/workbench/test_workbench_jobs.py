"""The queue: bounds, limits, cancel, and what a killed server leaves."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from vallum.errors import UserError
from vallum.workbench.jobs import Job, Jobs, Limits, TooManyError
from vallum.workbench.jobs.record import JobFolder
from workbench_help import says, until

DONE = '{"run": "0123456789ab"}'


def ask(jobs: Jobs, owner: str = "", base: str = "us_absent", *, ours: bool = False) -> Job:
    return jobs.submit(base=base, mode="none", title="A run", owner=owner, ours=ours)


def test_a_job_is_done_one_after_the_other_and_tells_its_steps(tmp_path: Path) -> None:
    heard: list[str] = []
    jobs = Jobs(
        tmp_path, command=says(DONE, steps=["Look"]), done=lambda job: heard.append(job.run)
    )
    first, second = ask(jobs), ask(jobs, base="eu_only")
    jobs.tick()
    assert [jobs.get(job.id).state for job in (first, second)] == ["running", "waiting"]
    assert jobs.ahead(second) == 1
    until(jobs, lambda: jobs.open == 0)
    assert jobs.get(first.id).run == "0123456789ab"
    assert jobs.steps(first) == ["Look ..."]
    assert heard == ["0123456789ab"] * 2


def test_the_same_question_twice_is_one_job(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    assert ask(jobs).id == ask(jobs).id
    assert ask(jobs).id != ask(jobs, owner="somebody").id


def test_the_queue_and_a_readers_asking_are_bounded(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path, limits=Limits(waiting=2, asked=3))
    for owner in ("a", "b"):
        ask(jobs, owner)
    with pytest.raises(TooManyError, match="2 runs wait already"):
        ask(jobs, "c")
    ask(jobs, "d", ours=True)  # the server's own are not counted

    often = Jobs(tmp_path / "often", limits=Limits(asked=2))
    for base in ("us_absent", "eu_only"):
        ask(often, base=base)
    with pytest.raises(TooManyError, match="2 runs in 10 minutes"):
        ask(often, base="european_pillar")


def test_a_job_is_nobody_elses(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    mine = ask(jobs, "me")
    with pytest.raises(UserError, match="no such job"):
        jobs.get(mine.id, "you")
    with pytest.raises(UserError, match="no such job"):
        jobs.cancel(mine.id, "you")
    assert jobs.list("you") == []
    assert len(mine.id) == 32


def test_cancel_ends_the_process(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path, command=says(DONE, after=60))
    job = ask(jobs)
    jobs.tick()
    folder = JobFolder(jobs.folder / job.id)
    assert folder.alive
    assert jobs.cancel(job.id).state == "cancelled"
    until(jobs, lambda: not folder.alive)
    assert jobs.cancel(job.id).state == "cancelled"  # once more changes nothing


@pytest.mark.parametrize(
    ("script", "limits", "told"),
    [
        ("raise SystemExit('the scenario is wrong')", Limits(), "the scenario is wrong"),
        ("bytearray(3 * 2**30)", Limits(memory_mb=1024), "1 GB of memory"),
        ("import time; time.sleep(60)", Limits(seconds=0), "took longer than"),
        ("print('no answer')", Limits(), "ended without an answer"),
    ],
    ids=["its own words", "memory", "clock", "nothing"],
)
def test_a_failure_is_told_in_a_sentence(
    tmp_path: Path, script: str, limits: Limits, told: str
) -> None:
    jobs = Jobs(tmp_path, command=lambda job: [sys.executable, "-S", "-c", script], limits=limits)
    if limits.seconds == 0:  # the processor's limit would come first
        jobs.limits = Limits()
    job = ask(jobs)
    jobs.tick()
    jobs.limits = limits
    until(jobs, lambda: jobs.get(job.id).over)
    assert jobs.get(job.id).state == "failed"
    assert told in jobs.get(job.id).message


def test_a_server_that_was_killed_goes_on_watching_what_outlived_it(tmp_path: Path) -> None:
    killed = Jobs(tmp_path, command=says(DONE, after=0.4))
    job = ask(killed)
    killed.tick()  # and then no more: killed
    jobs = Jobs(tmp_path)
    jobs.tick()
    assert jobs.get(job.id).state == "running"
    until(jobs, lambda: jobs.get(job.id).over)
    assert (jobs.get(job.id).state, jobs.get(job.id).run) == ("done", "0123456789ab")


def test_a_job_killed_with_its_server_is_begun_again_once(tmp_path: Path) -> None:
    job, jobs = None, None
    for _ in range(2):
        jobs = Jobs(tmp_path, command=says(DONE, after=60))
        job = job or ask(jobs)
        jobs.tick()
        jobs.tick()
        os.killpg(jobs.get(job.id).pid, signal.SIGKILL)
        jobs._processes.pop(job.id).wait()
    assert job is not None
    assert jobs is not None
    last = Jobs(tmp_path)
    assert last.get(job.id).attempts == 2
    last.tick()
    assert last.get(job.id).state == "interrupted"
    assert "stopped twice" in last.get(job.id).message


def test_a_graceful_stop_puts_jobs_back(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path, command=says(DONE, after=60))
    job = ask(jobs)
    jobs.tick()
    jobs.stop()
    again = Jobs(tmp_path, command=says(DONE))
    assert again.get(job.id).state == "waiting"
    until(again, lambda: again.get(job.id).state == "done")


def test_a_damaged_record_harms_no_other(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    job, other = ask(jobs), ask(jobs, base="eu_only")
    (jobs.folder / job.id / "job.json").write_text("{", encoding="utf-8")
    (jobs.folder / "stray").mkdir()
    assert [found.id for found in Jobs(tmp_path).list()] == [other.id]


def test_old_records_are_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vallum.workbench.jobs.queue.KEPT", 1)
    jobs = Jobs(tmp_path)
    first, second = ask(jobs), ask(jobs, base="eu_only")
    jobs._put(replace(first, asked=first.asked - 1))
    for job in (first, second):
        jobs.cancel(job.id)
    assert [job.id for job in jobs.list()] == [second.id]
    assert not (jobs.folder / first.id).exists()


def test_own_facts_reach_the_command_and_leave_with_it(tmp_path: Path) -> None:
    script = """import json, pathlib, sys
told = next(pathlib.Path(sys.argv[2]).iterdir()).read_text()
print(json.dumps({'run': told}))"""
    jobs = Jobs(tmp_path, command=lambda job: [sys.executable, "-S", "-c", script])

    def facts(folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "rows.csv").write_text("mine", encoding="utf-8")

    job = jobs.submit(base="us_absent", mode="none", title="", facts=facts)
    until(jobs, lambda: jobs.get(job.id).over)
    assert jobs.get(job.id).run == "mine"
    assert not JobFolder(jobs.folder / job.id).data.exists()
