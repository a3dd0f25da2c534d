"""Our papers as other programs see them: LibreOffice Calc opens and prints the workbook, poppler reads the PDF.

Run with ``./caredesk.sh proof``, which installs both; a missing program is a failure, never a skip.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import openpyxl
import pypdfium2
import pypdfium2.raw as raw
import pytest

from caredesk.documents.metrics import Metrics
from caredesk.documents.pages import LedgerPages
from caredesk.documents.pdf import write_ledger_pdf, write_report_pdf
from caredesk.documents.workbook import write_workbook
from caredesk.resources import resource
from tests.documents.made_up import RARE_NAMES, monthly_return, visit_ledger


def run(*command: str | Path, **more: str) -> str:
    program = shutil.which(str(command[0]))
    assert program, f"{command[0]} is not installed: run ./caredesk.sh proof"
    done = subprocess.run(
        [program, *map(str, command[1:])],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={**os.environ, **more},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def fonts_of_a_chinese_desk(folder: Path) -> Path:
    """A font configuration in which the names that a workbook uses stand for our own fonts, as a station has them."""
    known = {"宋体": "Song", "黑体": "Hei", "方正小标宋简体": "Song"}
    asked = "".join(
        f'<match><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>CareDesk {ours}</string></edit></match>'
        for name, ours in known.items()
    )
    target = folder / "fonts.conf"
    target.write_text(
        '<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{resource('fonts/song.ttf').parent}</dir><cachedir>{folder / 'fonts'}</cachedir>{asked}</fontconfig>",
        encoding="utf-8",
    )
    return target


def converted(book: Path, kind: str, folder: Path) -> Path:
    """The workbook as LibreOffice saves it."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    fonts = str(fonts_of_a_chinese_desk(folder))
    run("soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder / kind, book, FONTCONFIG_FILE=fonts)
    return folder / kind / book.with_suffix(f".{kind}").name


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("paper")


@pytest.fixture(scope="module")
def printed(folder: Path) -> Path:
    write_workbook(visit_ledger(60), folder / "台账.xlsx")
    return converted(folder / "台账.xlsx", "pdf", folder)


def test_the_workbook_prints_on_a3_landscape_with_headings_on_every_page(printed: Path) -> None:
    about = run("pdfinfo", printed)
    pages = int(re.findall(r"Pages:\s+(\d+)", about)[0])
    assert pages > 1
    assert "1190.55 x 841.89" in about
    for number in range(1, pages + 1):
        told = squeezed(run("pdftotext", "-f", str(number), "-l", str(number), printed, "-"))
        for expected in ("服务对象", "情况与处理", "身份证号", f"第{number}页共{pages}页", "演示数据"):
            assert expected in told, (number, expected)
        assert ("制表：" in told) == (number == pages)


def test_no_text_is_cut_off_in_print_and_no_record_id_is_printed(printed: Path) -> None:
    told = squeezed(run("pdftotext", printed, "-"))
    sheet = visit_ledger(60)
    for row in sheet.rows:
        assert row[8] in told
    assert not any(key in told for key in sheet.keys)


def test_the_workbook_prints_as_large_and_on_as_few_pages_as_the_pdf(folder: Path, printed: Path) -> None:
    document = pypdfium2.PdfDocument(printed)
    try:
        page = document[0].get_textpage()
        found = Counter(round(glyph_height(page, n), 1) for n in range(page.count_chars()))
        ours = len(LedgerPages(visit_ledger(60), Metrics(resource)))
        assert 7.5 <= found.most_common(1)[0][0] <= 10.5
        assert len(document) <= ours + 1
    finally:
        document.close()


def glyph_height(page: pypdfium2.PdfTextPage, n: int) -> float:
    """The type size in which a character is printed, all scaling included."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page.raw, n, matrix)
    return float(raw.FPDFText_GetFontSize(page.raw, n)) * float(matrix.d)


def test_libreoffice_reads_the_same_cells_that_were_written(folder: Path, printed: Path) -> None:
    assert printed.exists()
    theirs = converted(converted(folder / "台账.xlsx", "ods", folder), "xlsx", folder)
    before, after = (openpyxl.load_workbook(path).worksheets[0] for path in (folder / "台账.xlsx", theirs))
    for mine, other in zip(before.iter_rows(max_row=67), after.iter_rows(max_row=67), strict=True):
        for one, two in zip(mine, other, strict=False):
            assert (one.value, one.data_type) == (two.value, two.data_type) or not one.value


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_poppler_finds_every_name_once_and_all_fonts_embedded(folder: Path, paper: str) -> None:
    target = folder / f"{paper}.pdf"
    write_ledger_pdf(visit_ledger(40, paper=paper), target, Metrics(resource))  # type: ignore[arg-type]
    told = squeezed(run("pdftotext", target, "-"))
    for row in visit_ledger(40).rows:
        assert told.count(row[8]) == 1
    fonts = run("pdffonts", target).splitlines()[2:]
    assert len(fonts) == 4
    for font in fonts:
        assert re.search(r"CID TrueType\s+Identity-H\s+yes yes yes", font), font


def test_rare_names_copy_out_of_the_pdf_as_they_were_typed(folder: Path) -> None:
    target = folder / "rare.pdf"
    write_ledger_pdf(visit_ledger(len(RARE_NAMES)), target, Metrics(resource))
    told = squeezed(run("pdftotext", target, "-"))
    for name in RARE_NAMES:
        assert told.count(name) == 1 or "·" in name  # a long name stands on two lines, among its neighbours


def test_poppler_draws_what_pdfium_draws(folder: Path) -> None:
    """The two readers agree on almost every pixel: no font or operator that only one of them understands."""
    from PIL import Image, ImageChops

    from caredesk.documents.preview import render_page

    target = folder / "月报.pdf"
    write_report_pdf(monthly_return(), target, Metrics(resource))
    run("pdftoppm", "-r", "72", "-png", "-f", "1", "-l", "1", target, folder / "poppler")
    theirs = Image.open(next(folder.glob("poppler*.png"))).convert("L")
    seen = render_page(target.read_bytes(), 0, 72)
    ours = Image.frombytes("RGBX", (seen.width, seen.height), seen.bgrx).convert("L").resize(theirs.size)
    small = (theirs.width // 6, theirs.height // 6)
    difference = ImageChops.difference(ours.resize(small), theirs.resize(small))
    assert sum(difference.histogram()[60:]) < 0.01 * small[0] * small[1]
