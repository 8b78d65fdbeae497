"""One process, no server: statements per request, processor time of the Python alone, of a printed form, and a profile.

usage: inside.py FOLDER STEM [--profile list|issue|search]    in the environment of the product, the request files written.
Prints JSON, or the profile.
"""

# ruff: noqa: PLC0415  (Django is set up, or a database chosen, before the product is imported)

import cProfile
import io
import json
import os
import pstats
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402

from vardkedja.kernel import clock  # noqa: E402
from vardkedja.kernel.access import Session  # noqa: E402

TIMES, BATCH = 300, 20
application = WSGIHandler()


def send(line: str) -> tuple[int, bytes]:
    """One line of a request file through the whole of Django."""
    method, address, kind, cookie, body = line.rstrip("\n").split("\t")
    path, _, query = address.partition("?")
    sent = body.encode()
    environment: dict[str, Any] = {
        **{
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": kind,
            "HTTP_COOKIE": cookie,
        },
        **{"CONTENT_LENGTH": str(len(sent)), "HTTP_HOST": "127.0.0.1", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80"},
        **{"wsgi.input": io.BytesIO(sent), "wsgi.url_scheme": "http", "SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": ""},
    }
    status: list[int] = []
    answer = application(environment, lambda head, headers: status.append(int(head[:3])))
    return status[0], b"".join(answer)


def not_issued(lines: list[str]) -> list[str]:
    """The lines whose cases still are drafts."""
    from vardkedja.kernel.cases import Case

    drafts = set(map(str, Case.objects.filter(state="draft").values_list("uuid", flat=True)))
    return [line for line in lines if line.split("/")[2] in drafts]


def statements(line: str) -> list[str]:
    """The SQL that a request runs; BEGIN and COMMIT are not among them."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(" ".join(sql.split())[:150])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        send(line)
    return seen


def python_time(lines: list[str]) -> float:
    """Milliseconds of this process's processor time a request: the median of batches, since others share the machine."""
    taken = []
    for first in range(0, len(lines), BATCH):
        batch = lines[first : first + BATCH]
        began = time.process_time()
        for line in batch:
            status, _ = send(line)
            if status >= 400:
                raise RuntimeError(f"{line[:80]} answered {status}")
        taken.append((time.process_time() - began) * 1000 / len(batch))
    return statistics.median(taken)


def printing() -> float:
    """Milliseconds of processor time to print one issued referral, the press warm."""
    from vardkedja.commitments import papers
    from vardkedja.kernel.documents import Document
    from vardkedja.kernel.paper import codes, render

    signed = Document.objects.filter(kind="remiss").order_by("pk").first()
    assert signed is not None
    taken = []
    for number in range(25):
        content = dict(signed.content)
        name = f"2026-{number:06d}"
        text = f"VK1:R:{name}:2:ABCDEFGH"
        document = content["document"] | {"id": name, "status": "utfardad", "check_code": "ABCD-EFGH"}
        document |= {"qr": {"text": text, "rows": codes.qr_rows(text)}, "printed_at": "2026-01-02T03:04+01:00"}
        document |= {"date": "2026-01-02T03:04:05+01:00"}
        content |= {"document": document, "cancelled": None}
        began = time.process_time()
        made = render._print(str(papers.FORMS / "remiss.typ"), json.dumps(content), str(papers.PRESS.font_dir))
        taken.append(time.process_time() - began)
        assert made.startswith(b"%PDF")
    return sorted(taken[5:])[10] * 1000


def main(folder: Path, stem: str, profiled: str) -> None:
    Session.objects.update(seen_at=clock.now())  # as in run.py: people who work were seen just now
    lines = {
        name: (folder / f"{stem}-{name}.tsv").read_text().splitlines()
        for name in ("list", "issue", "search", "finance")
    }
    lines["issue"] = not_issued(lines["issue"])
    asked = {name: (some * TIMES)[:TIMES] if name != "issue" else some[:TIMES] for name, some in lines.items()}
    for line in [line for name in ("list", "issue", "search") for line in (lines[name] * 30)[-30:]]:
        send(line)
    if profiled:
        profile = cProfile.Profile()
        profile.runcall(python_time, asked[profiled])
        pstats.Stats(profile).sort_stats(os.environ.get("SORT", "cumulative")).print_stats(70)
        for line in statements(lines[profiled][TIMES % len(lines[profiled])]):
            print(line)
        return
    found: dict[str, Any] = {}
    for name in ("list", "issue", "search"):
        found[name] = {"python": python_time(asked[name])}
    for name in ("list", "issue", "search"):
        found[name]["statements"] = len(statements(lines[name][TIMES if name == "issue" else 0]))
    found["print"] = printing()
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[4] if len(sys.argv) > 4 else "")
