#!/bin/sh
# 关爱台账 on Linux: finds a Python that fits and hands over to scripts/bootstrap.py.
# Works from any folder, through a link, and with spaces or Chinese in the path.
self=$(readlink -f -- "$0" 2>/dev/null) || self=$0
home=$(CDPATH='' cd -- "$(dirname -- "$self")" && pwd -P) || exit 3
unset PYTHONHOME PYTHONPATH PYTHONSTARTUP

# Set up before: the environment's own Python starts at once and checks its stamp itself.
if [ -f "$home/.venv/caredesk-runtime" ] && [ -x "$home/.venv/bin/python" ]; then
    exec "$home/.venv/bin/python" -I "$home/scripts/bootstrap.py" "$@"
fi

for python in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if command -v "$python" >/dev/null 2>&1 &&
        "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1; then
        exec "$python" -I "$home/scripts/bootstrap.py" "$@"
    fi
done

echo '没有找到合适的 Python（需要 3.11、3.12 或 3.13）。' >&2
echo '请在终端运行：sudo apt-get update && sudo apt-get install -y python3 python3-venv，然后再打开。' >&2
exit 3
