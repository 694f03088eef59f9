# To be sourced. `serve COMMAND…` starts a server in the background, waits until it listens, and sets $url and $server. Its output goes to
# the folder $work; server and folder go at the end.
work=$(mktemp -d)
server=
stop() {
    [ -z "$server" ] || { kill "$server" && wait "$server"; } || true
    rm -rf "$work"
}
trap stop EXIT

serve() {
    "$@" >"$work/out" 2>"$work/err" &
    server=$!
    for _ in $(seq 3000); do
        if grep -q '^Listening on' "$work/out"; then
            url=$(sed -n 's/^Listening on \(http[^,]*\),.*/\1/p' "$work/out")
            return 0
        fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.02
    done
    cat "$work/err" >&2
    echo "The server did not start." >&2
    return 1
}
