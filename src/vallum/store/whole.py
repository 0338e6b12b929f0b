"""Files and folders that appear whole or not at all.

To: the store and the exports.  Everything is written beside its target under a temporary name
and then renamed.  Three temporary names exist, each ending in the writer's process number:

- `.partial-<target>-<pid>`: being written;
- `.old-<target>-<pid>`: what stood at the target, moved away for the moment of the swap;
- `.gone-<target>-<pid>`: being deleted.

A killed process leaves such a name behind.  `sweep` tells by the process number whether its writer
still lives (on this host: writers on several hosts must not share one folder).
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SWAP_ATTEMPTS = 20
"""How often a swap is tried when another process keeps putting its own result in place."""

_LEFTOVER = re.compile(r"\.(?P<kind>partial|old|gone)-(?P<target>.+)-(?P<pid>\d+)(-journal)?")


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Give a path to write a file or a folder to; put it at `target` when the block ends well.

    What stood at `target` is replaced.  On any exception, an interrupt included, what was written
    is removed and `target` is as it was.  The path given does not exist yet.
    """
    partial = _aside("partial", target)
    _remove(partial)
    try:
        yield partial
        _swap_in(partial, target)
    finally:
        _remove(partial)


def discard(target: Path) -> None:
    """Delete a file or a folder: it is gone at once, however long the deletion takes."""
    gone = _aside("gone", target)
    _remove(gone)
    with suppress(FileNotFoundError):
        target.rename(gone)
    _remove(gone)


def sweep(folder: Path, target: str | None = None) -> None:
    """Clear away what killed processes left in `folder` (of one target's name, or of all).

    A target that was moved away for a swap that never ended is put back.
    """
    for path in sorted(folder.glob(".*")):
        found = _LEFTOVER.fullmatch(path.name)
        if found is None or (target is not None and found["target"] != target):
            continue
        if _lives(int(found["pid"])):
            continue
        if found["kind"] == "old":
            _settle(path, folder / found["target"])
        else:
            _remove(path)


def _swap_in(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`; on failure `target` is as it was."""
    if not new.is_dir() and not target.is_dir():
        new.replace(target)  # one step for the file system
        return
    old = _aside("old", target)
    if _stands(old):
        _settle(old, target)
    for attempt in range(SWAP_ATTEMPTS):
        try:
            with suppress(FileNotFoundError):
                target.rename(old)
            new.rename(target)
        except OSError:
            # Another process put its own result there between the two renames: once more.
            if not _stands(target) or attempt == SWAP_ATTEMPTS - 1:
                raise
        else:
            return
        finally:
            if _stands(old):
                _settle(old, target)


def _settle(old: Path, target: Path) -> None:
    """Put `old` back where nothing took its place; else delete it."""
    if _stands(target):
        discard(old)
    else:
        old.rename(target)


def _aside(kind: str, target: Path) -> Path:
    return target.with_name(f".{kind}-{target.name}-{os.getpid()}")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _stands(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
