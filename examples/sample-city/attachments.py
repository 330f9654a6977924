"""The files the sample portal offers for download: Word, Excel, PDF and CSV, as small as each can be and still open.

Every byte follows from the text: no clock, no random ids, no compression whose result could differ between machines.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from html import escape

_OFFICE = "http://schemas.openxmlformats.org"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_A4, _LINE, _TOP, _LEFT, _SIZE, _ACROSS = (595, 842), 22, 780, 60, 12, 39


def docx(lines: Sequence[str]) -> bytes:
    """A Word document of one paragraph a line."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    return _packed(
        {"word/document.xml": _WORD},
        "word/document.xml",
        {
            "word/document.xml": f'<w:document xmlns:w="{_OFFICE}/wordprocessingml/2006/main">'
            f"<w:body>{body}</w:body></w:document>"
        },
    )


def xlsx(lines: Sequence[str]) -> bytes:
    """A workbook of one sheet; cells of a line are parted by commas, and those that are numbers are numbers."""
    rows = "".join(f"<row>{''.join(map(_cell, line.split(',')))}</row>" for line in lines)
    sheet = f'<worksheet xmlns="{_OFFICE}/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    workbook = (
        f'<workbook xmlns="{_OFFICE}/spreadsheetml/2006/main" xmlns:r="{_OFFICE}/officeDocument/2006/relationships">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    return _packed(
        {"xl/workbook.xml": f"{_SHEET}.sheet.main+xml", "xl/worksheets/sheet1.xml": f"{_SHEET}.worksheet+xml"},
        "xl/workbook.xml",
        {
            "xl/workbook.xml": workbook,
            "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet,
        },
    )


def csv(lines: Sequence[str]) -> bytes:
    # Spreadsheet programs on Windows take a CSV for UTF-8 only when it opens with the mark.
    return "".join(f"{line}\n" for line in lines).encode("utf-8-sig")


def pdf(lines: Sequence[str]) -> bytes:
    """A PDF of one page. The font is the Song every Chinese PDF reader brings, so that none is inside."""
    wrapped = [line[at : at + _ACROSS] for line in lines for at in range(0, len(line), _ACROSS)]
    shown = " ".join(f"<{line.encode('utf-16-be').hex().upper()}> Tj 0 -{_LINE} Td" for line in wrapped)
    drawn = f"BT /F1 {_SIZE} Tf {_LEFT} {_TOP} Td {shown} ET"
    system = "<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    title = f"FEFF{lines[0].encode('utf-16-be').hex().upper()}"
    objects = [
        "<</Type/Catalog/Pages 2 0 R/Lang(zh-CN)>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {_A4[0]} {_A4[1]}]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        f"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo{system}/FontDescriptor 7 0 R>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
        "/Descent -120/CapHeight 880/StemV 93>>",
        f"<</Title<{title}>>>",
    ]
    written, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    ending = f"trailer\n<</Size {count}/Root 1 0 R/Info {count - 1} 0 R>>\nstartxref\n{len(written)}\n%%EOF\n"
    return f"{written}xref\n0 {count}\n0000000000 65535 f \n{table}{ending}".encode("ascii")


FORMATS: dict[str, Callable[[Sequence[str]], bytes]] = {".docx": docx, ".xlsx": xlsx, ".csv": csv, ".pdf": pdf}


def size(content: bytes) -> str:
    """How large a file is, as portals write it."""
    return f"{len(content) / 1024:.1f} KB"


def _cell(text: str) -> str:
    if text.replace(".", "", 1).isdecimal():
        return f"<c><v>{text}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _relations(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
    )


def _packed(types: dict[str, str], main: str, parts: dict[str, str]) -> bytes:
    """An office package: stored, with fixed times, so that its bytes never differ."""
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{media}"/>' for part, media in types.items())
    everything = {
        "[Content_Types].xml": f'<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": _relations("officeDocument", main),
        **parts,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in everything.items():
            entry = zipfile.ZipInfo(name)  # its time is 1980-01-01, not now
            entry.create_system = 3
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return packed.getvalue()
