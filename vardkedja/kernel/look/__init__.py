"""How pages look: base page, parts as macros, style sheets and scripts. Knows no subject, no model and no clock."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "jinja2"
STATIC = HERE / "static"

# Address prefix under the static root -> folder inside node_modules. The style sheets refer to these addresses.
NPM_FOLDERS = {
    "npm/designsystemet-css": "@digdir/designsystemet-css/dist",
    "npm/source-sans-3": "@fontsource-variable/source-sans-3",
}


def static_dirs(node_modules: Path) -> list[tuple[str, Path] | Path]:
    """Return the entries for STATICFILES_DIRS: our own files, and each npm package under its prefix."""
    packages: list[tuple[str, Path] | Path] = [
        (prefix, node_modules / folder) for prefix, folder in NPM_FOLDERS.items()
    ]
    return [STATIC, *packages]
