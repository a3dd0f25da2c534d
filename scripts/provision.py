"""What this computer must have before the desk can start, and getting it there. Standard library only.

System libraries come first: a missing xcb library makes Qt abort in a way that no program can catch, so each is
tried before Qt starts. Then the virtual environment `.venv` with the packages of the lock files, and a stamp; a
second start only reads the stamp. Everything said here goes to stderr: stdout belongs to the command.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from contextlib import contextmanager
from pathlib import Path

WINDOWS = sys.platform == "win32"

# shared library -> Debian package; what Qt needs even without a screen
OFFSCREEN = {
    "libstdc++.so.6": "libstdc++6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
# what a real window and printing need on top
SCREEN = OFFSCREEN | {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libcups.so.2": "libcups2",
}
# program -> Debian package
BUILD_PROGRAMS = {"objdump": "binutils"}
PROOF_PROGRAMS = {"pdftotext": "poppler-utils", "Xvfb": "xvfb", "xdotool": "xdotool"}
# LibreOffice's parts are found by their libraries
OFFICE_PARTS = {"libsclo.so": "libreoffice-calc-nogui", "libswlo.so": "libreoffice-writer-nogui"}


class SetupError(Exception):
    """What the person at this computer has to do before the desk can start, in Chinese."""


def say(text):
    """Tell the person at the terminal, whatever their terminal's encoding can show."""
    print(text, file=sys.stderr, flush=True)


# --- system libraries -------------------------------------------------------------------------------------------


def missing_libraries(libraries):
    """The Debian packages, each once and in order, whose libraries the loader cannot find."""
    if WINDOWS or sys.platform == "darwin":
        return []
    missing = {}
    for name, package in libraries.items():
        try:
            ctypes.CDLL(name, mode=os.RTLD_LAZY if hasattr(os, "RTLD_LAZY") else 0)
        except OSError:
            missing[package] = None
    return list(missing)


def missing_programs(programs):
    """The Debian packages, each once and in order, whose program is not on the PATH."""
    return list(dict.fromkeys(package for name, package in programs.items() if not shutil.which(name)))


def missing_build_programs():
    """What PyInstaller needs besides Python; Debian keeps Python's shared library in a package of its own."""
    if WINDOWS:
        return []
    shared = sysconfig.get_config_var("INSTSONAME") or ""
    library = {shared: f"libpython3.{sys.version_info.minor}"} if ".so" in shared else {}
    return missing_programs(BUILD_PROGRAMS) + (missing_libraries(library) if is_debians_python() else [])


def is_debians_python():
    """Whether this Python came from a Debian package, so that its other parts do too."""
    return sys.base_prefix == "/usr"


def missing_proof_programs():
    """What the proofs look at our files with."""
    folders = [Path("/usr/lib/libreoffice/program"), *Path("/opt").glob("libreoffice*/program")]
    parts = [package for part, package in OFFICE_PARTS.items() if not any((f / part).exists() for f in folders)]
    return (parts if shutil.which("soffice") else list(OFFICE_PARTS.values())) + missing_programs(PROOF_PROGRAMS)


def missing_venv_packages():
    """Debian keeps the making of environments in a package of its own; named after this Python."""
    if WINDOWS or importlib.util.find_spec("ensurepip"):
        return []
    return [f"python3.{sys.version_info.minor}-venv"]


def apt_line(packages):
    """The one line that puts the missing packages on this computer."""
    install = "apt-get install -y --no-install-recommends " + " ".join(packages)
    return f"sudo apt-get update && sudo {install}"


def provide(packages, still_missing):
    """Have the packages on this computer: install them as root, or say the one line and stop.

    `still_missing` is asked again after installing. Raises SetupError.
    """
    if not packages:
        return
    if WINDOWS:
        raise SetupError(f"这个命令在 Windows 上还要先装好：{'、'.join(packages)}。装好后再运行。")
    line = apt_line(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(f"这台电脑还缺少系统组件。请在终端运行下面这一行（需要管理员密码），然后再打开：\n{line}")
    say(f"正在安装系统组件：{' '.join(packages)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-q", *step],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode and step[0] == "install":
            say(done.stdout.decode(errors="replace")[-2000:])
            raise SetupError(f"系统组件没有装上。请检查网络，再在终端运行：\n{line}")
    importlib.invalidate_caches()
    left = still_missing()
    if left:
        raise SetupError(f"系统组件装过了，但还缺：{' '.join(left)}。请在终端运行：\n{apt_line(left)}")


# --- the environment --------------------------------------------------------------------------------------------


def lock_files(root, dev):
    """The lock files that a start needs: the desk's own, and those of tests and builds."""
    return [root / "requirements.lock"] + ([root / "requirements-dev.lock"] if dev else [])


def stamp_text(root, dev):
    """What the stamp must say for the environment to be up to date: Python's version and the locks' content."""
    digest = hashlib.sha256()
    for file in lock_files(root, dev):
        digest.update(file.read_bytes())
    return f"{sys.version_info.major}.{sys.version_info.minor} {digest.hexdigest()}\n"


def stamp_file(root, dev):
    """Where the stamp lies; the launcher scripts look for the first one by this name too."""
    return root / ".venv" / ("caredesk-dev" if dev else "caredesk-runtime")


def is_ready(root, dev):
    """Whether the environment holds exactly what the locks say."""
    file = stamp_file(root, dev)
    return environment_python(root).exists() and file.exists() and file.read_text() == stamp_text(root, dev)


def environment_python(root):
    """The environment's own Python."""
    return root / ".venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")


@contextmanager
def one_at_a_time(root):
    """Keep a second click from setting up while the first one still does."""
    if WINDOWS:
        yield
        return
    import fcntl

    try:
        lock = (root / ".venv.lock").open("w")
    except OSError as error:
        raise SetupError(f"不能在 {root} 里写文件，装不了运行环境。请把程序文件夹放到自己能写的地方再打开。") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure_environment(root, dev):
    """Make `.venv` and install the locked packages unless the stamp says that it is done. Raises SetupError."""
    if is_ready(root, dev):
        return
    with one_at_a_time(root):
        if is_ready(root, dev):
            return
        started = time.monotonic()
        say("正在准备运行环境（第一次要下载约 150 MB，请稍等）……")
        if not stamp_file(root, dev=False).exists() or not environment_python(root).exists():
            make_environment(root)
        install(root, dev)
        for kind in {False, dev}:
            stamp_file(root, kind).write_text(stamp_text(root, kind))
        say(f"运行环境准备好了，用时 {time.monotonic() - started:.0f} 秒。")


def make_environment(root):
    """A fresh `.venv`, made by the Python outside it."""
    outside = getattr(sys, "_base_executable", None) or sys.executable
    done = run_quietly([outside, "-I", "-m", "venv", "--clear", str(root / ".venv")])
    if done.returncode:
        say(done.stdout[-2000:])
        raise SetupError(f"运行环境没有建成（{root / '.venv'}）。请看上面的英文原因；常见的是磁盘满了或没有写的权限。")


def install(root, dev):
    """Put the locked packages into the environment: exact versions, wheels only, nothing besides."""
    for kind in {False, dev}:
        stamp_file(root, kind).unlink(missing_ok=True)
    command = [str(environment_python(root)), "-I", "-m", "pip", "install", "--quiet", "--no-input", "--no-deps"]
    command += ["--only-binary=:all:", "--disable-pip-version-check"]
    for file in lock_files(root, dev):
        command += ["-r", str(file)]
    done = run_quietly(command)
    if done.returncode:
        say(done.stdout[-2000:])
        raise SetupError(
            "依赖组件没有装上。请检查网络是否连通、磁盘是否有 1 GB 空余，再打开一次（会接着装）。"
            "下载太慢时，可以先用环境变量 PIP_INDEX_URL 换一个近的镜像。"
        )


def run_quietly(command):
    """Run a set-up step; its output is kept for the case that it fails."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def set_up(root, *, libraries=None, dev=False, programs=list):
    """Everything on this computer that a command needs before it starts. Raises SetupError."""

    def missing():
        venv = [] if is_ready(root, dev=False) else missing_venv_packages()
        return venv + missing_libraries(libraries or {}) + programs()

    provide(missing(), missing)
    ensure_environment(root, dev)
