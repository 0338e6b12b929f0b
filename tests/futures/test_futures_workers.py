"""Which worker is given which chunk: everything once, and what fits what it had."""

from __future__ import annotations

import os
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from easy_futures import threads_of
from vallum.futures.sample import Chunk
from vallum.futures.workers import LOOK, ONE_THREAD, Line, worked

SCENES = st.tuples(st.sampled_from(("as_is", "more")), st.integers(0, 5))


def chunk(number: int, policy: str = "as_is", scene: int = 0) -> Chunk:
    return Chunk(0, number, policy, (scene,), (number,), ((),))


@given(scenes=st.lists(SCENES, max_size=60), workers=st.integers(1, 5), data=st.data())
def test_every_chunk_is_given_once(scenes, workers, data):
    chunks = [chunk(number, policy, scene) for number, (policy, scene) in enumerate(scenes)]
    line = Line(iter(chunks), workers)
    given_out = Counter[int]()
    while (found := line.next(data.draw(st.integers(0, workers - 1)))) is not None:
        given_out[found.number] += 1
    assert given_out == Counter(range(len(chunks)))


@given(scenes=st.integers(2, 6), each=st.integers(1, 4))
def test_two_workers_in_turn_never_share_a_scene_but_the_last(scenes, each):
    """Each has the World of its scene; only who would be idle helps another."""
    chunks = [chunk(s * each + n, scene=s) for s in range(scenes) for n in range(each)]
    line = Line(iter(chunks), workers=2)
    met: dict[int, set[int]] = {}
    for turn in range(len(chunks)):
        found = line.next(turn % 2)
        assert found is not None
        met.setdefault(found.scene[0], set()).add(turn % 2)
    assert sum(len(who) > 1 for who in met.values()) <= scenes % 2


def test_each_worker_keeps_to_a_policy_while_there_are_enough():
    """Programmes of a policy take seconds to declare."""
    chunks = [chunk(n, policy, n % 4) for n, policy in enumerate(["as_is"] * 4 + ["more"] * 4)]
    line = Line(iter(chunks), workers=2)
    given_out = [line.next(turn % 2) for turn in range(8)]
    assert [each.policy for each in given_out[0::2] if each] == ["as_is"] * 4
    assert [each.policy for each in given_out[1::2] if each] == ["more"] * 4


def test_few_chunks_are_held_at_a_time():
    taken = []
    chunks = (taken.append(n) or chunk(n, scene=n % 7) for n in range(1000))
    Line(chunks, workers=2).next(0)
    assert len(taken) == LOOK * 3


def test_a_process_is_born_with_one_thread_for_each_library(monkeypatch):
    """Whatever the caller's own environment, which stays as it was; what a user sets holds."""
    for name in ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(ONE_THREAD[-1], "3")
    before = dict(os.environ)
    chunks = iter([chunk(number) for number in range(4)])
    found = [rows["threads"].to_list() for _, rows in worked(None, chunks, 2, None, threads_of)]
    assert found == [["1", "1", "3"]] * 4
    assert dict(os.environ) == before
