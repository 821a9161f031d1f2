# The workspace's build flags, to be sourced by scripts that build with more than these.

# build_flags FLAG...: those of .cargo/config.toml and then these, for CARGO_ENCODED_RUSTFLAGS. That replaces the
# workspace's own, goes before RUSTFLAGS, and keeps a flag with a blank whole.
build_flags() {
    local flags
    flags=$(sed -nE 's/^rustflags = \["(.*)"\]$/\1/p' .cargo/config.toml)
    if [ -z "$flags" ]; then
        echo 'scripts/flags.sh: .cargo/config.toml has no line rustflags = ["…"]; give it one, or mend the pattern' >&2
        return 1
    fi
    printf '%s' "${flags//\", \"/$'\x1f'}" "${@/#/$'\x1f'}"
}
