#!/usr/bin/env python3
"""Run `huice eval` and the oracle over the same profiles and report every difference.

    python3 tests/oracle/compare.py [--huice FILE] [--count N] [--seed N] [--profiles FILE] [--jobs N]

The binary is `--huice`, else $HUICE, else target/release/huice, else target/debug/huice; the pack is $HUICE_PACK, else the one
in policies/. Exit 0: no difference; 1: differences (each shown with a profile from which every fact that does not matter was
dropped); 2: there is no binary.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import generate
from oracle import evaluate, sme
from oracle.facts import ENUMS, Facts
from oracle.item import Answer
from oracle.totals import certain_total

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "policies" / "zhoucun-2020-8"
CHUNK = 125
SCALE, TOTAL = "enterprise_scale", "exact_yuan"  # compared like the status and the amount of an item
NO_MONEY = {"yuan": None, "range": None, "ceiling": None}

# Day asked about, what is said of the end of the epidemic, and what parameters are put in place of the pack's.
SETTINGS = [
    ("2020-03-05", "", {}),
    ("2020-03-06", "", {}),
    ("2020-03-07", "", {}),
    ("2020-03-08", "", {}),
    ("2020-03-31", "", {}),
    ("2020-03-31", ">2020-03-31", {"avg_ui_benefit_prev_year_end_yuan": "1414.37"}),
    ("2020-05-03", "", {"sme_relief_months": "2020-02,2020-03,2020-04,2020-05,2020-06", "relending_rate_pct": "2.5"}),
    ("2020-06-07", "", {"benchmark_rate_1y_pct": "4.05", "large_relief_share_pct": "33.33"}),
    ("2020-06-08", "2020-03-07", {}),
    ("2020-06-30", "2020-05-06", {"large_relief_months": "2020-02", "min_wage_yuan": "1910.05"}),
    ("2020-08-31", ">2020-05-31", {}),
    ("2020-09-01", ">2020-05-31", {"avg_ui_benefit_prev_year_end_yuan": "0.01", "sme_relief_months": "2020-02"}),
    ("2020-12-31", "", {"village_completion_share_pct": "99.5"}),
    ("2021-01-01", "", {"village_completion_share_pct": "95"}),
    ("2021-04-30", "2021-01-31", {}),
    ("2021-05-01", "2021-01-31", {}),
    ("2023-02-01", "2023-01-08", {}),
    ("2020-03-20", "2020-03-01", {}),
    ("2020-03-31", ">2020-03-01", {}),
    ("2021-05-01", "", {}),
]


class Rejected(Exception):
    """The binary did not evaluate these profiles."""


def binary(named):
    """The program to compare with."""
    candidates = [named or os.environ.get("HUICE")]
    if not candidates[0]:
        candidates = [ROOT / "target" / kind / "huice" for kind in ("release", "debug")]
    for candidate in candidates:
        if Path(candidate).is_file():
            return str(Path(candidate).resolve())
    print(f"no binary at {' or '.join(map(str, candidates))}: cargo build --release --locked", file=sys.stderr)
    sys.exit(2)


def outcomes(huice, profiles, setting):
    """The program's answers for each profile: its items, and the size under the name of `SCALE`."""
    as_of, event, parameters = setting
    command = [huice, "eval", os.environ.get("HUICE_PACK", str(PACK)), "--profile", "-", "--as-of", as_of, "--all", "--format", "json", "--lang", "en"]
    command += ["--event", f"epidemic_end_date={event}"]
    command += [word for key, value in parameters.items() for word in ("--param", f"{key}={value}")]
    run = subprocess.run(command, input=json.dumps(profiles).encode(), capture_output=True, check=False)
    if run.returncode:
        raise Rejected(run.stderr.decode(errors="replace").strip())
    answers = []
    for outcome in json.loads(run.stdout):
        answers.append({item["item"]: item for item in outcome["items"]})
        answers[-1][SCALE] = {"status": outcome["derived"]["enterprise_scale"], "amount": NO_MONEY}
        answers[-1][TOTAL] = {"status": None, "amount": NO_MONEY | {"yuan": outcome["totals"]["exact_yuan"]}}
    return answers


def opinion(profile, setting):
    """The oracle's answers."""
    as_of, event, parameters = setting
    happened = None
    if event:
        happened = ("not_by", date.fromisoformat(event[1:])) if event[0] == ">" else ("on", date.fromisoformat(event))
    exact = json.loads(json.dumps(profile), parse_float=Decimal)
    answers = evaluate(exact, date.fromisoformat(as_of), happened, parameters)
    total = Answer(None, yuan=certain_total(answers))
    possible = sme.possible_scales(Facts(exact))
    answers[SCALE] = Answer(ENUMS["enterprise_scale"][min(possible)] if len(possible) == 1 else None)
    answers[TOTAL] = total
    return answers


def differences(ours, theirs):
    """(item, what, oracle, huice) where the two differ. Money counts only where both know it."""
    found = []
    if set(ours) != set(theirs):
        found.append(("*", "items", str(sorted(set(ours) - set(theirs))), str(sorted(set(theirs) - set(ours)))))
    compared = Counter()
    for item in ours.keys() & theirs.keys():
        answer, outcome = ours[item], theirs[item]
        amount = outcome["amount"]
        low, high = amount["range"] or (None, None)
        compared["statuses"] += item != TOTAL
        if answer.status != outcome["status"]:
            found.append((item, "status", answer.status, outcome["status"]))
        for what, mine, its in (
            ("yuan", answer.yuan, amount["yuan"]), ("low", answer.low, low), ("high", answer.high, high),
            ("ceiling", answer.ceiling, amount["ceiling"]),
        ):  # fmt: skip
            if mine is not None and its is not None:
                compared[what] += 1
                if mine != its:
                    found.append((item, what, mine, its))
            elif what == "yuan" and (mine is None) != (its is None):
                compared["yuan only " + ("here" if its is None else "there")] += 1
    return found, compared


def compare_chunk(job):
    """Differences of some profiles in one setting."""
    huice, setting, profiles = job
    try:
        answers = outcomes(huice, profiles, setting)
    except Rejected as why:
        if len(profiles) == 1:
            return [(setting, profiles[0], ("*", "rejected", "accepted", str(why)))], Counter(rejected=1)
        results = [compare_chunk((huice, setting, [profile])) for profile in profiles]
        return [d for found, _ in results for d in found], sum((c for _, c in results), Counter())
    found, compared = [], Counter()
    for profile, theirs in zip(profiles, answers, strict=True):
        differs, counts = differences(opinion(profile, setting), theirs)
        compared += counts
        compared["profiles"] += 1
        found += [(setting, profile, difference) for difference in differs]
    return found, compared


def leaves(profile):
    """Places of everything that can be dropped: facts, records, facts of records."""
    for key, value in profile.items():
        yield (key,)
        for n, entry in enumerate(value if isinstance(value, list) else []):
            yield (key, n)
            yield from ((key, n, inner) for inner in (entry if isinstance(entry, dict) else ()))


def without(profile, places):
    """The profile without the facts and records at these places."""
    left = {}
    for key, value in profile.items():
        if (key,) in places:
            continue
        if isinstance(value, list):
            value = [
                {k: v for k, v in entry.items() if (key, n, k) not in places} if isinstance(entry, dict) else entry
                for n, entry in enumerate(value)
                if (key, n) not in places
            ]
        left[key] = value
    return left


def shape(difference):
    """What makes two differences the same one: money by its kind, statuses as they are."""
    item, what, mine, its = difference
    return (item, what, mine, its) if what == "status" else (item, what)


def minimise(huice, setting, profile, difference):
    """Drop whatever can be dropped, in ever smaller portions, while the two still differ in the same way."""
    wanted = shape(difference)
    places = list(leaves(profile))
    size = max(len(places) // 2, 1)
    while places:
        dropped = False
        for start in range(0, len(places), size):
            candidate = without(profile, set(places[start : start + size]))
            found, _ = compare_chunk((huice, setting, [candidate]))
            same = [d for _, _, d in found if shape(d) == wanted]
            if same:
                profile, difference, dropped = candidate, same[0], True
                break
        if not dropped and size == 1:
            break
        places = list(leaves(profile))
        size = size if dropped else size // 2
        size = max(min(size, len(places)), 1)
    return profile, difference


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--huice", help="the program to compare with")
    parser.add_argument("--count", type=int, default=10_000, help="how many profiles to generate")
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--profiles", help="a JSON array of profiles instead; each is compared in every setting")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--show", type=int, default=40, help="how many different differences to show")
    args = parser.parse_args()
    huice = binary(args.huice)

    start = time.monotonic()
    jobs = []
    if args.profiles:
        made = json.loads(Path(args.profiles).read_text("utf-8"), parse_float=str)
        jobs = [(huice, setting, made[n : n + CHUNK]) for setting in SETTINGS for n in range(0, len(made), CHUNK)]
    else:
        made = generate.profiles(args.count, args.seed)
        for number, setting in enumerate(SETTINGS):
            share = made[number :: len(SETTINGS)]
            jobs += [(huice, setting, share[n : n + CHUNK]) for n in range(0, len(share), CHUNK)]

    found, compared = [], Counter()
    with ProcessPoolExecutor(args.jobs) as workers:
        for differs, counts in workers.map(compare_chunk, jobs):
            found += differs
            compared += counts
    kinds = {}
    for setting, profile, difference in found:
        kinds.setdefault(shape(difference), []).append((setting, profile, difference))
    for wanted, cases in sorted(kinds.items(), key=lambda kind: -len(kind[1]))[: args.show]:
        setting, profile, difference = min(cases, key=lambda case: len(json.dumps(case[1])))
        profile, (item, what, mine, its) = minimise(huice, setting, profile, difference)
        print(f"\n{item} {what}: oracle {mine}, huice {its} ({len(cases)} times)")
        extra = "".join(f" --param {key}={value}" for key, value in setting[2].items())
        print(f"  --as-of {setting[0]} --event 'epidemic_end_date={setting[1]}'{extra}")
        print("  " + json.dumps(profile, ensure_ascii=False))
    seconds = time.monotonic() - start
    money = sum(compared[what] for what in ("yuan", "low", "high", "ceiling"))
    print(f"\n{compared['profiles']} profiles, {compared['statuses']} statuses and {money} amounts and bounds compared "
          f"in {seconds:.0f} s: {len(found)} differences of {len(kinds)} kinds")  # fmt: skip
    for what, number in sorted(compared.items()):
        print(f"  {what}: {number}")
    return 1 if found or not compared["profiles"] else 0


if __name__ == "__main__":
    sys.exit(main())
