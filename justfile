# Recipes for daily work; `just` lists them. CI runs `just ci`, which is `.ci/run`.

# Show the recipes.
default:
    @just --list

# Run the command line, e.g. `just run check policies/zhoucun-2020-8`.
run *ARGS:
    cargo run --quiet -- {{ARGS}}

# Run all tests, or those whose name contains FILTER.
test *FILTER:
    cargo test --locked {{FILTER}}

# Report everything that clippy minds, with and without the optional parts.
lint:
    cargo clippy --all-targets --locked -- -D warnings
    cargo clippy --no-default-features --lib --locked -- -D warnings
    cargo clippy --all-targets --features batch --locked -- -D warnings
    cargo clippy --all-targets --features lsp --locked -- -D warnings

# Format the Rust sources.
fmt:
    cargo fmt

# Build the library's documentation.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

# Compare the rules with the second opinion in tests/oracle.
oracle:
    cargo build --release --locked
    ./.ci/oracle

# Compile rules into a program and compare them with those that are read.
native:
    ./.ci/native

# Measure rules that are compiled into a program.
native-bench:
    cargo run --release --manifest-path tests/native/Cargo.toml -- bench

# Measure Huice beside other engines (needs Python and a package index).
peers:
    ./benches/peers/run

# Count the instructions of every stage (needs valgrind).
instructions:
    ./benches/instructions

# Draw the curves over copies of the rules and over profiles, at most so many of each.
scaling *MOST:
    ./benches/scaling/run {{MOST}}

# Build and test the Python package.
python *ARGS:
    ./.ci/python {{ARGS}}

# Test Spark, and what it does when an executor is lost (needs Java 17).
cluster:
    ./.ci/cluster

# Test the editor's grammar and make editors/vscode/huice.vsix (needs Node.js).
vscode:
    ./.ci/vscode

# Run every check that a change must pass.
ci:
    ./.ci/run
