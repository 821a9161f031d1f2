# The workspace's build flags; sourced by scripts that build with more flags.

# build_flags FLAG...: those for every target in .cargo/config.toml, then these, for CARGO_ENCODED_RUSTFLAGS. That
# variable replaces the workspace's flags, takes precedence over RUSTFLAGS, and allows blanks in a flag.
build_flags() {
    local flags
    flags=$(sed -nE 's/^rustflags = \["(.*-Cforce-frame-pointers.*)"\]$/\1/p' .cargo/config.toml)
    if [ -z "$flags" ]; then
        echo 'scripts/flags.sh: .cargo/config.toml has no line rustflags = ["…"] with -Cforce-frame-pointers; add one' >&2
        return 1
    fi
    printf '%s' "${flags//\", \"/$'\x1f'}" "${@/#/$'\x1f'}"
}
