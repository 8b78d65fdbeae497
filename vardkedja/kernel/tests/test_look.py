"""The look: the strict environment, and every part rendered in every state. No database."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, UndefinedError

from vardkedja.kernel import look
from vardkedja.kernel.look.env import environment
from vardkedja.kernel.tests import look_samples as samples

TODAY = samples.TODAY


@pytest.fixture(scope="module")
def env() -> Environment:
    made = environment(loader=FileSystemLoader(look.TEMPLATES))
    made.globals["static"] = lambda path: f"/static/{path}"
    return made


@pytest.fixture(scope="module")
def pages(env: Environment) -> dict[str, str]:
    return {
        name: env.get_template(f"look/{name}.html").render(**(samples.CONTEXT | extra))
        for name, extra in samples.PAGES.items()
    }


class Marks(HTMLParser):
    """Collects what the checks ask for: elements with their attributes, ids, and references to ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.elements if "id" in attrs]

    @property
    def references(self) -> set[str]:
        found: set[str] = set()
        for _, attrs in self.elements:
            for name in ("aria-labelledby", "aria-describedby", "for", "form"):
                found |= set((attrs.get(name) or "").split())
        return found


# The environment --------------------------------------------------------------


def test_x35_literals_are_translated_when_the_template_is_compiled(tmp_path: Path) -> None:
    """X-35: Swedish is the source; another language comes from its catalogue, and what it lacks stays Swedish."""
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "vardkedja.po").write_text('msgid "Logga in"\nmsgstr "Sign in"\n', encoding="utf-8")
    english = environment(language="en", catalogues=tmp_path)
    source = '{{ _("Logga in") }} {{ [_("Logga in"), _("Sök")]|join(", ") }} {{ _(name) }}'
    assert english.from_string(source).render(name="Logga in") == "Sign in Sign in, Sök Sign in"
    assert environment().from_string(source).render(name="Logga in") == "Logga in Logga in, Sök Logga in"
    assert english.compile('{{ _("Logga in") }}', raw=True).count("'Sign in'") == 1


def test_x35_misspelt_names_are_refused_and_text_is_escaped() -> None:
    """X-35: a page never shows an empty place where a name was misspelt, and what people type stays text."""
    env = environment()
    assert env.from_string("{{ text|nl2br }}").render(text="<b>\nrad") == "&lt;b&gt;<br>rad"
    with pytest.raises(UndefinedError):
        env.from_string("{{ txet }}").render(text="rad")


def test_static_folders_cover_every_package_a_page_asks_for(pages: dict[str, str]) -> None:
    """X-35: each address of a style sheet, script or icon is one of ours, of a known package, or of django-htmx."""
    for path in set(re.findall(r'(?:href|src)="/static/([^"]+)"', pages["gallery"])):
        ours = (look.STATIC / path).is_file()
        assert ours or path.startswith((*look.NPM_FOLDERS, "django_htmx/")), path
    assert look.static_dirs(Path("node_modules"))[1] == (
        "npm/designsystemet-css",
        Path("node_modules/@digdir/designsystemet-css/dist"),
    )


# Pages ------------------------------------------------------------------------


@pytest.mark.parametrize("name", samples.PAGES)
def test_x35_pages_are_well_formed_and_need_nothing_inline(pages: dict[str, str], name: str) -> None:
    """X-35: ids are unique and found, there is one h1, and a strict content security policy has nothing to stop."""
    marks = Marks(pages[name])
    assert len(marks.ids) == len(set(marks.ids))
    assert marks.references <= set(marks.ids)
    assert [tag for tag, _ in marks.elements].count("h1") == 1
    for tag, attrs in marks.elements:
        assert tag != "style"
        assert tag != "script" or attrs.get("src")
        assert not [key for key in attrs if key == "style" or key.startswith("on")]


@pytest.mark.parametrize("name", samples.PAGES)
def test_x07_forms_that_write_carry_the_token(pages: dict[str, str], name: str) -> None:
    """X-07: nobody else's page can act in the name of the one signed in."""
    posts = pages[name].count('method="post"')
    assert posts >= 1 or name == "error" or "actor" in samples.PAGES[name]
    assert pages[name].count('name="csrfmiddlewaretoken"') == posts


def test_x35_own_words_keep_calm() -> None:
    """X-35: no exclamation marks and no excuses in what the templates say."""
    said = [
        text
        for path in look.TEMPLATES.rglob("*.html")
        for text in re.findall(r'_\("([^"]+)"\)', path.read_text("utf-8"))
    ]
    assert len(said) > 50
    assert not [text for text in said if "!" in text or re.search(r"tyvärr|ursäkta|förlåt", text, re.IGNORECASE)]


def listed(env: Environment, **more: Any) -> str:
    """Return one rendered row of a work list."""
    template = env.from_string('{% import "look/list.html" as lists %}{{ lists.row(row, today, "Bevakare") }}')
    return template.render(row=samples.row(1, **({"due": TODAY} | more)), today=TODAY)


def test_x17_row_shows_patient_type_age_deadline_responsible_flag(env: Environment) -> None:
    """X-17: each list item shows patient, type, age, deadline, responsible, flag."""
    shown = listed(env, flags=[("soon", "Bevakare frånvarande")])
    for text in (
        "Vilhelmina Tengqvist",
        "19381102-9820, 86 år",
        "Svimning",
        "Idag",
        "tis 4 mars",
        ">Du<",
        "Bevakare frånvarande",
    ):
        assert text in shown


def test_x17_row_is_marked_late_from_the_day_after(env: Environment) -> None:
    """X-17: the day itself is not late, the day after is; a row without a deadline has no tone."""
    assert 'data-tone="late"' not in listed(env, due=TODAY)
    assert 'data-tone="late"' in listed(env, due=date(2025, 3, 3))
    assert "Ingen frist" in listed(env, due=None)


def test_x19_why_shows_rule_steps_facts_and_source(env: Environment) -> None:
    """X-19: a deadline is shown with the rule that gave it, its version and what it was counted from."""
    template = env.from_string('{% import "look/parts.html" as ui %}{{ ui.why(e, "är den försenad") }}')
    shown = template.render(e=samples.EXPLANATION)
    wanted = (
        'Varför?<span class="vk-sr"> är den försenad',
        "14 dagar fram är 28 februari",
        "<dt>Skickad</dt>",
        "Rutin Remisshantering, bevakning. Gäller från 2021-06-01, kontrollerad 2023-12-15.",
        "så har vi läst den",
        "Riksavtalet.",
    )
    for text in wanted:
        assert text in shown
    assert "None" not in shown
    bare = template.render(e={"say": "Sista dagen räknas med."})
    assert "Sista dagen räknas med." in bare
    assert "Så räknades det" not in bare


def test_x35_refusal_shows_every_reason_and_what_was_kept(env: Environment, pages: dict[str, str]) -> None:
    """X-35: what was refused, all reasons, who can help; with nothing for others that part is left out."""
    wanted = (
        "Remissen utfärdades inte",
        "Två avtal är valda",
        "Underskrift saknas",
        "Lars-Göran Petersson",
        "Inget är borttappat",
    )
    for text in wanted:
        assert text in pages["refusal"]
    assert "Det här gör någon annan" in pages["refusal"]
    own = {"refusal": samples.REFUSAL["refusal"] | {"others": []}}
    alone = env.get_template("look/refusal.html").render(**(samples.CONTEXT | own))
    assert "Det här kan du rätta" in alone
    assert "Det här gör någon annan" not in alone


def test_x37_conflict_shows_theirs_beside_mine(pages: dict[str, str]) -> None:
    """X-37: the loser's text is kept and shown beside the winner's."""
    assert "Någon annan hann före" in pages["gallery"]
    assert "<td>2025-06-30</td><td>2025-05-31</td>" in pages["gallery"]


def test_x38_buttons_that_act_carry_key_and_version(env: Environment) -> None:
    """X-38: an action is sent with its idempotency key and the version it was read at; without them neither is."""
    template = env.from_string(
        '{% import "look/parts.html" as ui %}{{ ui.post_button("Skicka", "/s/", "t", key=key, version=version) }}'
    )
    full = template.render(key="k-1", version=0)
    assert 'name="idempotency_key" value="k-1"' in full
    assert 'name="version" value="0"' in full
    bare = template.render(key="", version=None)
    assert "idempotency_key" not in bare
    assert 'name="version"' not in bare


def test_x25_downtime_page_lists_blank_forms(pages: dict[str, str]) -> None:
    """X-25: blank forms are there to print, and the page says to write the time it happened."""
    assert "Tom RUS-remiss" in pages["downtime"]
    assert "Skriv den tid då det hände" in pages["downtime"]


def test_x14_printed_page_says_when_and_by_whom(pages: dict[str, str]) -> None:
    """X-14: the browser's own print says when and by whom; a page without patient data does not claim to hold any."""
    line = "Utskrivet 2025-03-04 10:42 av Eva-Lena Abrahamsson, Närhälsan Björkdalen."
    assert f"{line} Innehåller patientuppgifter." in pages["gallery"]
    assert line in pages["keys"]
    assert "Innehåller patientuppgifter" not in pages["keys"]
