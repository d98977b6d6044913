//! All integration tests, in one binary so that they are linked once. One module per area, in `tests/all/`.

#[cfg(test)]
#[path = "all/architecture.rs"]
mod architecture;
#[cfg(test)]
#[path = "all/cli.rs"]
mod cli;
#[cfg(test)]
#[path = "all/corpus.rs"]
mod corpus;
#[cfg(test)]
#[path = "all/draft.rs"]
mod draft;
#[cfg(test)]
#[path = "all/explain.rs"]
mod explain;
#[cfg(test)]
#[path = "all/layering.rs"]
mod layering;
#[cfg(test)]
#[path = "all/ledger.rs"]
mod ledger;
#[cfg(test)]
#[path = "all/pages.rs"]
mod pages;

/// The package's root folder.
#[cfg(test)]
fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}
