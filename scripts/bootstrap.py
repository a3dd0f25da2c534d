"""Starts what the person at this computer asked for, after getting the computer ready (provision.py).

Called by caredesk.sh and caredesk.cmd with their arguments. Standard library only.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))  # the launcher starts Python isolated, which leaves this folder out

from provision import (  # noqa: E402
    OFFSCREEN,
    SCREEN,
    WINDOWS,
    SetupError,
    environment_python,
    missing_build_programs,
    missing_proof_programs,
    say,
    set_up,
)

USER_FAULT = 3

USAGE = """关爱台账 · 用法
  ./caredesk.sh                      打开台账（上次的站点；第一次使用时进入建站页）
  ./caredesk.sh demo 文件夹 [--no-window] [--password-file 文件]
                                     在这个文件夹里做一个演示站，再打开它
  ./caredesk.sh cli ...              命令行（cli --help 看全部命令）
  ./caredesk.sh test [pytest 参数]   全部测试和检查
  ./caredesk.sh proof                慢的验证，和需要 LibreOffice、poppler 的验证
  ./caredesk.sh bench                测速
  ./caredesk.sh build                打包成可以直接拷走的程序（dist/caredesk）
"""


def environment(root, *, offscreen=False):
    """The variables that the desk starts with: its own source first, nothing of the user's Python set-up."""
    variables = os.environ | {"PYTHONPATH": str(root / "src"), "PYTHONNOUSERSITE": "1"}
    variables.pop("PYTHONHOME", None)
    if offscreen:
        variables["QT_QPA_PLATFORM"] = "offscreen"
    elif fcitx5_runs() and os.environ.get("QT_IM_MODULE", "fcitx").startswith("fcitx"):
        # the wheels carry no fcitx plugin; fcitx5 also answers to ibus through the portal
        variables |= {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}
    return variables


def fcitx5_runs(processes=Path("/proc")):
    """Whether the Chinese input method fcitx5 runs here."""
    if WINDOWS:
        return False
    for file in processes.glob("[0-9]*/comm"):
        try:
            if file.read_text(errors="replace").strip() == "fcitx5":
                return True
        except OSError:  # the process has just ended
            continue
    return False


def has_display():
    """Whether a window would be seen here."""
    if WINDOWS or sys.platform == "darwin":
        return True
    seen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return seen and os.environ.get("QT_QPA_PLATFORM") not in ("offscreen", "minimal")


def window_libraries():
    """What the platform that will show the window needs."""
    return OFFSCREEN if os.environ.get("QT_QPA_PLATFORM") == "offscreen" else SCREEN


def module(root, *arguments):
    """The command line that runs the desk; -P keeps modules in the user's folder from being taken for ours."""
    return [str(environment_python(root)), "-P", "-m", "caredesk", *arguments]


def become(command, variables):
    """Hand this process over to the command; its exit code becomes ours."""
    if WINDOWS:
        return subprocess.call(command, env=variables)
    sys.stdout.flush()
    os.execve(command[0], command, variables)
    return 0  # never reached; says so to readers and checkers


def open_window(root, arguments):
    """The window, on the station that the arguments name, else the last one."""
    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:  # a platform that was named is meant
        raise SetupError("这里没有图形桌面，打不开窗口。请在桌面里的终端运行，或用 ./caredesk.sh cli --help 看命令行。")
    set_up(root, libraries=window_libraries())
    return become(module(root, *arguments), environment(root))


def command_line(root, arguments):
    """`cli ...`: the desk's own commands; only the self-test starts Qt."""
    set_up(root, libraries=OFFSCREEN if "--self-test" in arguments else None)
    return become(module(root, *arguments), environment(root, offscreen="--self-test" in arguments))


def demo_folder(arguments):
    """The folder that `demo` was asked to fill, or None: the first word that is no option nor an option's value."""
    words = iter(arguments)
    for word in words:
        if word == "--password-file":
            next(words, None)
        elif not word.startswith("-"):
            return Path(word)
    return None


def demo(root, arguments):
    """`demo OUT`: the desk makes the demo station; then its window opens where there is a display."""
    show = "--no-window" not in arguments and has_display()
    arguments = [word for word in arguments if word != "--no-window"]
    set_up(root, libraries=window_libraries() if show else None)
    done = subprocess.call(module(root, "demo", *arguments), env=environment(root, offscreen=not show))
    folder = demo_folder(arguments)
    if done or not show or folder is None:
        return done
    return become(module(root, "--data", str(folder / "station")), environment(root))


def checks(root, arguments):
    """What `test` runs: a name and a command each."""
    python = str(environment_python(root))
    contracts = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"
    return [
        ("pytest", [python, "-m", "pytest", *arguments]),
        ("ruff", [python, "-m", "ruff", "check", "."]),
        ("mypy", [python, "-m", "mypy"]),
        ("import-linter", [python, "-c", contracts]),
    ]


def run_all(root, commands):
    """Run every command, even after one failed, then say which passed. Returns 0 or 1."""
    failed = []
    variables = environment(root, offscreen=True)
    seconds = []
    for name, command in commands:
        say(f"── {name}")
        started = time.monotonic()
        if subprocess.call(command, cwd=root, env=variables):
            failed.append(name)
        seconds.append(f"  {'没过' if name in failed else '通过'}  {name}（{time.monotonic() - started:.1f} 秒）")
    say("── 小结\n" + "\n".join(seconds))
    say(f"有 {len(failed)} 项没过：{'、'.join(failed)}。" if failed else "全部通过。")
    return 1 if failed else 0


def test(root, arguments):
    """`test`: pytest without a screen, lint, types, contracts."""
    set_up(root, libraries=OFFSCREEN, dev=True)
    return run_all(root, checks(root, arguments))


def proof(root, arguments):
    """`proof`: the slow tests, and those that look at our files with LibreOffice and poppler."""
    set_up(
        root,
        libraries=SCREEN,
        dev=True,
        programs=missing_proof_programs,
    )
    python = str(environment_python(root))
    # the default run leaves tests/proof out by --ignore in pyproject.toml; this run is for it alone
    options = ["-o", "addopts=--strict-markers --strict-config --import-mode=importlib -ra"]
    named = [word for word in arguments if (root / word.partition("::")[0]).is_file()]
    where = [] if named else ["tests/proof"]
    return run_all(root, [("pytest", [python, "-m", "pytest", *options, *arguments, *where])])


def bench(root, arguments):
    """`bench`: every script in tests/bench, or those named."""
    set_up(root, libraries=OFFSCREEN, dev=True)
    scripts = [file for file in sorted((root / "tests/bench").glob("*.py")) if not file.name.startswith(("_", "conf"))]
    chosen = [file for file in scripts if not arguments or file.stem in arguments]
    if not chosen:
        raise SetupError("tests/bench 里没有要运行的测速脚本。")
    python = str(environment_python(root))
    return run_all(root, [(file.stem, [python, "-m", f"tests.bench.{file.stem}"]) for file in chosen])


def build(root, arguments):
    """`build`: the one-folder program, then its own self-test."""
    set_up(
        root,
        libraries=SCREEN,  # the small xcb libraries go along
        dev=True,
        programs=missing_build_programs,
    )
    packer = [str(environment_python(root)), "-m", "PyInstaller", "build.spec", "--noconfirm", "--log-level=WARN"]
    program = root / "dist/caredesk" / ("caredesk-cli.exe" if WINDOWS else "caredesk")
    failed = run_all(root, [("PyInstaller", [*packer, *arguments])])
    return failed or run_all(root, [("self-test", [str(program), "--self-test"])])


COMMANDS = {"demo": demo, "cli": command_line, "test": test, "proof": proof, "bench": bench, "build": build}


def dispatch(root, arguments):
    """Run what was asked for; returns the exit code."""
    if not arguments:
        return open_window(root, [])
    if arguments[0] in ("help", "-h", "--help"):
        print(USAGE, end="")
        return 0
    if arguments[0] == "--data" and len(arguments) <= 2:
        return open_window(root, arguments)
    if arguments[0].startswith("--"):
        return command_line(root, arguments)
    command = COMMANDS.get(arguments[0])
    if command is None:
        say(f"没有“{arguments[0]}”这个命令。\n{USAGE}")
        return 2
    return command(root, arguments[1:])


def main():
    """Start; a set-up problem is a sentence and exit code 3, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    try:
        return dispatch(ROOT, sys.argv[1:])
    except SetupError as problem:
        say(str(problem))
        return USER_FAULT
    except KeyboardInterrupt:
        say("已取消。")
        return 130


if __name__ == "__main__":
    sys.exit(main())
