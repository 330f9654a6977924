"""The WARC a crawl keeps: begun beside its final name, gone on with after a crash, given its name when it is whole.

A file called `….part` belongs to a crawl that did not end. The next crawl with the same settings goes on with it, as
long as what it holds is of about the same time; nothing ever takes it for evidence.
"""

from __future__ import annotations

import contextlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from egovspec import __version__
from egovspec.collect.base import Context
from egovspec.collect.website.media.tape import END, SOFTWARE, Recorder, Tape
from egovspec.collect.website.media.warc import Archive, NoArchive, Writer, whole_part
from egovspec.collect.website.settings import WebsiteSettings
from egovspec.collect.website.wire.asking import Asking

STILL_OF_THE_SAME_TIME = timedelta(hours=24)
TOLD = ("url", "connect_to", "limits", "robots", "links", "browser", "columns", "private_addresses", "certificates")


class Kept:
    """The file a crawl is recorded in. Raises OSError when it cannot be written.

    begun     when the crawl began: now, or when the one that is gone on with did
    resumed   records of the crawl that is gone on with; 0 for a new one
    dropped   whether an unfinished crawl was there that could not be gone on with
    """

    def __init__(self, settings: WebsiteSettings, context: Context) -> None:
        if context.keep is None:
            raise ValueError("nothing is to be kept")
        self._folder = context.keep
        self._name = context.evidence
        self._only_last = context.keep_only_last
        self._folder.mkdir(parents=True, exist_ok=True)
        self._part = self._folder / f"{self._name}.warc.gz.part"
        self._archive: Archive | None = None
        self._tape: Tape | None = None
        self.dropped = False
        # Not "w": what lies there may be another crawl's until the lock says that it is not.
        self._file: IO[bytes] = self._part.open("a+b")
        try:
            _lock(self._file)
            told = said_by(settings)
            begun = None if context.afresh else self._going_on(told, context.now)
            self._writer = Writer(self._file)
            if begun is None:
                self.dropped = self._part.stat().st_size > 0
                self._file.truncate(0)
                self._writer.info(_introduction(told), context.now)
            self.begun = begun or context.now
        except OSError:
            self.close()
            raise

    @property
    def resumed(self) -> int:
        return self._tape.records if self._tape is not None else 0

    def around(self, asking: Asking) -> Recorder:
        """Record whatever `asking` is asked."""
        return Recorder(asking, self._writer, self._tape)

    def finish(self, now: datetime) -> Path:
        """Give the file its name: that of the evidence, and when the crawl began."""
        self._writer.note(END, "note", {"finished": True}, now)
        final = self._folder / f"{self._name}-{self.begun:%Y%m%dT%H%M%SZ}.warc.gz"
        self._part.replace(final)  # while it is locked: nobody else may begin to write it in between
        self.close()
        if self._only_last:
            for other in self._folder.glob(f"{self._name}-*T*Z.warc.gz"):
                if other != final:
                    with contextlib.suppress(OSError):
                        other.unlink()
        return final

    def discard(self) -> None:
        """Throw away what was begun: a crawl that saw nothing is not to be gone on with."""
        self.close()
        self._part.unlink(missing_ok=True)

    def close(self) -> None:
        if self._archive is not None:
            self._archive.close()
        with contextlib.suppress(OSError):  # what could not be written will not be written now
            self._file.close()

    def _going_on(self, told: str, now: datetime) -> datetime | None:
        """When the crawl began that left its file here; None when there is none, or another one's, or too old."""
        if not self._part.stat().st_size:
            return None
        try:
            self._file.truncate(whole_part(self._part))
            archive = Archive(self._part)
        except (NoArchive, OSError):
            return None
        try:
            tape = Tape(archive, resuming=True)
        except (NoArchive, OSError):
            archive.close()
            return None
        if not tape.own or tape.begun is None or tape.told != told or now - tape.begun > STILL_OF_THE_SAME_TIME:
            archive.close()
            return None
        self._archive, self._tape = archive, tape
        return tape.begun


def said_by(settings: WebsiteSettings) -> str:
    """What a crawl was told, as JSON: enough to repeat it over what was recorded."""
    return json.dumps(settings.model_dump(mode="json", include=set(TOLD)), sort_keys=True, ensure_ascii=True)


def _introduction(told: str) -> dict[str, str]:
    return {
        "software": f"{SOFTWARE}/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "egovspec-settings": told,
    }


def _lock(file: IO[bytes]) -> None:
    """Two crawls must not write one file. Raises OSError when another one does."""
    try:
        import fcntl
    except ImportError:  # Windows holds a file that is open for writing by itself
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
