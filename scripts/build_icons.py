"""Builds resources/icons: the Lucide icons that the window uses, and the program's own icon in every size.

    .venv/bin/python scripts/build_icons.py [--sources FOLDER]

Needs npm. Lucide icons are copied as they are (stroke="currentColor": whoever shows them puts in the colour).
caredesk.svg is drawn by hand; caredesk-<size>.png and caredesk.ico are made from it. The result is committed.
"""

import argparse
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "icons"
LUCIDE = "lucide-static@1.62.0"
SIZES = [16, 24, 32, 48, 64, 128, 256]

ICONS = """
    house users user user-plus user-check clipboard-list clipboard-pen calendar calendar-check calendar-clock
    file-input file-spreadsheet file-text folder-open book-open-text chart-column hard-drive settings
    search bell lock lock-open key-round shield-check log-out eye eye-off id-card
    plus minus pencil save trash-2 undo-2 history refresh-cw copy printer download upload paperclip image
    check x circle-check circle-x circle-alert triangle-alert info circle-question-mark loader-circle
    chevron-down chevron-up chevron-left chevron-right arrow-left arrow-right arrow-up-down ellipsis funnel list
    phone video map-pin heart-handshake star zoom-in zoom-out
""".split()  # noqa: SIM905 - one name a line would hide the groups


def fetch(sources):
    """The folder of the published icons, downloaded when it is not there yet."""
    folder = sources / "lucide"
    if not folder.is_dir():
        sources.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["npm", "pack", "--silent", LUCIDE], cwd=sources, check=True, stdout=subprocess.PIPE)
        with tarfile.open(sources / done.stdout.decode().split()[-1]) as archive:
            archive.extractall(folder, filter="data")
    return folder / "package"


def draw_program_icon():
    """Render caredesk.svg in every size that Windows and Linux desktops ask for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication([])
    drawing = QSvgRenderer(str(TARGET / "caredesk.svg"))
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        drawing.render(painter, QRectF(0, 0, size, size))
        painter.end()
        image.save(str(TARGET / f"caredesk-{size}.png"))
    application.shutdown()
    pictures = [Image.open(TARGET / f"caredesk-{size}.png") for size in SIZES]
    pictures[-1].save(TARGET / "caredesk.ico", sizes=[(size, size) for size in SIZES], append_images=pictures[:-1])


def main():
    """Copy the Lucide icons with their licence, then draw the program's own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, default=ROOT / "build/icon-sources")
    package = fetch(parser.parse_args().sources.resolve())
    for file in TARGET.glob("*.svg"):
        if file.name != "caredesk.svg":
            file.unlink()
    for name in ICONS:
        shutil.copyfile(package / "icons" / f"{name}.svg", TARGET / f"{name}.svg")
    shutil.copyfile(package / "LICENSE", TARGET / "LICENSE-lucide.txt")
    draw_program_icon()
    print(f"{len(ICONS)} icons and the program's own in {len(SIZES)} sizes")


if __name__ == "__main__":
    main()
