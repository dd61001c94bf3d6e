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
    package = module.partition(".")[0]
    try:
        import_module(package)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise  # it is there, but what it needs itself is not
        raise BackendError(f"{package} is not installed. Install it: pip install 'fangkong[{extra}]'.") from error
    return import_module(module)
