"""Runs the command line: `python -m fangkong`."""

from __future__ import annotations

from .pipeline.cli import main

if __name__ == "__main__":  # workers import this module again, and must not start the command line
    main()
