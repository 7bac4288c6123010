# Read by run, test and bench: find a Python and hand over to setup_env.py under the caller's own name.
# The environment's own Python is tried first, because it is there on every start but the first.
house=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
for python in "$house/.venv/bin/python" python3 python3.14 python3.13 python3.12 python3.11; do
    command -v "$python" >/dev/null 2>&1 || continue
    case $python in
        */.venv/*) ;;
        *) "$python" -I -S -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue ;;
    esac
    exec "$python" -I -S "$house/installer/setup_env.py" "$(basename -- "$0")" "$@"
done
echo "Packbench needs Python 3.11 or newer. On Debian or Ubuntu, as root: apt-get install -y python3 python3-venv" >&2
exit 1
