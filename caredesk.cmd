@echo off
rem 关爱台账 on Windows: finds a Python that fits and hands over to scripts\bootstrap.py.
rem UNTESTED until it has been run on a real Windows 10/11 computer.
setlocal
chcp 65001 >nul
set PYTHONHOME=
set PYTHONPATH=
set PYTHONSTARTUP=

if exist "%~dp0.venv\caredesk-runtime" if exist "%~dp0.venv\Scripts\python.exe" (
    "%~dp0.venv\Scripts\python.exe" -I "%~dp0scripts\bootstrap.py" %*
    goto done
)
for %%V in (3.13 3.12 3.11) do (
    py -%%V -c "" >nul 2>nul && (
        py -%%V -I "%~dp0scripts\bootstrap.py" %*
        goto done
    )
)
python -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))" >nul 2>nul && (
    python -I "%~dp0scripts\bootstrap.py" %*
    goto done
)
echo 没有找到合适的 Python（需要 3.11、3.12 或 3.13，64 位）。请先安装 Python，安装时勾选“Add python.exe to PATH”，然后再打开。
exit /b 3

:done
exit /b %errorlevel%
