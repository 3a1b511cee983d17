"""The logger of a module, which costs nothing until something is logged.

structlog brings rich, pygments and attrs along: half a second of a busy machine, for a command that
logs nothing. It is loaded with the first line that is logged.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from structlog.stdlib import BoundLogger


def get_logger(name: str) -> "BoundLogger":
    """Give the logger of one module: `get_logger(__name__)`."""
    return cast("BoundLogger", _Late(name))


_SETUPS: list[Callable[[], None]] = []


def at_first_line(setup: Callable[[], None]) -> None:
    """Call `setup` before the next line is logged, and then no more."""
    _SETUPS[:] = [setup]


class _Late:
    """Stands for a logger of structlog, and asks for it anew when logs are configured anew."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._logger: Any = None
        self._processors: object = None
        self._factory: object = None

    def __getattr__(self, method: str) -> Any:
        if _SETUPS:
            _SETUPS.pop()()
        import structlog  # noqa: PLC0415 -- see above

        config = structlog.get_config()
        processors, factory = config["processors"], config["logger_factory"]
        if processors is not self._processors or factory is not self._factory:
            self._logger = structlog.stdlib.get_logger(self._name).bind()
            self._processors, self._factory = processors, factory
        return getattr(self._logger, method)
