"""The documents are right: README examples run, links, keys and terms exist."""

from __future__ import annotations

import doctest
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from markdown_it import MarkdownIt
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

import mentormatch as mm
from helpers.command_line import run
from helpers.paths import MADE, ROOT
from helpers.paths import PAGES as WRITTEN
from mentormatch import errors
from mentormatch.batch.jobs import Batch, BatchScheme
from mentormatch.candidates.reasons import CODES, PERSON_REASONS
from mentormatch.candidates.reasons.must import PREFIX
from mentormatch.changes.history import PairState
from mentormatch.changes.listed import KINDS
from mentormatch.cli import console
from mentormatch.cli.console import BAD_ROWS
from mentormatch.cli.main import _code, app_with
from mentormatch.criteria import FIELDS
from mentormatch.criteria import KINDS as KINDS_OF_CRITERIA
from mentormatch.matching.result import Matching
from mentormatch.matching.unmatched import UNMATCHED_WORDS
from mentormatch.models import Frozen
from mentormatch.objectives import OBJECTIVES
from mentormatch.policy import FollowUp, Limits, Policy, Rematch, Scoring, Shares
from mentormatch.record.tables import SCHEMA
from mentormatch.report.forms.form import named_forms
from mentormatch.report.rendering import Templates
from mentormatch.rules import Rule
from mentormatch.tables.changes.rows import read_change_table
from mentormatch.tables.rows.fields import TARGETS

PAGES = [*sorted(ROOT.glob("*.md")), *WRITTEN]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_examples_run(page: Path) -> None:
    flags = doctest.NORMALIZE_WHITESPACE
    failed, tried = doctest.testfile(str(page), module_relative=False, optionflags=flags)
    assert failed == 0
    assert tried > 0 or page.name != "README.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_resolve(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        file = (page.parent / target).resolve()
        assert file.exists() or file.parent == MADE, target


FENCED = re.compile(r"^ *```.*?^ *```", flags=re.DOTALL | re.MULTILINE)


def _formulas(page: str) -> list[tuple[str, str, str]]:
    """Return the formulas within lines of a page, with what is before and after each."""
    text = re.sub(r"`[^`\n]*`", "", FENCED.sub("", page))
    return re.findall(r"(.?)(\$[^$]+\$)(.?)", " ".join(text.split()))


def _words(page: str) -> str:
    """Return the words that Markdown makes of a page which knows nothing of formulas."""
    blocks = MarkdownIt("commonmark").enable("table").parse(page)
    parts = (part for block in blocks for part in block.children or ())
    return " ".join("".join(part.content if part.type == "text" else " " for part in parts).split())


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_formulas_read_on_a_page_of_the_repository_too(page: Path) -> None:
    """There Markdown comes first and must leave them alone, and a dollar beside a letter is a dollar."""
    text = page.read_text(encoding="utf-8")
    formulas, words = _formulas(text), _words(text)
    assert [formula for _, formula, _ in formulas if formula not in words] == []
    beside = [(before, after) for before, _, after in formulas]
    assert [one for one in beside if one[0].isalnum() or one[0] == "-" or one[1].isalnum()] == []
    assert "$$" not in FENCED.sub("", text)  # a formula on lines of its own is fenced as ```math


def test_the_citation_is_of_this_version() -> None:
    assert f"\nversion: {mm.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_options_named_in_the_pages_exist() -> None:
    from typer.main import get_command

    commands = list(get_command(app_with()).commands.values())
    for one in commands:  # and those of groups, as they are found
        commands += getattr(one, "commands", {}).values()
    known = {o for c in commands for p in c.params for o in p.opts}
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    commands = re.findall(r"^(?:\$ )?mentormatch .*(?:\\\n.*)*", pages, flags=re.MULTILINE)
    used = {option for one in commands for option in re.findall(r"(?<=\s)--[a-z-]+", one)}
    assert len(used) > 20
    assert used <= known


def test_make_targets_named_in_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(
        r"^make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    ):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_every_public_name_is_on_the_page_of_the_library_once() -> None:
    text = (ROOT / "docs/reference/api.md").read_text(encoding="utf-8")
    lists = re.findall(r":toctree: \.\./generated\n\n((?:   \w+\n)+)", text)
    assert sorted("".join(lists).split()) == sorted(set(mm.__all__) - {"criteria", "rules"})
    assert all(f"`mm.{module}`" in text for module in ("criteria", "rules"))


def _commands(
    command: TyperCommand | TyperGroup, name: str
) -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    yield name, command
    for inner, one in getattr(command, "commands", {}).items():
        yield from _commands(one, f"{name} {inner}")


def test_every_command_and_option_says_what_it_does() -> None:
    """The page of all commands is made from it."""
    found = list(_commands(get_command(app_with()), "mentormatch"))
    assert len(found) > 60
    silent = {name for name, command in found if not command.help}
    for name, command in found:
        silent |= {f"{name} {one.name}" for one in command.params if not getattr(one, "help", None)}
    assert silent == set()


def test_every_policy_key_is_documented() -> None:
    text = (ROOT / "docs/reference/policy.md").read_text(encoding="utf-8")
    sections = (Limits, Scoring, Rematch, FollowUp, Policy)
    keys = {key for section in sections for key in section.model_fields} | set(Policy().weights)
    assert {k for k in keys if f"`{k}`" not in text and f"[{k}]" not in text} == set()


def _defaults() -> Iterator[tuple[type[Frozen], str, str]]:
    """Yield section, keys and default of each row of the page of policies that gives one."""
    sections = {"Top level": Policy, "limits": Limits, "scoring": Scoring, "rematch": Rematch,
                "follow_up": FollowUp, "shares": Shares}  # fmt: skip
    text = (ROOT / "docs/reference/policy.md").read_text("utf-8")
    for heading in re.findall(r"^## (.+)$", text, flags=re.MULTILINE):
        name = heading.partition("]")[0].strip("`[]")
        for keys, default, *_ in _rows("policy.md", heading) if name in sections else ():
            yield sections[name], keys, default


def _each(keys: str, values: str) -> Iterator[tuple[str, str]]:
    """Return each key of a row with its default; text that is no code is the default as it stands."""
    code = re.compile("`([^`]+)`")
    return zip(code.findall(keys), code.findall(values) or [values], strict=True)


def test_defaults_are_those_of_the_code() -> None:
    found = [(model, *pair) for model, keys, values in _defaults() for pair in _each(keys, values)]
    assert len(found) > 35
    for model, key, value in found:
        field = model.model_fields[key]
        if value in {"(needed)", "none"}:
            assert field.is_required() if value == "(needed)" else not field.default, key
        elif value == "all four":
            assert len(field.default) == 4, key
        else:
            default = list(field.default) if isinstance(field.default, tuple) else field.default
            assert default == tomllib.loads(f"x = {value}")["x"], key


def test_default_weights_are_those_of_the_code() -> None:
    rows = _rows("policy.md", "`[weights]`")
    assert {row[0].strip("`"): float(row[1]) for row in rows} == Policy().weights


def test_benchmarks_are_listed_with_the_pages_that_they_make() -> None:
    text = (ROOT / "docs/benchmarks.md").read_text("utf-8")
    rows = re.findall(r"^\| `make ([a-z-]+)` \|.*\| (.*) \|$", text, flags=re.MULTILINE)
    targets = re.findall(
        r"^((?:bench|soak-)[a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE
    )
    assert sorted(name for name, _ in rows) == sorted(targets)
    kept = {
        page
        for _, pages in rows
        if "no run is kept" not in pages
        for page in re.findall(r"`(.+?\.\w+)`", pages)
    }
    results = {one.name for one in (ROOT / "benchmarks/results").iterdir() if one.suffix in {".md", ".html"}}
    assert kept == results


def test_the_growth_of_a_large_scheme_is_what_was_measured() -> None:
    said, measured = (
        [[re.sub(r" \(.*", "", cell.strip()) for cell in line.strip("|").split("|")]
         for line in re.findall(r"^\| [\d,]+ \|.*", (ROOT / page).read_text("utf-8"), flags=re.MULTILINE)]
        for page in ("docs/scale.md", "benchmarks/results/scale.md")
    )  # fmt: skip
    assert said == [[row[k] for k in (0, 2, 4, 5, 7, 8, 9)] for row in measured] != []


@pytest.mark.parametrize("page", ["reference/policy.md", "explanation/model.md"])
def test_every_objective_has_a_row(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert {name for name in OBJECTIVES if f"\n| `{name}` |" not in text} == set()


def test_every_default_criterion_has_its_formula() -> None:
    text = (ROOT / "docs/explanation/model.md").read_text(encoding="utf-8")
    rows = " ".join(row[1] for row in re.findall(r"^(\|)( `.+?) \|", text, flags=re.MULTILINE))
    assert {name for name in Policy().weights if f"`{name}`" not in rows} == set()


def test_every_key_of_a_batch_is_documented_and_the_example_is_valid() -> None:
    text = (ROOT / "docs/how-to/batch.md").read_text(encoding="utf-8")
    keys = Batch.model_fields | BatchScheme.model_fields
    assert {key for key in keys if f"`{key}`" not in text} == set()
    block = re.search(r"```toml\n(.*?)```", text, flags=re.DOTALL)
    assert block is not None
    assert len(Batch.model_validate(tomllib.loads(block[1])).schemes) == 3


def test_every_column_is_documented() -> None:
    text = (ROOT / "docs/reference/file-formats.md").read_text(encoding="utf-8")
    columns = {name for targets in TARGETS.values() for name in targets}
    assert {name for name in columns if f"`{name}`" not in text} == set()


def test_the_changes_in_the_file_formats_are_valid(tmp_path: Path) -> None:
    text = (ROOT / "docs/reference/file-formats.md").read_text(encoding="utf-8")
    block = re.search(r"```csv\n(.*?)```", text, flags=re.DOTALL)
    assert block is not None
    (tmp_path / "changes.csv").write_text(block[1], encoding="utf-8")
    table = read_change_table(tmp_path / "changes.csv")
    assert not table.problems
    assert {row.kind for row in table.rows} == set(KINDS)
    assert {kind for kind in KINDS if f"| `{kind}` |" in text} == set(KINDS)


def test_the_files_that_a_new_part_touches_exist() -> None:
    text = (ROOT / "docs/extending.md").read_text(encoding="utf-8")
    files = re.findall(r"^\d+\. `([^`<]+)`", text, flags=re.MULTILINE)
    assert files
    assert [file for file in files if not (ROOT / file).exists()] == []


def glossary_terms() -> list[str]:
    rows = re.findall(
        r"^\| ([^|]+) \|", (ROOT / "docs/reference/glossary.md").read_text("utf-8"), flags=re.MULTILINE
    )
    return [term for row in rows[1:] for term in row.split(", ")]


def test_every_term_in_the_glossary_is_used() -> None:
    files = [*(ROOT / "src").rglob("*.py"), *(page for page in PAGES if page.name != "glossary.md")]
    text = " ".join(" ".join(file.read_text("utf-8").split()) for file in files).lower()
    assert [term for term in glossary_terms() if term not in text] == []


def test_terms_are_in_the_glossary_once() -> None:
    terms = glossary_terms()
    assert len(terms) == len(set(terms))
    text = (ROOT / "docs/reference/glossary.md").read_text("utf-8")
    states = {state.value for state in PairState}
    assert {term for term in {*states, *OBJECTIVES} if term not in terms and f"`{term}`" not in text} == set()


def test_the_rules_in_the_policy_page_are_valid() -> None:
    text = (ROOT / "docs/reference/policy.md").read_text(encoding="utf-8")
    block = re.search(r"```toml\n(.*?)```", text, flags=re.DOTALL)
    assert block is not None
    named = block[1].count("[[rules]]")
    assert len(Policy.model_validate(tomllib.loads(block[1])).rules) == named > 0


def test_every_rule_is_documented_with_examples_that_are_valid() -> None:
    text = (ROOT / "docs/reference/rules.md").read_text("utf-8")
    blocks = "".join(re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL))
    shown = Policy.model_validate(tomllib.loads(blocks)).rules
    assert len(shown) == blocks.count("[[rules]]")
    names = {kind.__name__ for kind in get_args(get_args(Rule)[0])}
    assert {one.rule for one in shown} == names
    assert set(re.findall(r"^## `(\w+)`$", text, flags=re.MULTILINE)) == names
    assert set(re.findall(r"^\| \[`(\w+)`\]", text, flags=re.MULTILINE)) == names


def _rows(page: str, heading: str, *, top: bool = False) -> list[list[str]]:
    """Return the cells of the tables below a heading of a page of reference, without the first row."""
    text = "\n" + (ROOT / "docs/reference" / page).read_text("utf-8")
    part = text.partition(f"\n{'#' if top else '##'} {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_every_exit_code_is_documented() -> None:
    of_the_screen = {"SHOWN", "WIDE"}
    named = {name: n for name, n in vars(console).items() if re.fullmatch("[A-Z][A-Z_]*", name)}
    codes = {n for name, n in named.items() if type(n) is int and name not in of_the_screen}
    documented = [int(row[0]) for row in _rows("exit-codes.md", "Exit codes")]
    assert documented == [*sorted(codes), 130]


def test_every_error_is_documented_with_its_exit_code() -> None:
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    expected = {
        kind.__name__: BAD_ROWS if kind is errors.RecordError else _code(kind.__new__(kind))
        for kind in kinds
        if issubclass(kind, errors.MentorMatchError)
    }
    documented = {row[0].strip("`"): int(row[1]) for row in _rows("exit-codes.md", "Errors")}
    assert documented == expected
    assert {kind for kind in mm.__all__ if kind.endswith("Error")} == set(expected)


def test_every_reason_is_documented() -> None:
    pairs = [row[0].strip("`") for row in _rows("exit-codes.md", "Why two may not meet")]
    assert tuple(pairs[:-1]) == CODES
    assert pairs[-1].startswith(PREFIX)
    people = " ".join(row[0] for row in _rows("exit-codes.md", "Why somebody has no partner"))
    own = {reason.code for reason in PERSON_REASONS}
    assert set(re.findall("`([a-z_]+)`", people)) == own | set(UNMATCHED_WORDS)


STANDARDS = tomllib.loads((ROOT / "src/mentormatch/report/templates/standards.toml").read_text("utf-8"))


def test_every_statement_of_the_standards_is_documented_with_its_evidence() -> None:
    parts = STANDARDS["attribute"]
    items = [(one["item"], one["kind"][0].upper()) for part in parts for one in part["statement"]]
    rows = _rows("standards.md", "Standards for a mentoring scheme")
    statements, evidence = rows[: len(items)], rows[len(items) + 2 :]
    assert [(row[0].strip("`"), row[1]) for row in statements] == items
    assert [row[0] for row in evidence] == [one for part in parts for one in part["evidence"]]


def test_the_standards_say_how_each_requirement_is_served() -> None:
    text = (ROOT / "docs/reference/standards.md").read_text("utf-8")
    words = [row[0] for row in _rows("standards.md", "Standards, and where they are served", top=True)]
    titles = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert len(titles) == 6
    served = [row[-2] for title in titles for row in _rows("standards.md", title) if len(row) > 2]
    assert len(served) > 100
    assert {one.removeprefix("in part, ") for one in served} - {"served"} <= set(words)


def _names() -> set[str]:
    """Return what the page of standards may name beside commands, values of columns included."""
    columns = [re.sub("[~?!]", "", one) for of in SCHEMA.values() for one in of.split()]
    values = {
        f"{one.partition('=')[0]}={value}" for one in columns for value in one.partition("=")[2].split("|")
    }
    sections = (Limits, Scoring, Rematch, FollowUp, Policy)
    return {
        *SCHEMA, *(re.split("[=:>]", one)[0] for one in columns), *values,
        *(one.partition("=")[2] for one in values), *(key for one in sections for key in one.model_fields),
        *(column for targets in TARGETS.values() for column in targets), *CODES, *OBJECTIVES, *KINDS,
        *Policy().weights, *(kind.model_fields["kind"].default for kind in KINDS_OF_CRITERIA), "must",
        *(kind.__name__ for kind in get_args(get_args(Rule)[0])), *named_forms(Templates()), "[shares]",
        *(one["item"] for part in STANDARDS["attribute"] for one in part["statement"]),
    }  # fmt: skip


def test_what_the_standards_name_exists() -> None:
    """A requirement is served by commands, options, forms, columns, keys, rules and statements that exist."""
    commands, names = dict(_commands(get_command(app_with()), "")), _names()
    unknown = set()
    for span in re.findall("`([^`]+)`", (ROOT / "docs/reference/standards.md").read_text("utf-8")):
        name, rest = "", span.removeprefix("mentormatch ").split()
        while rest and f"{name} {rest[0]}" in commands:
            name += f" {rest.pop(0)}"
        options = {option for one in commands[name].params for option in one.opts} if name else set()
        unknown |= {f"{span}: {one}" for one in rest if not one.isupper() and one not in names | options}
    assert unknown == set()


def _examples() -> list[tuple[str, list[str]]]:
    """Return heading and blocks of each example of criteria: policy, both forms, what becomes of them."""
    pages = (
        (ROOT / "docs/reference" / page).read_text("utf-8") for page in ("criteria.md", "availability.md")
    )
    parts = [
        one.partition("\n") for page in pages for one in page.partition("## Examples")[2].split("\n### ")[1:]
    ]
    return [(title, re.findall(r"```[a-z]+\n(.*?)```", body, flags=re.DOTALL)) for title, _, body in parts]


@pytest.mark.parametrize(("title", "blocks"), _examples(), ids=[title for title, _ in _examples()])
def test_an_example_of_criteria_gives_what_it_says(title: str, blocks: list[str], tmp_path: Path) -> None:
    policy, mentees, mentors, expected = blocks
    files = {"policy.toml": policy, "mentees.csv": mentees, "mentors.csv": mentors}
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    given = [part for name in files for part in (f"--{Path(name).stem}", tmp_path / name)]
    assert run("match", *given, "--out", tmp_path / "out") == 0, title
    found = Matching.load(tmp_path / "out" / "matching.mm")
    pairs = [f"{mentee} {mentor}" for mentee, mentor in found.pair_ids]
    assert [*pairs, *(f"{u.person_id}: {u.detail}" for u in found.unmatched_people)] == expected.splitlines()


def test_every_kind_of_criterion_and_its_keys_are_documented() -> None:
    text = (ROOT / "docs/reference/criteria.md").read_text("utf-8")
    names = {
        name for kind in KINDS_OF_CRITERIA for name in (*kind.model_fields, kind.model_fields["kind"].default)
    }
    assert {name for name in names if f"`{name}`" not in text} == set()
    fields = {field for fields in FIELDS.values() for field in fields}
    assert {field for field in fields if f"`{field}`" not in text} == set()
