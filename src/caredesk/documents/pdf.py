"""Pages painted into a PDF file with embedded, subset fonts whose text can be searched and copied.

reportlab supplies the file structure (objects, cross references, properties). The fonts are embedded by ourselves as
one two-byte font a role: reportlab's own subsets of 256 glyphs change font in mid-line and copy characters above
U+FFFF out wrongly (𬱖 as ⳅ).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reportlab.pdfbase import pdfdoc

from caredesk.documents.drawing import BLACK, Line, Page, Rect, Role, Slant, Text
from caredesk.documents.fontfile import FontFile
from caredesk.documents.form_pages import lay_out_forms
from caredesk.documents.metrics import Metrics
from caredesk.documents.pages import LedgerPages, Progress, tell
from caredesk.documents.report import lay_out_report
from caredesk.documents.saving import Target, writing
from caredesk.schema.form_sheet import FormSheets
from caredesk.schema.report import Report
from caredesk.schema.sheet import Sheet

PRODUCER = "关爱台账 CareDesk"

_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_FOOT = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_CMAP_BLOCK = 100
"""The format allows at most so many mappings in one block."""


def write_ledger_pdf(sheet: Sheet, target: Target, metrics: Metrics, *, progress: Progress | None = None) -> None:
    """A ledger as a PDF file, whole or not at all.

    ``progress`` gets (thousandths done, 1000): measuring the rows is the first half, painting the pages the second.
    Raises ``FileTrouble`` when the file cannot be written and ``Cancelled``.
    """
    with writing(target) as stream:
        pages = LedgerPages(sheet, metrics, progress=_half(progress, 0))
        data = paint(pages, metrics, sheet.metadata, title=sheet.title, progress=_half(progress, 1))
        stream.write(data)


def write_report_pdf(report: Report, target: Target, metrics: Metrics, *, progress: Progress | None = None) -> None:
    """A return as a PDF file, whole or not at all; ``progress`` gets (pages painted, pages). Raises as for a ledger."""
    with writing(target) as stream:
        pages = lay_out_report(report, metrics)
        stream.write(paint(pages, metrics, report.metadata, title=report.title, progress=progress))


def write_forms_pdf(
    forms: FormSheets, target: Target, metrics: Metrics, *, progress: Progress | None = None
) -> None:
    """Forms as one PDF file, whole or not at all; raises as for a ledger."""
    with writing(target) as stream:
        pages = lay_out_forms(forms, metrics)
        stream.write(paint(pages, metrics, forms.metadata, title=forms.title, progress=progress))


def paint(
    pages: Iterable[Page],
    metrics: Metrics,
    metadata: Mapping[str, str],
    *,
    title: str,
    progress: Progress | None = None,
) -> bytes:
    """A PDF file of these pages; ``metadata`` may hold author, subject and keywords. Raises ``Cancelled``."""
    document = pdfdoc.PDFDocument(compression=1, lang="zh-CN")
    document.setTitle(title)
    document.setAuthor(metadata.get("author", ""))
    document.setSubject(metadata.get("subject", ""))
    document.setKeywords(metadata.get("keywords", ""))
    document.setCreator(PRODUCER)
    painter = _Painter(metrics)
    total = len(pages) if isinstance(pages, Sequence) else 0
    for number, page in enumerate(pages):
        tell(progress, number, total)
        document.addPage(_page_object(page, painter.content(page)))
    for font in painter.fonts.values():
        font.add_to(document)
    tell(progress, total, total)
    data = document.GetPDFData(None)
    return data if isinstance(data, bytes) else str(data).encode("latin-1")


class _EmbeddedFont:
    """One font of the document: gives every character drawn a number, and embeds just those glyphs at the end."""

    def __init__(self, name: str, file: FontFile) -> None:
        self.name, self._file = name, file
        self._glyphs = [0]
        self._meanings = [""]
        self._codes: dict[tuple[str, str], str] = {}
        self.plain = _Codes(self)

    def code(self, char: str, meaning: str) -> str:
        """The number (four hexadecimal digits) under which ``char`` is drawn and ``meaning`` copied out."""
        key = (char, meaning)
        if key not in self._codes:
            self._codes[key] = f"{len(self._glyphs):04X}"
            self._glyphs.append(self._file.glyph(char))
            self._meanings.append(meaning)
        return self._codes[key]

    def add_to(self, document: Any) -> None:
        """The font's objects: outlines, widths, and what each number means when text is copied."""
        base = pdfdoc.PDFName(f"{_tag(self._glyphs)}+{self._file.postscript_name}")
        system = {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
        descendant = {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("CIDFontType2"),
            "BaseFont": base,
            "CIDSystemInfo": pdfdoc.PDFDictionary(system),
            "FontDescriptor": document.Reference(self._descriptor(document, base)),
            "DW": 1000,
            "W": self._widths(),
            "CIDToGIDMap": pdfdoc.PDFName("Identity"),
        }
        font = {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("Type0"),
            "BaseFont": base,
            "Encoding": pdfdoc.PDFName("Identity-H"),
            "DescendantFonts": pdfdoc.PDFArray([document.Reference(pdfdoc.PDFDictionary(descendant))]),
            "ToUnicode": document.Reference(_stream(_to_unicode(self._meanings).encode("ascii"))),
        }
        document.idToObject["BasicFonts"][self.name] = document.Reference(pdfdoc.PDFDictionary(font))

    def _descriptor(self, document: Any, base: str) -> Any:
        outlines = self._file.subset(self._glyphs)
        scale = 1000 / self._file.units_per_em
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": base,
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray([round(edge * scale) for edge in self._file.box]),
                "ItalicAngle": 0,
                "Ascent": round(self._file.ascent * scale),
                "Descent": round(self._file.descent * scale),
                "CapHeight": round(0.73 * 1000),
                "StemV": 80,
                "FontFile2": document.Reference(_stream(outlines, Length1=len(outlines))),
            }
        )

    def _widths(self) -> Any:
        """Widths in thousandths of an em, only of glyphs that are not a full em wide."""
        pairs: list[Any] = []
        for code, glyph in enumerate(self._glyphs):
            width = round(self._file.advance(glyph) * 1000)
            if width != 1000:
                pairs += [code, pdfdoc.PDFArray([width])]
        return pdfdoc.PDFArray(pairs)


class _Codes(dict[str, str]):
    """Characters that stand for themselves, to their numbers in one font."""

    def __init__(self, font: _EmbeddedFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, char: str) -> str:
        code = self[char] = self._font.code(char, char)
        return code


class _Painter:
    """Turns display lists into page contents and keeps the fonts that they use."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.fonts: dict[Role, _EmbeddedFont] = {}

    def content(self, page: Page) -> bytes:
        """The page's operators; the y axis is turned to point upwards, as in PDF."""
        out: list[str] = []
        state: dict[str, Any] = {}
        for op in page.ops:
            if isinstance(op, Text):
                self._text(out, state, op, page.height)
                continue
            if state.pop("text", False):
                out.append("ET")
            if isinstance(op, Line):
                _set(out, state, "stroke", op.color, _color(op.color, "RG"))
                _set(out, state, "width", op.width, f"{op.width:.2f} w")
                y1, y2 = page.height - op.y1, page.height - op.y2
                out.append(f"{op.x1:.2f} {y1:.2f} m {op.x2:.2f} {y2:.2f} l S")
            elif isinstance(op, Rect):
                _set(out, state, "fill", op.fill, _color(op.fill, "rg"))
                out.append(f"{op.x:.2f} {page.height - op.y - op.h:.2f} {op.w:.2f} {op.h:.2f} re f")
            else:
                self._slant(out, op, page.height)
        if state.get("text"):
            out.append("ET")
        return "\n".join(out).encode("ascii")

    def _font(self, role: Role) -> _EmbeddedFont:
        if role not in self.fonts:
            self.fonts[role] = _EmbeddedFont(f"F{len(self.fonts) + 1}", self._metrics.font(role))
        return self.fonts[role]

    def _text(self, out: list[str], state: dict[str, Any], op: Text, height: float) -> None:
        font = self._font(op.role)
        _set(out, state, "fill", op.color, _color(op.color, "rg"))
        if not state.get("text"):
            out.append("BT")
            state["text"] = True
        _set(out, state, "font", (op.role, op.size), f"/{font.name} {op.size:g} Tf")
        shown = font.code(op.text, op.meant) if op.meant else "".join(map(font.plain.__getitem__, op.text))
        out.append(f"1 0 0 1 {op.x:.2f} {height - op.y:.2f} Tm <{shown}> Tj")

    def _slant(self, out: list[str], op: Slant, height: float) -> None:
        font = self._font(op.role)
        cos, sin = math.cos(math.radians(op.angle)), math.sin(math.radians(op.angle))
        x, y = op.x - cos * op.width / 2, height - op.y - sin * op.width / 2
        shown = "".join(map(font.plain.__getitem__, op.text))
        out.append(f"/Artifact BMC q BT {_color(op.color, 'rg')} /{font.name} {op.size:g} Tf")
        out.append(f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x:.2f} {y:.2f} Tm <{shown}> Tj ET Q EMC")


def _set(out: list[str], state: dict[str, Any], key: str, value: object, operator: str) -> None:
    """Change one part of the graphics state if it is another than before."""
    if state.get(key) != value:
        state[key] = value
        out.append(operator)


def _color(color: int, operator: str) -> str:
    if color == BLACK:
        return "0 0 0 " + operator
    return " ".join(f"{(color >> shift & 255) / 255:.3f}" for shift in (16, 8, 0)) + " " + operator


def _page_object(page: Page, content: bytes) -> Any:
    made = pdfdoc.PDFPage()
    made.pagewidth, made.pageheight = round(page.width, 2), round(page.height, 2)
    made.Contents = _stream(content)
    made.Resources = pdfdoc.PDFResourceDictionary()
    made.Resources.basicFonts()
    made.Resources.basicProcs()
    return made


def _stream(content: bytes, **entries: int) -> Any:
    dictionary = pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode"), **entries})
    return pdfdoc.PDFStream(dictionary, zlib.compress(content, 6))


def _to_unicode(meanings: Sequence[str]) -> str:
    """The map from numbers to characters, above U+FFFF as two halves of UTF-16."""
    pairs = [f"<{n:04X}> <{text.encode('utf-16-be').hex().upper()}>" for n, text in enumerate(meanings) if text]
    blocks = [pairs[n : n + _CMAP_BLOCK] for n in range(0, len(pairs), _CMAP_BLOCK)]
    body = "".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar\n" for b in blocks)
    return _CMAP_HEAD + body + _CMAP_FOOT


def _tag(glyphs: Sequence[int]) -> str:
    """Six letters that tell one subset of a font from another."""
    number = zlib.crc32(repr(glyphs).encode("ascii"))
    return "".join(chr(65 + number // 26**n % 26) for n in range(6))


def _half(progress: Progress | None, half: int) -> Progress | None:
    """Progress of the first (0) or second (1) half of the work, told in thousandths of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(500 * half + 500 * done // max(1, total), 1000)
