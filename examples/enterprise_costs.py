# A Parquet file of enterprises to a table of costs and a picture of them.
#
# In cells (`# %%`), for editors that run them one by one; or `python examples/enterprise_costs.py [FIRMS.parquet] [FOLDER]`.
# Needs the package huice (docs/python.md), pyarrow and matplotlib. Without a file it makes 5 000 invented enterprises first,
# from seeds/zhoucun-2020-8/population.toml: every figure that comes of them is invented too.

# %% The policy, made ready for one day
import csv
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import huice
import huice.arrow

root = Path(__file__).resolve().parent.parent
given = [word for word in sys.argv[1:] if not word.startswith("-")]
firms = Path(given[0]) if given else None
folder = Path(given[1]) if len(given) > 1 else Path("target/enterprise_costs")
folder.mkdir(parents=True, exist_ok=True)

program = huice.Program(root / "policies" / "zhoucun-2020-8")
policy = huice.Policy(program, as_of="2020-03-31")

# %% The enterprises: one row each, columns named by fact, lists of records as lists of structs
invented = firms is None
if firms is None:
    subjects = huice.subjects(program, root / "seeds" / "zhoucun-2020-8" / "population.toml", size=5_000, seed=8)
    firms = folder / "firms.parquet"
    pq.write_table(huice.arrow.table(policy, subjects), firms)
table = pq.read_table(firms)
print(f"{firms}: {table.num_rows:,} enterprises, {table.num_columns} columns")

# %% Every item for every enterprise
facts = {field["key"] for field in policy.input_fields()}
answers = pa.table(policy.evaluate(table, ignore=[name for name in table.column_names if name not in facts], threads=0))
refused = answers.filter(pc.is_valid(answers["reason"]))
print(f"{refused.num_rows:,} rows could not be read")
for reason in refused["reason"].to_pylist()[:5]:
    print("  ", reason)

# %% The table: what is certain, and what waits for an approval. A ceiling is no cost, and is left out.
rows = []
for item in program.items():
    if item["states"] != "amount":
        continue
    status, yuan = answers[f"{item['id']}_status"], answers[f"{item['id']}_yuan"]

    def part(word):
        mine = yuan.filter(pc.equal(status, word))
        return len(mine), pc.sum(mine).as_py() or Decimal(0), mine.null_count

    (eligible, certain, without), (waiting, pending, _) = part("eligible"), part("pending_approval")
    if eligible or waiting:
        rows.append((item["id"], item["title"], eligible, certain, without, waiting, pending))
rows.sort(key=lambda row: row[3] + row[6], reverse=True)
costs = pa.table(
    list(zip(*rows)),
    names=["item", "title", "eligible", "eligible_yuan", "without_sum", "pending", "pending_yuan"],
)
with (folder / "costs.csv").open("w", encoding="utf-8-sig", newline="") as out:
    lines = csv.writer(out)
    lines.writerow(costs.column_names)
    lines.writerows(rows)
print(f"{'item':6} {'eligible':>9} {'yuan':>18} {'pending':>8} {'yuan':>18}  title")
for item, title, eligible, certain, without, waiting, pending in rows:
    print(f"{item:6} {eligible:>9,} {certain:>18,} {waiting:>8,} {pending:>18,}  {title}" + (f"  ({without} without a sum)" if without else ""))
# Items that exclude or replace each other are counted each by itself: their sums do not add up to a budget.

# %% The picture, with Chinese labels where a font has them
try:
    import matplotlib
except ImportError:
    sys.exit(f"{folder}/costs.csv is there; the picture needs matplotlib (pip install matplotlib)")

matplotlib.use("Agg")
import matplotlib.font_manager as fonts  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402

chinese = ["Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "Microsoft YaHei", "SimHei", "PingFang SC"]
# A collection of fonts is known by the name of its first face: Noto Sans CJK holds all of them.
chinese += ["Noto Sans CJK JP", "Noto Serif CJK JP"]
known = {font.name for font in fonts.fontManager.ttflist}
font = next((name for name in chinese if name in known), None)
if font:
    plt.rcParams["font.family"] = [font, "sans-serif"]
else:
    print("no Chinese font found (Debian: fonts-noto-cjk): the picture has item numbers and English instead")
words = {
    "title": ("各项目金额" + ("（虚构企业）" if invented else ""), "Amounts by item" + (" (invented enterprises)" if invented else "")),
    "axis": ("万元", "10 000 yuan"),
    "certain": ("符合", "eligible"),
    "pending": ("待认定或待办理", "pending approval"),
}
say = {key: pair[0 if font else 1] for key, pair in words.items()}
shown = [row for row in rows if row[3] + row[6] > 0][:15][::-1]
labels = [f"{row[0]} {row[1]}" if font else row[0] for row in shown]
# Floats are for drawing only.
certain = [float(row[3] / 10_000) for row in shown]
pending = [float(row[6] / 10_000) for row in shown]
figure, axes = plt.subplots(figsize=(10, 0.45 * len(shown) + 1.6), layout="constrained")
axes.barh(labels, certain, color="#2a6f97", label=say["certain"])
axes.barh(labels, pending, left=certain, color="#e9a23b", label=say["pending"])
for at, (row, x, y) in enumerate(zip(shown, certain, pending)):
    unknown = row[4] and (f"，另有 {row[4]:,} 户金额不详" if font else f", and {row[4]:,} whose sum is not known")
    axes.annotate(f"{x + y:,.{0 if x + y >= 10 else 1}f}{unknown or ''}", (x + y, at), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
axes.set_xlabel(say["axis"])
axes.set_title(say["title"])
axes.set_xlim(0, 1.12 * max((x + y for x, y in zip(certain, pending)), default=1))
axes.spines[["top", "right"]].set_visible(False)
axes.legend(loc="lower right", frameon=False)
figure.savefig(folder / "costs.png", dpi=150)
print(f"{folder / 'costs.csv'} and {folder / 'costs.png'}")
