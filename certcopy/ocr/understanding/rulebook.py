"""The rules by which papers are known and read: ours, and an office's own from its folder.

Regular expressions are RE2's, which take time in proportion to the text, whatever an office writes: no lookaround and
no back-references, ``\\p{Lu}`` for capital letters.
"""

from __future__ import annotations

import dataclasses
import functools
import pathlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import re2

from certcopy.domain.toneless import toneless
from certcopy.errors import BadRules, Language
from certcopy.ocr.understanding.rulefile import Check, KindFile, Method, Naming, RuleEntry, read_common, read_kinds

FOLDER = pathlib.Path(__file__).parent.parent / "kinds"
WORD = re.compile(r"[a-z]{3,}")
ESCAPED = re.compile(r"\\p\w|\\.|\[[^\]]*\]")
"""What stands in an expression for some letter, and is none of a word."""
OF_DAYS = frozenset({"ngay", "thang", "nam"})
BRACES = re.compile(r"\{([^{}]*)\}")

Pattern = Any
"""A compiled RE2 expression; the library comes without types."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """How one field is found: ``labels`` match folded text, ``form`` the text itself and what ends it.

    ``words``: those of the labels, in which a letter may be misread.
    """

    id: str
    field: str
    method: Method
    labels: tuple[Pattern, ...]
    words: frozenset[str]
    form: Pattern
    lines: int
    last: bool
    check: Check
    keep_label: bool
    needs_title: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of paper is known, what a register calls it, and the rules for its fields.

    ``titles``, ``openings`` and ``signs`` are toneless; ``title`` names fields in braces.
    """

    id: str
    naming: Naming
    title: str
    titles: tuple[str, ...]
    openings: tuple[str, ...]
    signs: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Rulebook:
    """Every kind that is known, and what fields are called."""

    kinds: Mapping[str, Kind]
    fields: Mapping[str, Naming]

    def kind_words(self, kind: str, language: Language) -> str:
        """What people call a kind; an unknown one keeps its name."""
        known = self.kinds.get(kind)
        return _in(known.naming, language) if known else kind

    def field_words(self, field: str, language: Language) -> str:
        """What people call a field; an unknown one keeps its name."""
        known = self.fields.get(field)
        return _in(known, language) if known else field


@functools.cache
def built_in() -> Rulebook:
    """The rules that come with the package."""
    return _bound((FOLDER,))


def rulebook(folder: pathlib.Path) -> Rulebook:
    """Ours with those of an office's folder before them; ours alone where there is no such folder.

    Raises:
        BadRules: a file of the folder is wrong; the message names it and says how.
    """
    return _bound((FOLDER, folder)) if folder.is_dir() else built_in()


def compiled(expression: str, name: str) -> Pattern:
    """A regular expression of a rule file.

    Raises:
        BadRules: RE2 does not take it.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(expression, options)
    except re2.error as problem:
        words = problem.args[0].decode() if isinstance(problem.args[0], bytes) else str(problem)
        raise BadRules(name=name, problem=f"{expression!r}: {words}") from problem


def _bound(folders: tuple[pathlib.Path, ...]) -> Rulebook:
    fields: dict[str, Naming] = {}
    forms: dict[str, str] = {}
    entries: dict[str, RuleEntry] = {}
    kinds: dict[str, KindFile] = {}
    for folder in folders:
        common, read = read_common(folder), read_kinds(folder)
        fields |= common.fields
        forms |= common.forms
        entries |= common.rules
        for id_, kind in read.items():
            entries |= kind.rules
            kinds[id_] = _before(kind, kinds[id_]) if id_ in kinds and not kind.replace else kind
    rules = {id_: _rule(id_, entry, forms) for id_, entry in entries.items()}
    return Rulebook({id_: _kind(id_, kind, rules) for id_, kind in kinds.items()}, fields)


def _before(new: KindFile, old: KindFile) -> KindFile:
    """An office's file over ours: its phrases and rules come first, its words take the place of ours."""
    return KindFile(
        vi=new.vi or old.vi,
        en=new.en or old.en,
        title=new.title or old.title,
        titles=new.titles + old.titles,
        openings=new.openings + old.openings,
        signs=new.signs + old.signs,
        use=tuple(dict.fromkeys(new.use + tuple(new.rules) + old.use + tuple(old.rules))),
        rules={**old.rules, **new.rules},
    )


def _kind(id_: str, entry: KindFile, rules: Mapping[str, Rule]) -> Kind:
    name = f"{id_}.toml"
    for problem in _problems(entry, rules):
        raise BadRules(name=name, problem=problem)
    used = tuple(dict.fromkeys(entry.use + tuple(entry.rules)))
    return Kind(
        id=id_,
        naming=Naming(entry.vi, entry.en),
        title=entry.title or entry.vi,
        titles=tuple(map(toneless, entry.titles)),
        openings=tuple(map(toneless, entry.openings)),
        signs=tuple(map(toneless, entry.signs)),
        rules=tuple(rules[each] for each in used),
    )


def _problems(entry: KindFile, rules: Mapping[str, Rule]) -> Iterator[str]:
    if not (entry.vi and entry.en):
        yield "vi, en: name the kind in both languages / đặt tên loại giấy bằng hai thứ tiếng"
    if not (entry.titles or entry.openings or entry.signs):
        yield "titles, openings, signs: give one of them / cần ít nhất một trong ba mục"
    yield from (f"use: no rule “{each}” / không có quy tắc “{each}”" for each in entry.use if each not in rules)
    used = [rules[each] for each in (*entry.use, *entry.rules) if each in rules]
    known = {rule.field for rule in used}
    unknown = set(BRACES.findall(entry.title)) - known
    yield from (f"title: no rule finds “{each}” / không có quy tắc nào tìm “{each}”" for each in sorted(unknown))


def _rule(id_: str, entry: RuleEntry, forms: Mapping[str, str]) -> Rule:
    name = f"[rules.{id_}]"
    form = forms.get(entry.form, entry.form)
    return Rule(
        id=id_,
        field=entry.field,
        method=entry.method,
        labels=tuple(compiled(label, name) for label in entry.labels),
        words=frozenset(word for label in entry.labels for word in WORD.findall(ESCAPED.sub(" ", label))) | OF_DAYS,
        form=compiled(rf"({form})(?:[^\pL\pN]|$)", name),
        lines=entry.lines,
        last=entry.pick == "last",
        check=entry.check,
        keep_label=entry.keep_label,
        needs_title=entry.needs_title,
    )


def _in(naming: Naming, language: Language) -> str:
    return naming.vi if language == "vi" else naming.en
