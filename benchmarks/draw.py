"""Draws `results.json` as curves of states, seconds and memory over the rulebook's instances: `curves.svg`."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).parent
PANELS = (("states", "states"), ("seconds", "seconds, whole process"), ("megabytes", "peak memory, MB"))
MARKS = {
    "full": ("o", "-", "#1f6feb"),
    "store": ("v", "-.", "#8250df"),
    "symmetry": ("s", "--", "#bf8700"),
    "decision diagrams": ("^", ":", "#1a7f37"),
}


def main() -> None:
    """Write curves.svg: text as text, and the same bytes for the same figures."""
    data = json.loads((HERE / "results.json").read_text())
    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "chartproof", "font.size": 9})
    figure, axes = plt.subplots(1, 3, figsize=(9.5, 3.2), facecolor="white")
    curves = [f for f in data["curves"] if f["case"].startswith("rulebook")]
    order = sorted({f["case"]: f["states"] for f in curves}.items(), key=lambda item: item[1])
    names = [case.removeprefix("rulebook ") for case, _ in order]
    for axis, (key, label) in zip(axes, PANELS, strict=True):
        for tool, (mark, line, colour) in MARKS.items():
            found = {f["case"].removeprefix("rulebook "): f[key] for f in curves if f["tool"] == tool}
            at = [n for n in names if n in found]
            axis.plot([names.index(n) for n in at], [found[n] for n in at], mark + line, color=colour, label=tool)
        axis.set_xticks(range(len(names)), names)
        axis.set_yscale("log")
        axis.set_title(label, fontsize=10)
        axis.set_xlabel("accounts × services")
        axis.grid(alpha=0.3)
    axes[0].legend(frameon=False)
    figure.suptitle(f"{data['about']['date']}, {data['about']['machine']}", fontsize=8)
    figure.tight_layout()
    figure.savefig(
        HERE / "curves.svg", metadata={"Date": None, "Title": "Exploring the rulebook: states, seconds, memory"}
    )


if __name__ == "__main__":
    main()
