"""Where the files that come with the desk lie: fonts, icons, readings, notices, style, demo rosters."""

from pathlib import Path


def resource(name: str) -> Path:
    """The file or folder that comes with the desk, by its path below `resources/`, e.g. `fonts/song.ttf`.

    The same in a source tree, an installed wheel and a frozen program: the last two carry the files inside the
    package, as `caredesk/bundled`. Raises FileNotFoundError when nothing of that name was shipped (a bug of ours).
    """
    bundled = Path(__file__).with_name("bundled")
    root = bundled if bundled.is_dir() else Path(__file__).parents[2] / "resources"
    path = root / name
    if not path.exists():
        raise FileNotFoundError(f"no resource {name!r} below {root}")
    return path
