"""Where in the raw text something stands."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator


class Strict(BaseModel):
    """Base of everything that travels: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Strict):
    """A half-open range `[start, end)` of Unicode code points of the raw input text, and what stands there.

    Validate with `context={"raw": text}` to have `text == raw[start:end]` checked too.
    """

    start: int = Field(ge=0, description="first code point")
    end: int = Field(gt=0, description="one past the last code point")
    text: str = Field(description="the raw text from start to end, exactly as it stands")

    @model_validator(mode="after")
    def _holds(self, info: ValidationInfo) -> Self:
        if self.start >= self.end:
            raise ValueError(f"span start {self.start} must lie before its end {self.end}")
        if len(self.text) != self.end - self.start:
            raise ValueError(
                f"span [{self.start}, {self.end}) covers {self.end - self.start} characters, "
                f"but its text {self.text!r} has {len(self.text)}"
            )
        raw = (info.context or {}).get("raw")
        if raw is not None and raw[self.start : self.end] != self.text:
            raise ValueError(
                f"span [{self.start}, {self.end}) says {self.text!r}, "
                f"but the raw text has {raw[self.start : self.end]!r} there"
            )
        return self
