"""How fast the register is searched: made-up lines by SQL, then the product's own search. ``python -m bench.search``.

Names and titles are drawn with the unevenness of real ones (four in ten people are called Nguyễn).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import pathlib
import random
import statistics
import tempfile
import time
from collections.abc import Iterator

import sqlalchemy as sa

from certcopy.domain.toneless import toneless
from certcopy.register.search import Query, find
from certcopy.storage.database import Database

AUTHORITY = "H99.999.001"
SYMBOL = "SCT/BS"
FIRST_YEAR, YEARS = 2015, 12
SURNAMES = ["Nguyễn"] * 38 + ["Trần"] * 12 + ["Lê"] * 10 + ["Phạm"] * 7 + ["Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng"] * 4
SURNAMES += ["Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Mai", "Trịnh"]
MIDDLE = ["Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Quốc", "Thanh", "Kim", "Xuân", "Gia", "Bảo", "Khánh", "Phương"]
GIVEN = [
    *("An", "Anh", "Bình", "Châu", "Cường", "Dung", "Dũng", "Đạt", "Đức", "Giang"),
    *("Hà", "Hải", "Hạnh", "Hiếu", "Hoa", "Hòa", "Hùng", "Hương", "Khang", "Khánh"),
    *("Kiệt", "Lan", "Linh", "Long", "Mai", "Mạnh", "Minh", "My", "Nam", "Nga"),
    *("Ngân", "Ngọc", "Nhung", "Oanh", "Phong", "Phúc", "Quang", "Quân", "Quỳnh", "Sơn"),
    *("Tâm", "Thảo", "Thu", "Thủy", "Tiến", "Trang", "Trí", "Trung", "Tuấn", "Tùng"),
    *("Uyên", "Vân", "Việt", "Vinh", "Yến", "Ý"),
]
TITLES = [
    "Bằng tốt nghiệp đại học",
    "Giấy khai sinh",
    "Căn cước công dân",
    "Giấy chứng nhận quyền sử dụng đất",
    "Quyết định bổ nhiệm",
    "Học bạ trung học phổ thông",
    "Chứng chỉ tiếng Anh",
    "Giấy chứng nhận đăng ký kết hôn",
    "Giấy phép lái xe hạng B2",
    "Bản án sơ thẩm",
    "Giấy đăng ký doanh nghiệp",
    "Hợp đồng lao động",
]
QUESTIONS = 300


def draw(chance: random.Random) -> tuple[str, str]:
    """A person and a title."""
    name = [chance.choice(SURNAMES), chance.choice(MIDDLE), chance.choice(GIVEN)]
    if chance.random() < 0.4:
        name.insert(2, chance.choice(GIVEN))
    return " ".join(name), f"{chance.choice(TITLES)} số {chance.randrange(1_000_000):06}"


def fill(database: Database, rows: int) -> None:
    """Rows by SQL: names from a drawn sample, numbers and times counted up, every trigger and index at work."""
    chance = random.Random(26)  # noqa: S311
    sample = [draw(chance) for _ in range(200_003)]
    with database.write() as connection:
        columns = "i INTEGER PRIMARY KEY, requester TEXT, title TEXT, search TEXT"
        connection.execute(sa.text(f"CREATE TABLE bench_sample ({columns})"))
        connection.execute(
            sa.text("INSERT INTO bench_sample VALUES (:i, :requester, :title, :search)"),
            [
                {"i": i, "requester": name, "title": title, "search": toneless(f"{name} {title}")}
                for i, (name, title) in enumerate(sample)
            ],
        )
    each_year = -(-rows // YEARS)
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        with database.write() as connection:
            facts = {"year": year, "count": each_year, "size": len(sample)}
            connection.execute(sa.text(_insert(connection.dialect.name)), facts)
    with database.write() as connection:
        connection.execute(sa.text("DROP TABLE bench_sample"))
        connection.execute(sa.text("ANALYZE"))


def forget_dossiers(database: Database) -> None:
    """The made-up lines have none, so none is asked for."""
    if database.engine.dialect.name == "postgresql":
        with database.write() as connection:
            connection.execute(sa.text("ALTER TABLE entry DROP CONSTRAINT fk_entry_dossier"))
        return
    sa.event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))
    database.engine.dispose()


def _insert(dialect: str) -> str:
    day = (
        "strftime('%Y-%m-%dT%H:%M:%S', :year || '-01-01', '+' || (n * 364 * 86400 / :count) || ' seconds') || '+07:00'"
        if dialect == "sqlite"
        else "to_char(make_date(:year, 1, 1) + (n * 364.0 * 86400 / :count) * interval '1 second', "
        "'YYYY-MM-DD\"T\"HH24:MI:SS') || '+07:00'"
    )
    numbers = (
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)"
        if dialect == "sqlite"
        else "WITH numbers(n) AS (SELECT generate_series(1, CAST(:count AS bigint)))"
    )
    official = '{"name": "Trần Thị Mẫu", "title": "Chủ tịch", "capacity": "", "head": ""}'
    clerk = '{"name": "Lê Văn Thử", "title": "Công chức"}'
    clauses = (
        numbers,
        "INSERT INTO entry (authority, symbol, year, number, volume, digits, dossier, certified_at, requester, title,",
        "certifier, converter, pages, copies, fee, search, note, code)",
        f"SELECT '{AUTHORITY}', '{SYMBOL}', :year, n, '01', 2, :year || '-' || n, {day}, requester, title,",
        f"'{official}', '{clerk}', 1, 1, 2000, search, '', :year || '-' || n",
        "FROM numbers JOIN bench_sample ON i = (n * 7919 + :year * 104729) % :size",
    )
    return " ".join(clauses).replace('": "', '"\\: "')


def questions(chance: random.Random) -> Iterator[tuple[str, Query]]:
    """What clerks type, in the proportions of an ordinary day."""
    name, title = draw(chance)
    words = toneless(name).split()
    since = dt.date(chance.randrange(FIRST_YEAR, FIRST_YEAR + YEARS), chance.randrange(1, 12), chance.randrange(1, 28))
    month = since + dt.timedelta(days=30)
    yield "full name", Query(name)
    yield "name, no tones, other order", Query(" ".join(reversed(words)))
    yield "surname only", Query(words[0])
    yield "beginnings", Query(" ".join(word[:2] for word in words))
    yield "name and title", Query(f"{name} {' '.join(title.split()[:2])}")
    yield "number of a paper", Query(title.rsplit(maxsplit=1)[-1])
    yield "nobody", Query(f"{name} khongco")
    yield "register number", Query(number=chance.randrange(1, 80_000))
    yield "a month", Query(since=since, until=month)
    yield "name in a month", Query(words[0] + " " + words[-1], since=since, until=month)


def ask(database: Database) -> None:
    """Ask, and print the times by kind."""
    chance = random.Random(7)  # noqa: S311
    taken: dict[str, list[float]] = {}
    for _ in range(QUESTIONS // 10):
        for kind, query in questions(chance):
            begun = time.perf_counter()
            with database.read() as connection:
                find(connection, AUTHORITY, SYMBOL, query)
            taken.setdefault(kind, []).append((time.perf_counter() - begun) * 1000)
    taken["all"] = [each for times in taken.values() for each in times]
    for kind, times in taken.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"  {kind:30} p50 {statistics.median(times):8.1f} ms   p95 {p95:8.1f} ms   max {max(times):8.1f} ms")


@contextlib.contextmanager
def opened(folder: pathlib.Path, url: str | None) -> Iterator[Database]:
    """The database to measure."""
    database = Database(url or folder / "register.sqlite3")
    database.migrate()
    forget_dossiers(database)
    yield database
    database.close()


def main() -> None:
    """Fill and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--url", help="a PostgreSQL database that is empty; else SQLite in a temporary folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, opened(pathlib.Path(name), chosen.url) as database:
        begun = time.perf_counter()
        fill(database, chosen.rows)
        seconds = time.perf_counter() - begun
        print(f"{chosen.rows:,} lines made in {seconds:.0f} s ({database.engine.dialect.name})", flush=True)
        ask(database)


if __name__ == "__main__":
    main()
