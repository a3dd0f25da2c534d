"""County lists for the desk's tests: made-up people, each list with the troubles that a test wants."""

from datetime import date
from pathlib import Path

from caredesk.schema.identity import made_up_id
from tests.ui.conftest import quiet

HEAD = ("序号", "姓名", "身份证号", "村（社区）", "类别", "联系电话", "现住址")
NEW = (
    ("方桂珍", made_up_id("429021", date(1949, 3, 12), sequence=998), "白庙村", "独居", "14900007101", "白庙村2组"),
    ("石长根", made_up_id("429021", date(1944, 11, 2), sequence=997), "东塘村", "空巢", "14900007102", "东塘村1组"),
)


def write(folder: Path, rows=NEW, name="十一月名单.csv", head=HEAD, title="青石镇2026年11月特殊困难老年人名单") -> Path:
    """A list as the county sends it, as CSV: title, headings, one line a person."""
    file = folder / name
    lines = [(title,), head, *((str(number), *row) for number, row in enumerate(rows, start=1))]
    file.write_text("\n".join(",".join(line) for line in lines) + "\n", "utf-8-sig")
    return file


def known(desk, name):
    """Somebody of the register as a record."""
    return desk.records.get("person", desk.people.search(name)[0].id)


def as_listed(desk, name, /, **other):
    """Somebody of the register as a row of `HEAD`, some cells otherwise."""
    one = known(desk, name)
    village = desk.records.get("village", one.village).name
    row = {"name": name, "number": one.id_number, "village": village, "kind": "", "phone": "", "address": one.address}
    row.update(other)
    return tuple(row.values())


def read(page, window, qtbot, *files):
    """Files are dropped on the page; wait until the first is read."""
    page.intake.add([str(file) for file in files])
    quiet(qtbot, window)


def check(page, window, qtbot):
    """From wherever one is to the check."""
    page.check()
    quiet(qtbot, window)
