"""`make bench-matching`: SIZE=XL for other sizes (names with commas), SECONDS=20 for a shorter limit, SEED=2."""

import os

from benchmarks.matching.instances import SIZES
from benchmarks.matching.measuring import OTHERS, DropOut, Row, apart, drop_out, other, ours
from benchmarks.matching.report import drop_out_lines, lines_of, write

USUAL = ("M", "M short", "L", "L short")


def main() -> None:
    """Measure, print, and write docs/matching.md when all usual sizes were measured."""
    sizes = [name.strip() for name in os.environ.get("SIZE", ",".join(USUAL)).split(",")]
    seconds, seed = float(os.environ.get("SECONDS", "60")), int(os.environ.get("SEED", "1"))
    unknown = [name for name in sizes if name not in SIZES]
    if unknown:
        raise SystemExit(f"SIZE={unknown[0]} is none of {', '.join(SIZES)}")
    rows: list[Row] = []
    drops: list[DropOut] = []
    for name in sizes:
        rows.append(apart(ours, name, seed, seconds))
        methods = OTHERS if SIZES[name].days <= 4_000 else OTHERS[:1]
        rows += [apart(other, method, name, seed, seconds) for method in methods]
        drops.append(apart(drop_out, name, seed, seconds))
        print(f"{name}: measured", flush=True)
    print("\n".join([*lines_of(rows), "", *drop_out_lines(drops)]))
    if tuple(sizes) == USUAL:
        write(rows, drops, seconds)


if __name__ == "__main__":
    main()
