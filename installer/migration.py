"""Write the schema's revisions from the tables in `app/store`.

    python -m installer.migration            the first revision anew; only while it is the only one
    python -m installer.migration add TEXT   a draft of the next one: what the tables have and the revisions have not

A draft is read and corrected by a person: Alembic sees new columns, not what should stand in them. Afterwards raise
`REVISION` in `app/store/migrate.py` and put a small store of the last release into `tests/store/released`.
"""

import argparse
import inspect
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import CreateIndexOp, CreateTableOp, UpgradeOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Table, create_engine
from sqlalchemy.types import TypeDecorator

from app.store import schema
from app.store.columns import metadata
from app.store.database import open_writer
from app.store.migrate import REVISION, SCRIPTS
from app.store.upgrade import build, revisions

VERSIONS: Final = SCRIPTS / "versions"
FIRST: Final = SCRIPTS / "first_release"
_RENDERING: Final[dict[str, Any]] = {"sqlalchemy_module_prefix": "sa.", "alembic_module_prefix": "op."}


def main(arguments: list[str] | None = None) -> int:
    """Write what is asked for; answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m installer.migration", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["first", "add"], default="first")
    parser.add_argument("text", nargs="?", default="", help="what the new revision does, in a few words")
    asked = parser.parse_args(arguments)
    written = add_revision(asked.text) if asked.what == "add" else write_first_release()
    for words in (["format"], ["check", "--fix"]):
        subprocess.run([sys.executable, "-m", "ruff", *words, "-q", *map(str, written)], check=True)
    print("\n".join(str(path) for path in written))
    return 0


def write_first_release() -> list[Path]:
    """Write one module a column into `first_release`, and the revision that calls them."""
    if revisions(SCRIPTS)[-1] != "0001":
        raise SystemExit("There are later revisions by now: `add` one, the first stays as it is.")
    shutil.rmtree(FIRST, ignore_errors=True)
    FIRST.mkdir()
    door = FIRST / "__init__.py"
    door.write_text(
        '"""The tables of the first release, one module a column. Thread: the one that opens the store."""\n'
    )
    stems = {stem: tables for stem, tables in _columns().items() if tables}
    written = [door]
    for stem, tables in stems.items():
        written.append(FIRST / f"{stem}.py")
        written[-1].write_text(_first_module(stem, tables), "utf-8")
    written.append(VERSIONS / "r0001_first_release.py")
    written[-1].write_text(_first_revision(list(stems)), "utf-8")
    return written


def add_revision(text: str) -> list[Path]:
    """Draft the revision after the newest from the difference between the tables and the revisions."""
    number = f"{int(REVISION) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        build(path, SCRIPTS)
        engine = open_writer(path)
        with engine.connect() as connection:
            options = {"render_item": _rendered, "include_name": _is_ours, "render_as_batch": True}
            context = MigrationContext.configure(connection, opts=options)
            ops = produce_migrations(context, metadata).upgrade_ops or UpgradeOps()
            code = _code(ops, context)
        engine.dispose()
    path = VERSIONS / f"r{number}_{re.sub(r'[^a-z0-9]+', '_', text.lower()).strip('_') or 'change'}.py"
    head = f'"""{text or "Change"}."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
    path.write_text(
        f'{head}revision = "{number}"\ndown_revision = "{REVISION}"\n\n\n'
        f'def upgrade() -> None:\n    """{text or "Change the schema"}."""\n{_indented(code)}\n',
        "utf-8",
    )
    return [path]


def _columns() -> dict[str, list[Table]]:
    """Tables by the module that defines them, in its order."""
    found: dict[str, list[Table]] = {}
    seen: set[str] = set()
    for stem in sorted(schema.__all__, key=_imported_first):
        module = getattr(schema, stem)
        if isinstance(module, ModuleType):
            source = inspect.getsource(module)
            tables = [each for _, each in inspect.getmembers(module, lambda member: isinstance(member, Table))]
            own = {each.name: each for each in tables if f'Table(\n    "{each.name}"' in source}
            found[stem] = [own[name] for name in sorted(own, key=lambda name: source.index(f'"{name}"'))]
            seen |= set(own)
    left = set(metadata.tables) - seen
    assert not left, f"tables in no module of app/store/schema.py: {left}"
    return found


def _imported_first(stem: str) -> int:
    order = ("catalog", "people", "orders", "stock", "allocation", "picking", "packing", "shipping", "local", "journal")
    return order.index(stem) if stem in order else len(order)


def _first_module(stem: str, tables: list[Table]) -> str:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_item": _rendered})
        parts = [
            f'"""Tables of {stem} as of the first release."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n'
        ]
        calls = []
        for table in tables:
            parts.append(_function(f"_{table.name}", _code(UpgradeOps([CreateTableOp.from_table(table)]), context)))
            calls.append(f"_{table.name}()")
            indexes = sorted(table.indexes, key=lambda index: str(index.name))
            if indexes:
                ops = UpgradeOps([CreateIndexOp.from_index(index) for index in indexes])
                parts.append(_function(f"_{table.name}_indexes", _code(ops, context)))
                calls.append(f"_{table.name}_indexes()")
        parts.append(_function("create", "\n".join(calls), "Make the tables and their indexes."))
    engine.dispose()
    return "\n\n".join(parts)


def _first_revision(stems: list[str]) -> str:
    calls = "\n".join(f"{stem}.create()" for stem in stems)
    body = f"{calls}\ncreate_search(op.get_bind())"
    return (
        '"""The first release: all tables, and the search index."""\n\nfrom alembic import op\n\n'
        f"from app.store.migrations.first_release import {', '.join(sorted(stems))}\n"
        "from app.store.search import create_search\n\n"
        'revision = "0001"\ndown_revision = None\n\n\n'
        + _function("upgrade", body, "Make everything in an empty file.")
    )


def _code(ops: UpgradeOps, context: MigrationContext) -> str:
    text = render_python_code(ops, render_item=_rendered, migration_context=context, render_as_batch=True, **_RENDERING)
    return re.sub(r"^\s*# .*$\n?", "", text, flags=re.MULTILINE)


def _rendered(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write a type of ours as what it is in the database, so that a revision stands on its own."""
    if kind == "type" and isinstance(item, TypeDecorator):
        inner = item.impl_instance
        size = getattr(inner, "length", None)
        return f"sa.{type(inner).__name__}({size or ''})"
    return False


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave the search index out: its tables are made by `create_search` and are no part of the metadata."""
    return kind != "table" or name in metadata.tables


def _function(name: str, body: str, words: str = "") -> str:
    head = f'    """{words}"""\n' if words else ""
    return f"def {name}() -> None:\n{head}{_indented(body)}\n"


def _indented(code: str) -> str:
    return "\n".join(f"    {line}" if line.strip() else "" for line in inspect.cleandoc(code).splitlines())


if __name__ == "__main__":
    raise SystemExit(main())
