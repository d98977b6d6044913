"""Draws the curves of `benches/scaling/run`: `plot.py MEASURED DOCS`. Colours and lines read on light and dark pages."""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

INK = "#7a7f87"
COLOURS = ["#2f81c7", "#d1702a", "#3a9b5c", "#a866c4", "#b8902a"]
plt.rcParams |= {
    "svg.hashsalt": "huice", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 11,
    "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK, "xtick.color": INK, "ytick.color": INK,
    "axes.titlecolor": INK, "legend.labelcolor": INK, "figure.facecolor": "none", "axes.facecolor": "none",
    "savefig.facecolor": "none", "legend.frameon": False, "grid.color": INK, "grid.alpha": 0.25,
}  # fmt: skip


def points(path):
    """Lines of `name=value` as dictionaries of numbers."""
    for line in path.read_text().splitlines():
        yield {name: int(value) for name, value in (pair.split("=") for pair in line.split())}


def panel(axes, title, across, up, series):
    for (label, xs, ys), colour in zip(series, COLOURS):
        axes.plot(xs, ys, marker="o", markersize=3.5, linewidth=1.6, color=colour, label=label)
    axes.set(title=title, xlabel=across, ylabel=up, xscale="log", yscale="log")
    axes.grid(True, which="major")
    axes.legend(fontsize=9)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def save(figure, path):
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    text = path.read_text()
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n")


def main():
    work, docs = Path(sys.argv[1]), Path(sys.argv[2])
    rules = list(points(work / "rules.txt"))

    def curve(name, scale):
        kept = [point for point in rules if point.get(name)]
        return [point["copies"] for point in kept], [point[name] / scale for point in kept]

    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13, 4.2))
    names = [("load and check", "load"), ("compile", "compile"), ("load a stored program", "stored")]
    panel(left, "making rules ready", "copies of the notice", "ms", [(a, *curve(b, 1e6)) for a, b in names])
    names = [("outcome in words", "outcome"), ("reference, status and fen", "reference"), ("compiled", "compiled")]
    panel(middle, "one profile", "copies of the notice", "µs", [(a, *curve(b, 1e3)) for a, b in names])
    names = [("after load and check", "peak_load"), ("after everything", "peak")]
    panel(right, "peak memory", "copies of the notice", "MiB", [(a, *curve(b, 1024)) for a, b in names])
    save(figure, docs / "scaling-rules.svg")

    profiles = list(points(work / "profiles.txt"))

    def many(name, value, scale):
        kept = [point for point in profiles if name in point]
        return [point["rows"] for point in kept], [point[value] / scale for point in kept]

    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13, 4.2))
    columnar, batch = "columnar, in memory", "huice batch, csv to csv"
    panel(left, "relief-10, all profiles", "profiles", "s",
          [(columnar, *many("columns", "columns", 1e9)), (batch, *many("batch", "batch", 1e9))])  # fmt: skip

    def each(name, value):
        rows, nanos = many(name, value, 1)
        return rows, [nano / count for nano, count in zip(nanos, rows)]

    panel(middle, "the same for one of them", "profiles", "ns",
          [(columnar, *each("columns", "columns")), ("huice batch, processor time", *each("batch", "cpu"))])  # fmt: skip
    panel(right, "peak memory", "profiles", "MiB",
          [(columnar, *many("columns", "peak", 1024)), (batch, *many("batch", "peak", 1024))])  # fmt: skip
    save(figure, docs / "scaling-profiles.svg")


main()
