#!/usr/bin/env python3
"""Record the session that README.md shows: run `hello`, edit its plugin, break it, mend it.

    docs/session/record.py

The script works on a copy of the committed sources, so your tree is not touched. It drives a real
`cargo hotswap run hello` in a pseudo-terminal and writes `session.svg` beside itself.
"""

import html
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLUGIN = "examples/hello/world/src/lib.rs"
COLUMNS, LINE, MARGIN = 88, 18, 16
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Session:
    """A program in a pseudo-terminal, and what it has printed so far."""

    def __init__(self, directory):
        self.lines = []
        self.rest = ""
        self.start = time.monotonic()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(directory)
            os.environ.update(CARGO_TERM_COLOR="never", CARGO_TERM_PROGRESS_WHEN="never", TERM="dumb")
            os.execvp("cargo", ["cargo", "hotswap", "run", "hello"])

    def note(self, text, kind):
        self.lines.append((time.monotonic() - self.start, text, kind))

    def read(self):
        """Takes what was printed within a tenth of a second."""
        ready, _, _ = select.select([self.terminal], [], [], 0.1)
        if not ready:
            return
        try:
            data = os.read(self.terminal, 65536).decode(errors="replace")
        except OSError:
            sys.exit("the session ended too early:\n" + "\n".join(line for _, line, _ in self.lines))
        *whole, self.rest = (self.rest + ESCAPE.sub("", data)).replace("\r", "").split("\n")
        for line in whole:
            self.note(line, "out")

    def wait(self, pattern, times=1):
        """Reads until that many new lines match."""
        seen = len(self.lines)
        while sum(bool(re.search(pattern, line)) for _, line, _ in self.lines[seen:]) < times:
            self.read()

    def end(self):
        os.kill(self.pid, signal.SIGINT)
        try:
            while True:
                os.read(self.terminal, 65536)
        except OSError:
            os.waitpid(self.pid, 0)


def shown(lines):
    """What the picture has: no compiling, and no more than two answers in a row."""
    answers = 0
    for at, line, kind in lines:
        if kind == "out" and (not line.strip() or re.match(r"\s*(Compiling|Finished|Locking|Blocking|Running)\b", line)):
            continue
        answers = answers + 1 if re.match(r"\d+\. ", line) else 0
        if answers <= 2:
            yield at, line[:COLUMNS], kind


def svg(lines):
    """The lines one after the other, each shown a moment after the one before it."""
    lines = list(lines)
    height = LINE * len(lines) + 2 * MARGIN
    delay, body, last = 0.0, [], lines[0][0]
    for row, (at, line, kind) in enumerate(lines):
        delay += min(max(at - last, 0.05), 1.0)
        last = at
        y = MARGIN + LINE * (row + 1) - 5
        body.append(
            f'<text class="{kind}" x="{MARGIN}" y="{y}" style="animation-delay:{delay:.1f}s">'
            f"{html.escape(line)}</text>"
        )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{COLUMNS * 8 + 2 * MARGIN}" height="{height}">',
            "<title>cargo hotswap run hello: edit, error, mend</title>",
            "<style>text{font:13px ui-monospace,monospace;white-space:pre;fill:#d0d7de;opacity:0;"
            "animation:show .01s linear forwards}.edit{fill:#7ee787}.command{fill:#fff;font-weight:bold}"
            "@keyframes show{to{opacity:1}}"
            "@media (prefers-reduced-motion:reduce){text{animation:none;opacity:1}}</style>",
            '<rect width="100%" height="100%" rx="8" fill="#161b22"/>',
            *body,
            "</svg>\n",
        ]
    )


def main():
    with tempfile.TemporaryDirectory() as scratch:
        clone = pathlib.Path(scratch, "hotswap")
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        if (ROOT / "target").is_dir() and "--cold" not in sys.argv:
            # Dependencies that are built already save minutes; the workspace's own crates are built again.
            shutil.copytree(ROOT / "target" / "debug", clone / "target" / "debug", symlinks=True)
        source = clone / PLUGIN
        original = source.read_text()

        def edit(session, old, new):
            session.note(f"✎ {PLUGIN}: {old} → {new}", "edit")
            assert old in original
            source.write_text(original.replace(old, new))

        session = Session(clone)
        session.note("$ cargo hotswap run hello", "command")
        session.wait(r"^2\. world", 1)
        edit(session, '"hum ".repeat', '"la ".repeat')
        session.wait(r"world: la la", 2)
        edit(session, '"hum ".repeat', '"la ".repat')
        session.wait(r"^error", 1)
        session.wait(r"world: la la", 2)
        edit(session, '"hum ".repeat', '"tra la ".repeat')
        session.wait(r"world: tra la", 2)
        session.end()
        text = svg(shown([(at, line.replace(str(clone), "."), kind) for at, line, kind in session.lines]))
        (HERE.parent / "session.svg").write_text(text)


if __name__ == "__main__":
    main()
