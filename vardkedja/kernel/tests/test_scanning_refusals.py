"""Files that are refused in words, and the limits of the child that reads them (X-15)."""

import contextlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from vardkedja.kernel.scanning import reader
from vardkedja.kernel.scanning.kinds import Kind
from vardkedja.kernel.scanning.reader import Paper
from vardkedja.kernel.tests.test_scanning_reader import LIMITS, blank_pdf, file_of, paper, photocopied, read, refused


def locked(pdf: bytes, password: str) -> bytes:
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as made:
        made.save(kept, encryption=pikepdf.Encryption(owner="owner", user=password))
    return kept.getvalue()


def test_x_15_a_locked_pdf_is_refused_and_one_that_opens_without_password_is_read() -> None:
    """X-15: the refusal says that it is the password."""
    assert read(locked(blank_pdf(1), "")).pages == 1
    code, text = refused(locked(blank_pdf(1), "secret"))
    assert code == "X-15.encrypted"
    assert "lösenord" in text


@pytest.mark.parametrize("kind", Kind)
def test_x_15_a_file_that_was_cut_off_or_is_rubbish_is_refused(kind: Kind) -> None:
    """X-15: half a paper is never taken for a whole one."""
    whole = file_of(paper(), form=kind.word)
    assert read(whole, kind).pages == 1
    for part in (0.98, 0.5, 0.1):
        assert refused(whole[: int(len(whole) * part)], kind)[0] == "X-15.corrupt"
    assert refused(whole[:8] + random.Random(7).randbytes(5000), kind)[0] == "X-15.corrupt"


def test_x_15_a_pdf_that_has_lost_its_last_page_is_refused() -> None:
    """X-15: a page was added at the end of the file, and the file was cut off in it; the rest would open as if whole."""
    first = file_of(paper())
    kept = io.BytesIO(first)
    paper().save(kept, "PDF", append=True)
    both = kept.getvalue()
    assert read(both).pages == 2
    assert read(first).pages == 1
    assert refused(both[: (len(first) + len(both)) // 2])[0] == "X-15.corrupt"


def test_x_15_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    """X-15: a small file with 60 million dots; exactly the limit is read, one row more is not, on any page."""
    bomb = file_of(Image.new("1", (10_000, 6_000)), form="PNG")
    assert len(bomb) < 100_000
    code, text = refused(bomb, Kind.PNG)
    assert code == "X-15.too_large_picture"
    assert "10000 gånger 6000" in text
    assert "50 miljoner" in text
    small = replace(LIMITS, pixels=1_000_000)
    fits, above = Image.new("L", (1000, 1000)), Image.new("L", (1000, 1001))
    assert read(file_of(fits, form="PNG"), Kind.PNG, small).pages == 1
    assert refused(file_of(fits, above, form="TIFF"), Kind.TIFF, small)[0] == "X-15.too_large_picture"


def pdf_with_picture(side: int) -> bytes:
    """A page with a white picture that packs to almost nothing."""
    kept = io.BytesIO()
    with pikepdf.new() as made:
        picture = made.make_stream(b"\xff" * (side * side // 8))
        picture.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/BitsPerComponent": 1})
        picture.update({"/Width": side, "/Height": side, "/ColorSpace": pikepdf.Name.DeviceGray})
        page = made.add_blank_page()
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(One=picture))
        page.Contents = made.make_stream(b"q 500 0 0 500 0 0 cm /One Do Q")
        made.save(kept)
    return kept.getvalue()


def test_x_15_a_too_large_picture_in_a_pdf_is_refused_and_not_left_out() -> None:
    """X-15: a page whose picture does not fit in memory would be drawn empty; just below the limit it is read."""
    limits = replace(LIMITS, pixels=1_000_000)
    assert read(pdf_with_picture(1000), limits=limits).pages == 1
    assert refused(pdf_with_picture(1008), limits=limits)[0] == "X-15.too_large_picture"
    assert refused(pdf_with_picture(8000))[0] == "X-15.too_large_picture"


def several_pages() -> bytes:
    return file_of(*[photocopied(paper(), turn) for turn in (1, 2, 3, 4)], form="TIFF")


def test_x_15_a_child_that_takes_too_long_or_too_much_is_a_refusal() -> None:
    """X-15: by the clock and by memory; the same file is read within the usual limits."""
    data = several_pages()
    assert read(data, Kind.TIFF).pages == 4
    for tight in (replace(LIMITS, seconds=0), replace(LIMITS, memory=1_000_000)):
        code, text = refused(data, Kind.TIFF, tight)
        assert code == "X-15.unreadable"
        assert "Försök igen" in text


def children() -> set[int]:
    """The reading children of this process."""
    found = set()
    for listed in Path("/proc/self/task").glob("*/children"):
        for number in listed.read_text().split():
            with contextlib.suppress(OSError):
                if b"scanning.child" in Path(f"/proc/{number}/cmdline").read_bytes():
                    found.add(int(number))
    return found


def test_x_15_a_child_that_is_killed_is_a_refusal_and_the_next_is_read() -> None:
    """X-15: killed from outside in the middle of its work."""
    data, found = several_pages(), []
    assert children() == set()
    reading = threading.Thread(target=lambda: found.append(reader.read(data, Kind.TIFF, LIMITS)))
    reading.start()
    while not (there := children()) and reading.is_alive():
        pass
    for number in there:
        os.kill(number, signal.SIGKILL)
    reading.join()
    assert there
    assert [reason.code for reason in found[0]] == ["X-15.unreadable"]
    assert read(data, Kind.TIFF).pages == 4


def test_x_15_the_reading_child_is_bound_while_it_works() -> None:
    """X-15: seen from outside, it may write nothing to disk and open nothing more."""
    reading = threading.Thread(target=read, args=(several_pages(), Kind.TIFF))
    reading.start()
    seen: dict[str, str] = {}
    while reading.is_alive() and seen.get("open files") != "0":
        for number in children():
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{number}/limits").read_text().splitlines()[1:]
                seen = {line[4:26].strip(): line[26:].split()[0] for line in lines}
    reading.join()
    named = ("open files", "file size", "core file size", "cpu time", "address space")
    assert [seen[name] for name in named] == ["0", "0", "0", "20", "1000000000"]


def in_child(code: str) -> tuple[int, str]:
    """How a process ends, and what it prints, that runs the code with the reading child's own means to bind itself."""
    task = json.dumps({"parent": os.getpid(), "cpu": 1, "memory": 10**9})
    lead = f"import json, os, socket, sys\nfrom vardkedja.kernel.scanning import child\ntask = json.loads({task!r})\n"
    run = [sys.executable, "-P", "-B", "-c", lead + code]
    environment = {"PYTHONPATH": str(reader.ROOT)}
    done = subprocess.run(run, env=environment, capture_output=True, text=True, check=False, timeout=30)
    return done.returncode, done.stdout


def test_x_15_the_child_is_ended_when_its_processor_time_is_out() -> None:
    """X-15: a file that keeps the decoder busy for ever."""
    ended, printed = in_child("child._bind(task)\nprint('bound', flush=True)\nwhile True: pass")
    assert ended in (-signal.SIGXCPU, -signal.SIGKILL)
    assert printed == "bound\n"


@pytest.mark.parametrize("attempt", ["open('/etc/passwd')", "open('/tmp/x', 'w')", "socket.socket()", "os.pipe()"])
def test_x_15_the_child_opens_no_file_and_no_connection(attempt: str) -> None:
    """X-15: what it could do before it has closed its doors, it cannot afterwards."""
    tried = f"try:\n    {attempt}\n    print('opened')\nexcept OSError as failed:\n    print('closed', failed.errno)\n"
    assert in_child("child._bind(task)\nchild._shut()\n" + tried) == (0, "closed 24\n")
    assert in_child("os.pipe(), socket.socket()\nprint('opened')") == (0, "opened\n")


def test_x_15_the_child_ends_when_its_parent_is_another() -> None:
    """X-15: a parent that died before the child could ask to follow leaves nobody behind."""
    assert in_child("child._bind(task)\nprint('here')") == (0, "here\n")
    assert in_child("task['parent'] += 1\nchild._bind(task)\nprint('here')") == (1, "")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda answer: answer[:-1],
        lambda answer: answer + b"x",
        lambda answer: b"",
        lambda answer: b"[]\n",
        lambda answer: b'{"pages": 5, "codes": [], "previews": []}\n',
        lambda answer: b'{"refused": "pages", "parts": {}}\n',
    ],
)
def test_x_15_an_answer_that_is_not_whole_is_not_taken(spoil: Callable[[bytes], bytes]) -> None:
    """X-15: a child that was cut off in the middle gives a refusal, never half a paper."""
    data = blank_pdf(1)
    answer = reader._ask(data, reader._task(Kind.PDF, LIMITS), LIMITS)
    assert isinstance(reader._taken(answer, data, Kind.PDF, LIMITS), Paper)
    found = reader._taken(spoil(answer), data, Kind.PDF, LIMITS)
    assert isinstance(found, list)
    assert found[0].code == "X-15.unreadable"
