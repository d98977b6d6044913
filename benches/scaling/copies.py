"""The pack of the notice with its rules several times over, to see how cost grows with the number of rules.

`copies.py COUNT FOLDER` writes FOLDER/pack and FOLDER/standards. The first copy is the notice as it is, without its
cases; every further copy has the same measures and items under other numbers (measure 14 becomes 114, 214, …), over the
same vocabulary. It fails where the limits of a pack do (docs/limits.md)."""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTICE = ROOT / "policies" / "zhoucun-2020-8"
KINDS = "职责|支持|鼓励|义务|指标"
# What 1 000 files of 4 MiB and 32 MiB in all allow.
FILE_BYTES = 3 * 1024 * 1024


def rules(path):
    """The lines of a chapter without comments, blank lines, indentation and cases."""
    lines, inside = [], False
    for line in path.read_text().splitlines():
        bare = line.strip()
        if inside:
            inside = line != closing
            continue
        if bare.startswith("用例"):
            inside, closing = True, line[: len(line) - len(line.lstrip())] + "}"
            continue
        if bare and not bare.startswith("#"):
            lines.append(bare)
    return lines


def moved(number, by):
    head, rest = re.fullmatch(r"(\d+)(.*)", number).groups()
    return f"{int(head) + by}{rest}"


def copy(lines, index):
    """The same rules under other numbers; readings, whose names hold everywhere, get other names."""
    if index == 0:
        yield from lines
        return
    by = 100 * index
    readings = [found[1] for line in lines if (found := re.match(r"解读 (\w+)", line))]
    names = re.compile(rf"\b({'|'.join(readings)})\b")
    for line in lines:
        line = names.sub(rf"\1_{index}", line)
        if found := re.match(rf"(措施|{KINDS}) (\d+\S*)(.*)", line):
            line = f"{found[1]} {moved(found[2], by)}{found[3]}"
        elif found := re.match(r"(条件) (\d+\.\d+\S*)(.*)", line):
            line = f"{found[1]} {moved(found[2], by)}{found[3]}"
        elif found := re.match(r"(组合 \S+) (\S+)(.*)", line):
            line = f"{found[1]} {'、'.join(moved(item, by) for item in found[2].split('、'))}{found[3]}"
        yield line


def main():
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    pack = folder / "pack"
    shutil.copytree(NOTICE, pack, ignore=shutil.ignore_patterns("chapter-*", "scale-cases*"))
    shutil.copytree(NOTICE.parent / "standards", folder / "standards")
    chapters = [line for path in sorted(NOTICE.glob("chapter-*.huice")) for line in rules(path)]
    size, text, files = 0, [], 0
    for index in range(count):
        part = "\n".join(copy(chapters, index)) + "\n"
        text.append(part)
        size += len(part.encode())
        if size > FILE_BYTES or index == count - 1:
            (pack / f"copies-{files:03}.huice").write_text("".join(text))
            size, text, files = 0, [], files + 1
    print(sum(path.stat().st_size for path in pack.glob("*.huice")))


main()
