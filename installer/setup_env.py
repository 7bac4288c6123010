"""Make the environment the program runs in, then start what was asked for: `setup_env.py run|test|bench [argument…]`.

Standard library only, because nothing else is there yet. A first start makes `.venv`, puts uv into it, installs the
pinned and hashed requirements, and asks for the system libraries that Qt, the scanner and the printers load. A stamp
over all that decides it (requirements, this file, the Python, the place) makes each further start free. The stamp is
taken away before anything is changed and written last, so a set-up that was interrupted is seen and begun anew.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

HOUSE = Path(__file__).resolve().parents[1]
VENV = HOUSE / ".venv"
WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "set-up-for"
STARTED = VENV / "set-up-started"
REQUIREMENTS = {"run": HOUSE / "requirements.txt", "test": HOUSE / "requirements-dev.txt"}
UV_REQUIREMENTS = HOUSE / "installer" / "requirements-uv.txt"
MODULES = {"run": "app", "test": "installer.checks", "bench": "tests.benchmarks"}
PYTHON_MIN = (3, 11)
NETWORK_REMEDY = "The packages could not be fetched: is this machine on the network? Then start again."
DOWNLOAD_TRIES_MAX = 2  # A second try from nothing also heals a half-written environment.


class SetUpFailed(Exception):
    """Something a person has to do first; the text says what."""


def main(arguments: Sequence[str]) -> NoReturn:
    """Set up what the command needs and become the command."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("run", ())
    kind = "run" if command == "run" else "test"
    if not is_set_up(kind):
        try:
            set_up(kind)
        except SetUpFailed as failure:
            sys.exit(f"\nPackbench cannot start yet.\n{failure}")
        except KeyboardInterrupt:
            sys.exit("\nSet-up stopped; the next start begins it anew.")
    start(command, rest)


def start(command: str, arguments: Sequence[str]) -> NoReturn:
    """Become the command, in the caller's folder, with the house on the import path whatever that folder holds."""
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    line = [str(PYTHON), "-P", "-m", MODULES[command], *arguments]
    if not WINDOWS:
        sys.stdout.flush()
        os.execve(PYTHON, line, environment)  # noqa: S606 our own Python, no shell
    import subprocess

    sys.exit(subprocess.run(line, env=environment, check=False).returncode)


def is_set_up(kind: str) -> bool:
    """Tell whether the environment is finished for this command; the tests' environment holds all that `run` needs."""
    try:
        stamp = STAMP.read_text("utf-8")
    except OSError:
        return False
    return PYTHON.exists() and stamp in {stamp_for(kind), stamp_for("test")}


def stamp_for(kind: str) -> str:
    """Answer what the environment depends on, as one line."""
    from hashlib import sha256

    digest = sha256(f"{HOUSE}\n{sys.version}\n".encode())
    for path in (REQUIREMENTS[kind], UV_REQUIREMENTS, Path(__file__), Path(__file__).with_name("system_libraries.py")):
        digest.update(path.read_bytes())
    return f"{kind} {digest.hexdigest()}\n"


def set_up(kind: str) -> None:
    """Make the environment and the system fit for `kind`; one process at a time, the others wait and find it done."""
    if sys.version_info < PYTHON_MIN:
        raise SetUpFailed(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    with alone():
        if is_set_up(kind):
            return
        say("setting up; this happens once and needs the network")
        provide_system_libraries(kind)
        for attempt in range(1, DOWNLOAD_TRIES_MAX + 1):
            try:
                provide_packages(kind)
                break
            except SetUpFailed:
                if attempt == DOWNLOAD_TRIES_MAX:
                    raise
                say("once more, from nothing")
        STARTED.unlink()
        replacement = STAMP.with_suffix(".new")
        replacement.write_text(stamp_for(kind), "utf-8")
        replacement.replace(STAMP)
        say("ready")


def provide_system_libraries(kind: str) -> None:
    """Have the libraries that no Python package carries, or say how to get them."""
    sys.path.insert(0, str(HOUSE))
    from installer import system_libraries

    missing = system_libraries.missing(for_tests=kind == "test")
    if missing and system_libraries.may_install():
        say("installing system libraries: " + " ".join(missing))
        system_libraries.install(missing)
        missing = system_libraries.missing(for_tests=kind == "test")
    if missing:
        raise SetUpFailed(system_libraries.remedy(missing))


def provide_packages(kind: str) -> None:
    """Bring `.venv` to exactly the pinned requirements, from nothing when an earlier set-up did not come to its end."""
    import shutil

    if STARTED.exists() or not is_whole():
        shutil.rmtree(VENV, ignore_errors=True)
        VENV.mkdir(exist_ok=True)
        STARTED.touch()
        say("making .venv")
        # Another Python, because this one may run from the very `.venv` that was just taken away.
        run([base_python(), "-m", "venv", str(VENV)], "The environment could not be made in .venv.")
    STAMP.unlink(missing_ok=True)
    STARTED.touch()
    run([str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "--disable-pip-version-check",
         "-r", str(UV_REQUIREMENTS)], NETWORK_REMEDY)  # fmt: skip
    say("installing " + REQUIREMENTS[kind].name)
    run([str(PYTHON), "-m", "uv", "pip", "sync", "--python", str(PYTHON), "--require-hashes", str(REQUIREMENTS[kind])],
        NETWORK_REMEDY, uv_environment())  # fmt: skip


def is_whole() -> bool:
    """Tell whether `.venv` is there, of this Python, and has a pip that starts."""
    import subprocess

    question = f"import pip, sys; sys.exit(sys.version != {sys.version!r})"
    try:
        return subprocess.run([PYTHON, "-I", "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def base_python() -> str:
    """Answer the Python that `.venv` is made from."""
    return getattr(sys, "_base_executable", None) or sys.executable


def uv_environment() -> dict[str, str]:
    """Answer the environment for uv: no Python of its own, and the package index that this machine's pip was told."""
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_CONFIG_FILE"} & environment.keys():
        import subprocess

        question = [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"]
        answer = subprocess.run(question, capture_output=True, text=True, check=False)
        index = os.environ.get("PIP_INDEX_URL") or (answer.stdout.strip() if answer.returncode == 0 else "")
        if index:
            environment["UV_DEFAULT_INDEX"] = index
    return environment


@contextmanager
def alone() -> Iterator[None]:
    """Hold the house's set-up lock; a second start waits here instead of installing into the same place."""
    with (HOUSE / ".venv.lock").open("w") as lock:
        if sys.platform == "win32":
            import msvcrt
            from contextlib import suppress

            held = False
            while not held:
                with suppress(OSError):  # It gives up by itself every ten seconds.
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
                    held = True
        else:
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("waiting for another start to finish the set-up")
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(line: Sequence[str], remedy: str, environment: dict[str, str] | None = None) -> None:
    """Run a program with its output in view; a failure ends the set-up with the remedy."""
    import subprocess

    if subprocess.run(line, env=environment, check=False).returncode:
        raise SetUpFailed(remedy)


def say(text: str) -> None:
    """Tell the person at the terminal; standard error, so that `./bench --json` stays one document."""
    print(f"packbench: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
