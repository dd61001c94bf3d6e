"""The commands `fangkong rules …`: what each rule is worth on labelled reports."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ..options import Ner, Rules
from ..values.hints import DEFAULT_TAGGER
from .score_command import GoldDir, load

rules_app = typer.Typer(no_args_is_help=True, help="Rules: what each is worth, what is wrong with them, a new one.")


@rules_app.callback()
def _rules() -> None: ...


@rules_app.command("coverage")
def coverage(
    gold_dir: GoldDir,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="One JSON object instead of tables.")] = False,
    ner: Ner = DEFAULT_TAGGER,
    rules: Rules = None,
    ablate: Annotated[
        bool, typer.Option("--ablate", metavar="", help="Also the record score without each rule; slow.")
    ] = False,
) -> None:
    """List how often each rule fired right and wrong, and the rules that never fired."""
    from ..run import Extractor
    from .compare import compare_all
    from .coverage import silent_rules, uses, without_each

    files = load(gold_dir)
    extractor = Extractor(ner=ner, rules=rules)
    comparisons = list(compare_all(files, extractor))
    used = uses(comparisons)
    silent = silent_rules(extractor.library, used)
    worth = dict(without_each(files, comparisons, used, ner, rules)) if ablate else {}
    if as_json:
        fired = [u.as_json() | ({"without": round(worth[u.rule], 4)} if u.rule in worth else {}) for u in used]
        typer.echo(json.dumps({"fired": fired, "never_fired": silent}, ensure_ascii=False, indent=2))
        return
    head = f"{'rule':<44} right wrong optional" + ("  without" if ablate else "")
    rows = (
        f"{u.rule:<44} {u.right:>5} {u.wrong:>5} {u.optional:>8}"
        + (f" {worth[u.rule]:>+8.4f}" if u.rule in worth else "")
        for u in used
    )
    for line in (head, *rows, "", f"{len(silent)} rules never fired:", *(f"  {rule}" for rule in silent)):
        typer.echo(line)
