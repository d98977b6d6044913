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
#[path = "all/explain.rs"]
mod explain;
#[cfg(test)]
#[path = "all/layering.rs"]
mod layering;
#[cfg(test)]
#[path = "all/pages.rs"]
mod pages;
#[cfg(test)]
#[path = "all/readiness.rs"]
mod readiness;
#[cfg(test)]
#[path = "all/readings.rs"]
mod readings;
#[cfg(test)]
#[path = "all/timeline.rs"]
mod timeline;
#[cfg(test)]
#[path = "all/whatif.rs"]
mod whatif;

/// The package's root folder.
#[cfg(test)]
fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}
