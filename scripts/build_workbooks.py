"""Build the workbooks of tests/data/workbooks that LibreOffice writes: .xls, .ods, .html, and locked ones.

Everybody in them is made up. Needs LibreOffice Calc and its Python bridge (libreoffice-calc, python3-uno); the files
are committed, so that tests need neither. Run: python scripts/build_workbooks.py
"""

import datetime as dt
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "tests" / "data" / "workbooks"
PASSWORD = "县里2026"
CHINESE_DATES = [*range(27, 37), *range(50, 59)]
SAVED = [("plain.xls", "MS Excel 97", False), ("plain.ods", "calc8", False), ("plain.html", "HTML (StarCalc)", False),
         ("plain.fods", "OpenDocument Spreadsheet Flat XML", False),
         ("locked.xls", "MS Excel 97", True), ("locked.xlsx", "Calc MS Excel 2007 XML", True),
         ("locked.ods", "calc8", True)]  # fmt: skip


def build(path):
    """The workbook that LibreOffice is given: every peculiarity once."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        zeros = book.add_format({"num_format": "000000"})
        sheet.write_row(0, 0, ["姓名", "公民身份号码", "出生", "邮编", "错误", "公式", "在册", "备注"])
        sheet.write_row(1, 0, ["傅超茗", "429021202107089978"])
        sheet.write_datetime(1, 2, dt.date(1950, 3, 2), day)
        sheet.write_number(1, 3, 1234, zeros)
        sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 5, "=1+2", None, 3)
        sheet.write_boolean(1, 6, True)
        sheet.write(1, 7, "上行\n下行", book.add_format({"text_wrap": True}))
        for column, number in enumerate(CHINESE_DATES):
            shown = book.add_format()
            shown.set_num_format(number)
            sheet.write_number(2, column, 33000, shown)
        sheet.write(5, 0, "藏着的行")
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.write(6, 9, "藏着的列")
        sheet.set_column(9, 10, None, None, {"hidden": True})
        sheet.merge_range(7, 0, 8, 1, "白庙村")
        sheet.protect("表的密码")
        hidden = book.add_worksheet("乙")
        hidden.write(0, 0, "藏着的表")
        hidden.hide()


def save(source, target):
    """Inside LibreOffice's own Python: load the workbook and save it in every format."""
    import uno
    from com.sun.star.beans import NamedValue, PropertyValue

    def told(name, value):
        one = PropertyValue()
        one.Name, one.Value = name, value
        return one

    def named(name, value):
        one = NamedValue()
        one.Name, one.Value = name, value
        return one

    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(100):
        try:
            office = resolver.resolve("uno:pipe,name=caredesk;urp;StarOffice.ComponentContext")
            break
        except Exception:  # noqa: BLE001  it has not started yet
            time.sleep(0.3)
    desktop = office.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", office)
    document = desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, (told("Hidden", True),))
    for name, kind, locked in SAVED:
        more = (told("Password", PASSWORD),) if locked else ()
        if name == "locked.xlsx":
            keys = (named("CryptoType", "Standard"), named("OOXPassword", PASSWORD))
            more = (told("EncryptionData", uno.Any("[]com.sun.star.beans.NamedValue", keys)),)
        document.storeToURL((Path(target) / name).as_uri(), (told("FilterName", kind), *more))
    document.close(True)
    desktop.terminate()


def main():
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.xlsx"
        build(source)
        office = subprocess.Popen(["soffice", "--headless", "--norestore", "--accept=pipe,name=caredesk;urp;"])
        subprocess.run(["/usr/bin/python3", __file__, str(source), str(TARGET)], check=True, timeout=180)
        office.wait(30)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        save(*sys.argv[1:])
    else:
        main()
