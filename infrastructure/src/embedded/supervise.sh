# Stops the embedded PostgreSQL when its last user is gone.
#
# Every process that uses a data directory runs one of these beside itself and
# holds the write end of this script's standard input. However that process
# ends, `kill -9` included, the kernel closes the pipe, and the script goes on
# past its first loop.
#
#   $1  in-use.lock   every user process holds it shared for its lifetime
#   $2  running.lock  every PostgreSQL process holds it (inherited as stdin)
#   $3  the cluster directory, where postmaster.pid is
#   $4  seconds to wait for a fast stop, and again for an immediate one
#
# The process writes the id of a postmaster it has started to the pipe, a line
# each, and an empty line when that one has ended. What it reads from our standard output, if it still lives:
#   kept      somebody else uses the server; their own supervisor will stop it
#   stopping  we hold in-use.lock exclusively and are stopping the server
#   stopped   no PostgreSQL process is left
#   stuck     some are left in spite of SIGKILL to the postmaster

in_use=$1 running=$2 cluster=$3 patience=$4

# A service manager signals the whole control group: outlive it, we are needed.
trap '' HUP INT QUIT TERM PIPE

# Opened now, so that a directory removed later cannot lead us astray.
exec 8<>"$running" 9<>"$in_use" || exit 1

say() { echo "$1" 2>/dev/null || :; }

# Only a number greater than one: nothing else may reach `kill`.
postmaster() {
    pid=
    read -r pid 2>/dev/null <"$cluster/postmaster.pid"
    case $pid in
        '' | *[!0-9]* | 0 | 1) pid= && return 1 ;;
    esac
}

started=
while read -r line; do started=$line; done
exec </dev/null

if command -v flock >/dev/null 2>&1; then
    # A dying process closes the pipe and its lock in no fixed order, and others
    # look at the lock for a moment, so one refusal is not final. After two
    # seconds it is: whoever holds the lock has a supervisor of their own.
    tries=0
    until flock -n -x 9; do
        [ "$tries" -ne 1 ] || say kept
        tries=$((tries + 1))
        [ "$tries" -lt 40 ] || exit 0
        sleep 0.05
    done
    # From here to our exit nobody can begin to use or start a server.
    alive() { ! flock -n -s 8; }
else
    # Without `flock` we cannot know of other users: who started it stops it.
    [ -n "$started" ] || { say kept; exit 0; }
    tries=0
    until postmaster || [ "$tries" -ge 40 ]; do
        tries=$((tries + 1))
        sleep 0.05
    done
    alive() { postmaster && [ "$pid" = "$started" ] && kill -0 "$pid" 2>/dev/null; }
fi

say stopping
ticks=0
while alive; do
    # Once a second, because a server just forked has no postmaster.pid yet.
    # That file is the authority: others may have started the server since. But
    # it may also have been removed, directory and all.
    if [ $((ticks % 20)) -eq 0 ] && { postmaster || [ -n "${pid:=$started}" ]; }; then
        seconds=$((ticks / 20))
        if [ "$seconds" -lt "$patience" ]; then
            kill -s INT "$pid" 2>/dev/null # fast: roll back, checkpoint, exit
        elif [ "$seconds" -lt $((patience * 2)) ]; then
            kill -s QUIT "$pid" 2>/dev/null # immediate: the log is replayed next time
        else
            kill -s KILL "$pid" 2>/dev/null
        fi
    fi
    if [ "$ticks" -ge $((patience * 40 + 100)) ]; then
        say stuck
        exit 1
    fi
    ticks=$((ticks + 1))
    sleep 0.05
done
say stopped
