"""Where the files that come with the desk lie: fonts, icons, readings, notices, style, demo rosters, the manual."""

from pathlib import Path

_SOURCE = Path(__file__).parents[2]


def resource(name: str) -> Path:
    """The file or folder that comes with the desk, by its path below `resources/`, e.g. `fonts/song.ttf`.

    `manual/...` is the user's manual, kept in `docs/manual`. The same in a source tree, an installed wheel and a
    frozen program: the last two carry the files inside the package, as `caredesk/bundled`. Raises FileNotFoundError
    when nothing of that name was shipped (a bug of ours).
    """
    bundled = Path(__file__).with_name("bundled")
    path = bundled / name if bundled.is_dir() else _in_source_tree(name)
    if not path.exists():
        raise FileNotFoundError(f"no resource {name!r}: {path}")
    return path


def _in_source_tree(name: str) -> Path:
    return _SOURCE / "docs" / name if name.partition("/")[0] == "manual" else _SOURCE / "resources" / name
