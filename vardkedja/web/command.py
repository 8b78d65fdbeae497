"""The command line beside `rule`, `replay` and `requirements`: set up, run, worker, registers, log. Speaks Swedish to people."""

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

USE = """Kommandon:
  rule NAMN | rule --list | rule --schema NAMN   fråga en regel
  replay FIL                                     pröva sparade beslut igen mot dagens regler
  requirements                                   vilka krav som testen bevisar
  setup                                          databas, tabeller, rättigheter, regioner och kommuner
  demo [--first]                                 lägg in (eller lägg tillbaka) demons personer och ärenden
  dev                                            kör allt på den här datorn
  worker                                         kör bara timers och utkorg
  live                                           kör bara direktuppdateringen av öppna sidor
  register FIL                                   läs in befolkningsregistret och jämför
  password ANVÄNDARE                             ge någon ett lösenord (skrivs in, eller första raden på stdin)
  verify-log                                     kontrollera loggens förseglingar
  diagram [--check]                              skriv tillståndsdiagrammen i docs/workflows (eller jämför)"""


SHORTEST = 12  # characters in a password


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardkedja.web.settings")
    django.setup()


def setup(arguments: list[str]) -> int:
    """Migrate as the owner, give the application its rights, put in the places, and collect the static files."""
    _django()
    from django.core.management import call_command

    from vardkedja.web import database, settings

    print("Databasen: lägger upp tabeller, rättigheter, regioner och kommuner ...", flush=True)
    database.prepare(settings.OWNER_URL, settings.APP_URL)
    call_command("collectstatic", interactive=False, verbosity=0)
    return 0


def demo(arguments: list[str]) -> int:
    """Load the demo from the start; with --first only when it never was loaded: what people did since is kept."""
    _django()
    from vardkedja.demo import story
    from vardkedja.kernel.history import History

    if "--first" in arguments and History.objects.filter(subject=story.MARK).exists():
        return 0
    print("Demon: lägger in personer och ärenden ...", flush=True)
    story.load()
    return 0


def dev(arguments: list[str]) -> int:
    from vardkedja.web import run

    return run.dev()


def worker(arguments: list[str]) -> int:
    _django()
    from vardkedja.web import timers

    timers.work()
    return 0


def live(arguments: list[str]) -> int:
    _django()
    from vardkedja.web import live as updates

    updates.serve()
    return 0


def register(arguments: list[str]) -> int:
    """Load the population register from a CSV file and print what changed about people we know."""
    _django()
    from vardkedja.kernel.people.actions import load_register
    from vardkedja.kernel.register import load
    from vardkedja.web import timers

    rows, changes = load_register(load.population_from(Path(arguments[0])))
    handled = timers.empty_outbox()
    print(f"{rows} personer lästa, {len(changes)} ändrade, {handled} ärenden i utkorgen gjorda.")
    return 0


def password(arguments: list[str]) -> int:
    """Give a member of staff a password, typed twice at a terminal or as the first line of standard input."""
    _django()
    from getpass import getpass

    from vardkedja.kernel.access import Staff
    from vardkedja.kernel.signin import set_password

    staff = Staff.objects.filter(username=arguments[0] if arguments else "").first()
    if staff is None:
        print("Ange ett användarnamn som finns.", file=sys.stderr)
        return 1
    by_hand = sys.stdin.isatty()
    typed = getpass("Lösenord: ") if by_hand else sys.stdin.readline().rstrip("\n")
    if len(typed) < SHORTEST or (by_hand and getpass("Igen: ") != typed):
        print(f"Lösenordet ska ha minst {SHORTEST} tecken och skrivas lika två gånger.", file=sys.stderr)
        return 1
    set_password(staff, typed, by=None)
    print(f"{staff.name} kan nu logga in med lösenord.")
    return 0


def verify_log(arguments: list[str]) -> int:
    _django()
    from vardkedja.kernel import accesslog

    faults = accesslog.verify()
    print("\n".join(faults) or "Åtkomstloggen stämmer med alla sina förseglingar.")
    return 1 if faults else 0


def diagram(arguments: list[str]) -> int:
    """Write the state diagrams from the tables; with --check only say which ones differ."""
    from vardkedja.web import diagrams

    if "--check" not in arguments:
        diagrams.write()
        return 0
    print("\n".join(faults := diagrams.faults()) or "Diagrammen stämmer med tabellerna.")
    return 1 if faults else 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "setup": setup,
    "demo": demo,
    "dev": dev,
    "worker": worker,
    "live": live,
    "register": register,
    "password": password,
    "verify-log": verify_log,
    "diagram": diagram,
}


WITHOUT_DATABASE = ("dev", "diagram")  # dev sees to it by itself


def main(argv: list[str]) -> int:
    """Run one command; gives the exit status."""
    if not argv or argv[0] not in COMMANDS:
        print(USE, file=sys.stderr)
        return 2
    from psycopg import OperationalError

    from vardkedja.web import run
    from vardkedja.web.postgres import PostgresError

    try:
        with contextlib.nullcontext() if argv[0] in WITHOUT_DATABASE else run.database():
            return COMMANDS[argv[0]](argv[1:])
    except (PostgresError, run.NotNow) as error:
        print(error, file=sys.stderr)
        return 1
    except Exception as error:
        if not isinstance(error.__cause__ or error, OperationalError):
            raise
        said = str(error).partition("\n")[0]
        print(f"Databasen svarar inte. Kontrollera DATABASE_URL och DATABASE_OWNER_URL. ({said})", file=sys.stderr)
        return 1
