"""Caps of the reading process on its own memory and processor time: rlimits, or a Job Object on Windows."""

from __future__ import annotations

import sys

_LIMIT_PROCESS_TIME, _LIMIT_ACTIVE, _LIMIT_MEMORY, _DIE_QUIETLY = 0x2, 0x8, 0x100, 0x400
_EXTENDED_LIMITS = 9


def cap(memory: int, seconds: int) -> None:
    """Allow this process ``memory`` bytes and ``seconds`` of processor time from now on, and no core file."""
    if sys.platform == "win32":
        _cap_job(memory, seconds)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _cap_job(memory: int, seconds: int) -> None:
    """Put this process into a Job Object with the caps; without one where Windows refuses. Untested: no Windows here.

    The handle stays open until the process ends, for the job lives as long as it. One process only: what a file
    might talk a library into starting does not start.
    """
    import ctypes
    from ctypes import wintypes

    size, word, long_long = ctypes.c_size_t, wintypes.DWORD, ctypes.c_ulonglong

    class Basic(ctypes.Structure):
        _fields_ = [
            ("PerProcessUserTimeLimit", ctypes.c_longlong),
            ("PerJobUserTimeLimit", ctypes.c_longlong),
            ("LimitFlags", word),
            ("MinimumWorkingSetSize", size),
            ("MaximumWorkingSetSize", size),
            ("ActiveProcessLimit", word),
            ("Affinity", size),
            ("PriorityClass", word),
            ("SchedulingClass", word),
        ]

    class Extended(ctypes.Structure):
        _fields_ = [
            ("Basic", Basic),
            ("IoCounters", long_long * 6),
            ("ProcessMemoryLimit", size),
            ("JobMemoryLimit", size),
            ("PeakProcessMemoryUsed", size),
            ("PeakJobMemoryUsed", size),
        ]

    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, word)
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    told = Extended()
    told.Basic.LimitFlags = _LIMIT_PROCESS_TIME | _LIMIT_ACTIVE | _LIMIT_MEMORY | _DIE_QUIETLY
    told.Basic.PerProcessUserTimeLimit = seconds * 10_000_000  # hundreds of nanoseconds
    told.Basic.ActiveProcessLimit = 1
    told.ProcessMemoryLimit = memory
    job = kernel.CreateJobObjectW(None, None)
    if job and kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(told), ctypes.sizeof(told)):
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
