"""What runs outside the Rust program: Polars, DuckDB and `huice batch` on the files of relief-10.

`tables.py HUICE DIR` is a worker: it reads commands, one a line, and answers each with one line.
`list` gives `group<TAB>name<TAB>rows` and an empty line; `check NAME` compares the results with `expected.csv`;
`time NAME` gives the nanoseconds of processor time of one round, children included; `stop` ends it.
Everything runs on one thread."""

import os

os.environ["POLARS_MAX_THREADS"] = "1"

import resource
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import polars as pl

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "rules"))

from relief10_polars import apply  # noqa: E402

ITEMS = ["13.1", "13.2", "13.3", "14.1", "15.1", "17.1", "18.1", "22.1", "22.2", "22.3"]
SQL = (HERE / "rules" / "relief10.sql").read_text()
BOOLEANS = {
    "in_difficulty", "recoverable", "makes_epidemic_goods", "rents_from_soe", "is_sme", "city_listed",
    "national_listed", "provincial_listed", "is_hr_agency",
}  # fmt: skip
DATES = {"invest_date", "placement_date"}
TEXTS = {"subject_type", "incubator_level"}


def spent():
    """Processor time of this process and of its ended children, in nanoseconds."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time_ns() + int((children.ru_utime + children.ru_stime) * 1e9)


def schema(path):
    types = {}
    for name in path.open().readline().strip().split(","):
        kinds = [(pl.Boolean, BOOLEANS), (pl.Date, DATES), (pl.String, TEXTS)]
        types[name] = next((kind for kind, names in kinds if name in names), pl.Int64)
    return types


class Tables:
    def __init__(self, huice, folder):
        self.huice, self.folder = huice, folder
        self.csv, self.parquet = folder / "fen.csv", folder / "fen.parquet"
        self.schema = schema(self.csv)
        self.expected = pl.read_csv(folder / "expected.csv", infer_schema_length=None)
        self.frame = self.read_csv().collect().rechunk()
        if not self.parquet.exists() or self.parquet.stat().st_mtime < self.csv.stat().st_mtime:
            self.frame.write_parquet(self.parquet, compression="snappy", row_group_size=131_072)
        self.duck = duckdb.connect(config={"threads": 1})
        self.duck.execute(f"CREATE TABLE facts AS SELECT * FROM read_parquet('{self.parquet}')")
        polars, duck = f"Polars {pl.__version__}", f"DuckDB {duckdb.__version__}"
        self.ways = {
            f"{polars}, Int64": ("evaluate", lambda: apply(self.frame.lazy()).collect()),
            f"{duck}, BIGINT": ("evaluate", lambda: self.query("facts")),
            f"{polars}, csv to results": ("csv", lambda: apply(self.read_csv()).collect()),
            f"{polars}, csv to csv": ("csv", self.polars_csv),
            f"{polars}, Parquet to results": ("Parquet", self.from_parquet),
            f"{polars}, Parquet to Parquet": ("Parquet", self.polars_parquet),
            f"{duck}, csv to results": ("csv", lambda: self.query(self.duck_csv())),
            f"{duck}, Parquet to results": ("Parquet", lambda: self.query(f"read_parquet('{self.parquet}')")),
        }
        if huice:
            self.ways |= {
                "Huice batch, csv in fen to csv": ("csv", lambda: self.batch("fen.csv", "csv")),
                "Huice batch, csv in yuan to csv": ("csv", lambda: self.batch("yuan.csv", "csv")),
                "Huice batch, Parquet to Parquet": ("Parquet", lambda: self.batch("fen.parquet", "parquet")),
            }

    def read_csv(self):
        return pl.scan_csv(self.csv, schema=self.schema)

    def from_parquet(self):
        return apply(pl.scan_parquet(self.parquet)).collect(engine="streaming")

    def polars_csv(self):
        out = self.folder / "polars.out.csv"
        apply(self.read_csv()).collect().write_csv(out)
        return out

    def polars_parquet(self):
        out = self.folder / "polars.out.parquet"
        self.from_parquet().write_parquet(out, compression="snappy")
        return out

    def duck_csv(self):
        kinds = {pl.Boolean: "BOOLEAN", pl.Date: "DATE", pl.String: "VARCHAR", pl.Int64: "BIGINT"}
        columns = ", ".join(f"'{name}': '{kinds[kind]}'" for name, kind in self.schema.items())
        return f"read_csv('{self.csv}', header = true, auto_detect = false, columns = {{{columns}}})"

    def query(self, table):
        return self.duck.sql(SQL.format(table=table)).to_arrow_table()

    def batch(self, source, form):
        out = self.folder / f"huice.out.{form}"
        command = [self.huice, "batch", HERE.parent / "pack", self.folder / source, "-o", out]
        command += ["--as-of", "2020-03-31", "--threads", "1"]
        if source.startswith("fen"):
            command += ["--mapping", HERE / "rules" / "relief10.toml"]
        else:
            command += ["--key", "id"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return out

    def answers(self, name):
        """The results of one way in the columns of `expected.csv`."""
        result = self.ways[name][1]()
        if isinstance(result, Path):
            result = pl.read_csv(result, infer_schema_length=None) if result.suffix == ".csv" else pl.read_parquet(result)
        elif not isinstance(result, pl.DataFrame):
            result = pl.from_arrow(result)
        if not name.startswith("Huice"):
            return result
        columns = []
        for item in ITEMS:
            eligible = pl.col(f"{item}.status").cast(pl.String) == "eligible"
            yuan = pl.col(f"{item}.yuan").cast(pl.Decimal(18, 2)) * 100
            fen = pl.when(eligible).then(yuan.cast(pl.Int64)).otherwise(0)
            columns += [fen.alias(f"{item} fen"), eligible.alias(f"{item} eligible")]
        result = result.select(columns)
        return result.with_columns(total=pl.sum_horizontal(f"{item} fen" for item in ITEMS))

    def check(self, name):
        result = self.answers(name)
        if result.height != self.expected.height:
            return f"{result.height} rows instead of {self.expected.height}: DIFFER"
        same = [pl.Series(result[column].cast(self.expected[column].dtype)).eq_missing(self.expected[column])
                for column in self.expected.columns]  # fmt: skip
        different = result.height - pl.DataFrame([s.alias(str(i)) for i, s in enumerate(same)]).select(
            pl.all_horizontal(pl.all()).sum()
        ).item()
        return f"{different} of {result.height} rows DIFFER" if different else f"{result.height} rows, all equal"


def main():
    huice, folder = sys.argv[1], Path(sys.argv[2])
    tables = Tables(None if huice == "-" else huice, folder)
    for line in sys.stdin:
        command, _, name = line.rstrip("\n").partition("\t")
        if command == "list":
            for name, (group, _) in tables.ways.items():
                print(group, name, tables.expected.height, sep="\t")
            print()
        elif command == "check":
            print(tables.check(name))
        elif command == "time":
            run = tables.ways[name][1]
            start = spent()
            run()
            print(spent() - start)
        else:
            break
        sys.stdout.flush()


main()
