"""What a foreign check may use up. Engine settings alone do not hold against every query; the operating system's do."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class SandboxLimits:
    """Limits of the child process.

    seconds        wall time of one job; then the child is killed
    start_seconds  wall time until the child is ready
    memory         address space of the child, bytes
    engine_memory  what the engine allows itself, bytes; below `memory`, so that most queries end with a plain error
    answer         longest line the child may write, bytes
    """

    seconds: float = 10.0
    start_seconds: float = 30.0
    memory: int = 2048 * MEBIBYTE
    engine_memory: int = 512 * MEBIBYTE
    answer: int = 64 * MEBIBYTE
