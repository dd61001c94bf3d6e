"""Packages of the extras: there, or an error that says how to get them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..pipeline.errors import BackendError


def need(module: str, *, extra: str) -> Any:
    """Return a module that an extra brings.

    Raises:
        BackendError: If it is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            raise
        raise BackendError(f"{error.name} is not installed. Install it: pip install 'fangkong[{extra}]'.") from error
