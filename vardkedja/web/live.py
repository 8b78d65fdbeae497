"""Live updates: one stream per open page, which says at once that a case has changed. Runs beside the pages (`vardkedja live`).

One connection listens to the database (LISTEN needs one of its own, past any pooler that shares connections); each browser
holds a stream of server-sent events on /live/. The session is judged by the same statement as a page when a stream opens, and
once a minute for all streams at once: an ended session or a changed grant ends the stream. See changed.py for who hears of what.
"""

import asyncio
import contextlib
import datetime
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import msgspec
import psycopg
import structlog
import uvicorn
from django.http import parse_cookie

from vardkedja.kernel import clock
from vardkedja.kernel.access import WHO_BY_SESSION, Actor, actor_from
from vardkedja.web import logs, settings
from vardkedja.web.changed import Note, concerns, told, units_of
from vardkedja.web.who import token_hash

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

MOST, MOST_A_SESSION = 2000, 6  # streams in all, and of one session
MOST_WAITING = 100  # lines that a slow browser has not taken
PING_EVERY, JUDGE_EVERY, LISTEN_CHECK, LISTEN_WITHIN = 25.0, 60.0, 30.0, 5.0  # seconds
AGAIN_FIRST, AGAIN_LAST = 0.5, 15.0  # seconds before a lost database is tried again
HELLO, PING, AGAIN = b"retry: 3000\n\n", b":\n\n", b"event: again\ndata: {}\n\n"

# The question of each page's request, for many sessions at once.
WHO_BY_SESSIONS = (
    "select asked.token, who.* from unnest(%(tokens)s::bytea[]) as asked(token) cross join lateral ("
    + WHO_BY_SESSION.replace("%(token)s", "asked.token")
    + ") as who"
)
log = structlog.get_logger("live")


class Client:
    """One stream: whose it is, and the lines that wait to be sent; None among them ends it."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.units = actor, units_of(actor)
        self.waiting: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.over = False

    def put(self, line: bytes) -> None:
        """Send a line. A browser that has stopped taking lines is let go; it comes back by itself and asks what it missed."""
        if self.waiting.qsize() >= MOST_WAITING:
            self.end()
        elif not self.over:
            self.waiting.put_nowait(line)

    def end(self) -> None:
        if not self.over:
            self.over = True
            self.waiting.put_nowait(None)


class Live:
    """The streams that are open, and the application that a server runs."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.asking: psycopg.AsyncConnection[Any] | None = None
        self.turn = asyncio.Lock()
        self.listening = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request: a stream, or a refusal by its status alone."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get("origin", "")
        status = _refused(scope, origin)
        client: Client | None = None
        if not status:
            status, client = await self._admitted(headers.get("cookie", ""))
        shown = _headers(origin if origin in settings.LIVE_ORIGINS else "", stream=client is not None)
        if client is None:
            await send({"type": "http.response.start", "status": status, "headers": shown})
            await send({"type": "http.response.body", "body": b""})
            return
        await self._stream(client, shown, receive, send)

    async def _admitted(self, cookies: str) -> tuple[int, Client | None]:
        """A new client for a session that holds; else the status that says why not."""
        token = parse_cookie(cookies).get(settings.SESSION_COOKIE, "")
        key = token_hash(token)
        try:
            actor = (await self.judged([key])).get(key) if token else None
        except psycopg.Error:
            return 503, None
        if actor is None:
            return 401, None
        if len(self.clients) >= MOST:
            return 503, None
        if sum(client.actor.session == key for client in self.clients) >= MOST_A_SESSION:
            return 429, None
        client = Client(actor)
        self.clients.add(client)  # no await since the counts: two that come together cannot both be the last
        return 200, client

    async def _stream(self, client: Client, headers: Headers, receive: Receive, send: Send) -> None:
        watch = asyncio.create_task(_until_gone(receive, client))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": HELLO, "more_body": True})
            while (line := await client.waiting.get()) is not None:
                await send({"type": "http.response.body", "body": line, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self.clients.discard(client)
            watch.cancel()

    async def judged(self, tokens: list[bytes]) -> dict[bytes, Actor]:
        """Who acts in each of these sessions today; a session that does not hold is not among them.

        Raises psycopg.Error when the database does not answer; a connection that was lost is tried anew once.
        """
        oldest = clock.now() - datetime.timedelta(hours=settings.SESSION_HOURS)
        values = {"tokens": tokens, "oldest": oldest, "today": clock.today()}
        async with self.turn:
            if self.asking is not None and not self.asking.closed:
                with contextlib.suppress(psycopg.OperationalError):
                    return await _who(self.asking, values)
            if self.asking is not None:
                await self.asking.close()
            self.asking = await _connected()
            return await _who(self.asking, values)

    async def judge_again(self) -> None:
        """End the streams whose session or grants are no longer what they were."""
        if not self.clients:
            return
        clients = list(self.clients)
        held = await self.judged(list({client.actor.session for client in clients}))
        for client in clients:
            now = held.get(client.actor.session)
            if now is None or units_of(now) != client.units:
                client.end()

    def tell(self, payload: str) -> None:
        """Say a change to the streams whom it concerns. A payload that is no change is passed by."""
        try:
            note = msgspec.json.decode(payload, type=Note)
        except msgspec.DecodeError:
            log.warning("not a change")
            return
        for client in self.clients:
            if concerns(note, client.units, client.actor.staff_id):
                data = msgspec.json.encode(told(note, client.actor.staff_id))
                client.put(b"event: case\ndata: " + data + b"\n\n")

    def tell_all(self, line: bytes) -> None:
        for client in self.clients:
            client.put(line)

    async def listen(self) -> None:
        """Hear what the database says, for ever. After a break every page is asked to look for what it missed."""
        wait = AGAIN_FIRST
        while True:
            try:
                async with await _connected() as connection:
                    await connection.execute(f"listen {settings.LIVE_CHANNEL}")
                    self.tell_all(AGAIN)
                    self.listening.set()
                    wait = AGAIN_FIRST
                    while True:
                        async for notice in connection.notifies(timeout=LISTEN_CHECK):
                            self.tell(notice.payload)
                        await connection.execute("select 1")  # a network that went away says nothing by itself
            except psycopg.Error:
                log.warning("database lost", tried_again_in=wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, AGAIN_LAST)

    async def keep_up(self) -> None:
        """Pings, which keep the streams open through proxies, for ever."""
        while True:
            await asyncio.sleep(PING_EVERY)
            self.tell_all(PING)

    async def keep_judging(self) -> None:
        """The judgement of all streams each minute, for ever. While the database is away nothing is said to anybody."""
        while True:
            await asyncio.sleep(JUDGE_EVERY)
            try:
                await self.judge_again()
            except psycopg.Error:
                log.warning("sessions not judged")


async def _connected() -> psycopg.AsyncConnection[Any]:
    return await psycopg.AsyncConnection.connect(
        settings.APP_URL, autocommit=True, connect_timeout=5, application_name="vardkedja live"
    )


async def _who(connection: psycopg.AsyncConnection[Any], values: dict[str, Any]) -> dict[bytes, Actor]:
    cursor = await connection.execute(WHO_BY_SESSIONS, values)
    return {bytes(row[0]): actor_from(row[1:], session=bytes(row[0])) for row in await cursor.fetchall()}


async def _until_gone(receive: Receive, client: Client) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    client.end()


def _refused(scope: Scope, origin: str) -> int:
    """The status of a request that is refused before anybody is asked who it is; 0 when it may go on."""
    if scope["path"] != "/live/":
        return 404
    if scope["method"] != "GET":
        return 405
    return 403 if origin and origin not in settings.LIVE_ORIGINS else 0


def _headers(origin: str, *, stream: bool) -> Headers:
    """The headers of an answer. Cookies come along only from the pages' own origin, which is named exactly."""
    found = [("cache-control", "no-store"), ("x-content-type-options", "nosniff"), ("vary", "origin")]
    if stream:  # the last one asks a proxy to pass on each line at once
        found += [("content-type", "text/event-stream; charset=utf-8"), ("x-accel-buffering", "no")]
    if origin:
        found += [("access-control-allow-origin", origin), ("access-control-allow-credentials", "true")]
    return [(name.encode(), value.encode()) for name, value in found]


class _Server(uvicorn.Server):
    """A server that ends its streams before it waits for them."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self.live = live

    async def shutdown(self, sockets: Any = None) -> None:
        for client in self.live.clients:
            client.end()
        await super().shutdown(sockets)


async def _run(host: str, port: int) -> None:
    live = Live()
    config = uvicorn.Config(
        live, host=host, port=port, loop="asyncio", http="h11", ws="none", lifespan="off",
        log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=2,
    )  # fmt: skip
    async with asyncio.TaskGroup() as group:  # a task that breaks ends the process, and whoever started it sees that
        tasks: Iterable[asyncio.Task[None]] = [
            group.create_task(work()) for work in (live.listen, live.keep_up, live.keep_judging)
        ]
        with contextlib.suppress(TimeoutError):  # a stream that is open hears everything from then on
            await asyncio.wait_for(live.listening.wait(), LISTEN_WITHIN)
        await _Server(config, live).serve()
        for task in tasks:
            task.cancel()


def serve() -> None:
    """Run until SIGTERM or Ctrl-C, on loopback at the port after the pages' (VARDKEDJA_LIVE_PORT)."""
    logs.set_up(settings.CONFIG.log_level)
    for number in (signal.SIGTERM, signal.SIGINT):  # the server ends in order, and then raises the signal once more
        signal.signal(number, lambda *_: sys.exit(0))
    asyncio.run(_run("127.0.0.1", settings.LIVE_PORT))
