# The workspace's build flags; sourced by scripts that build with more flags.

# build_flags FLAG...: the first rustflags of .cargo/config.toml, then these, for CARGO_ENCODED_RUSTFLAGS. That variable
# replaces the workspace's flags, takes precedence over RUSTFLAGS, and allows blanks in a flag.
build_flags() {
    local flags
    flags=$(sed -nE '/^rustflags/{s/^rustflags = \["(.*)"\]$/\1/p;q;}' .cargo/config.toml)
    if [ -z "$flags" ]; then
        echo 'scripts/flags.sh: .cargo/config.toml has no line rustflags = ["…"]; add one, or correct the pattern' >&2
        return 1
    fi
    printf '%s' "${flags//\", \"/$'\x1f'}" "${@/#/$'\x1f'}"
}
