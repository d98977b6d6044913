//! All integration tests, in one binary so that they are linked once. One module per area, in `tests/all/`.

#[cfg(test)]
#[path = "all/architecture.rs"]
mod architecture;
#[cfg(test)]
#[path = "all/ask.rs"]
mod ask;
#[cfg(test)]
#[path = "all/cases.rs"]
mod cases;
#[cfg(test)]
#[path = "all/cli.rs"]
mod cli;
#[cfg(test)]
#[path = "all/corpus.rs"]
mod corpus;
#[cfg(test)]
#[path = "all/docs.rs"]
mod docs;
#[cfg(test)]
#[path = "all/duties.rs"]
mod duties;
#[cfg(test)]
#[path = "all/explain.rs"]
mod explain;
#[cfg(test)]
#[path = "all/handbook.rs"]
mod handbook;
#[cfg(test)]
#[path = "all/layering.rs"]
mod layering;
#[cfg(test)]
#[path = "all/pages.rs"]
mod pages;
#[cfg(test)]
#[path = "all/schema.rs"]
mod schema;
#[cfg(test)]
#[path = "all/seeds.rs"]
mod seeds;

/// The package's root folder.
#[cfg(test)]
fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}
