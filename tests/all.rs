//! All integration tests, in one binary so that they are linked once. One module per area, in `tests/all/`.

#[cfg(test)]
#[path = "all/analyse.rs"]
mod analyse;
#[cfg(test)]
#[path = "all/answers.rs"]
mod answers;
#[cfg(test)]
#[path = "all/architecture.rs"]
mod architecture;
#[cfg(test)]
#[path = "all/ask.rs"]
mod ask;
#[cfg(test)]
#[cfg(feature = "cli")]
#[path = "all/batch.rs"]
mod batch;
#[cfg(test)]
#[cfg(feature = "cli")]
#[path = "all/batch_faults.rs"]
mod batch_faults;
#[cfg(test)]
#[cfg(all(feature = "cli", feature = "batch"))]
#[path = "all/batch_office.rs"]
mod batch_office;
#[cfg(test)]
#[cfg(feature = "cli")]
#[path = "all/batch_plain.rs"]
mod batch_plain;
#[cfg(test)]
#[path = "all/bulk_columns.rs"]
mod bulk_columns;
#[cfg(test)]
#[path = "all/case_tools.rs"]
mod case_tools;
#[cfg(test)]
#[path = "all/cases.rs"]
mod cases;
#[cfg(test)]
#[path = "all/choices.rs"]
mod choices;
#[cfg(test)]
#[path = "all/cli.rs"]
mod cli;
#[cfg(test)]
#[path = "all/conversion.rs"]
mod conversion;
#[cfg(test)]
#[path = "all/corners.rs"]
mod corners;
#[cfg(test)]
#[path = "all/corpus.rs"]
mod corpus;
#[cfg(test)]
#[path = "all/counts.rs"]
mod counts;
#[cfg(test)]
#[path = "all/diff.rs"]
mod diff;
#[cfg(test)]
#[path = "all/docs.rs"]
mod docs;
#[cfg(test)]
#[path = "all/draft.rs"]
mod draft;
#[cfg(test)]
#[path = "all/duties.rs"]
mod duties;
#[cfg(test)]
#[path = "all/explain.rs"]
mod explain;
#[cfg(test)]
#[path = "all/flaws.rs"]
mod flaws;
#[cfg(test)]
#[path = "all/fmt.rs"]
mod fmt;
#[cfg(test)]
#[path = "generate/mod.rs"]
pub(crate) mod generate;
#[cfg(test)]
#[path = "all/generator.rs"]
mod generator;
#[cfg(test)]
#[cfg(feature = "cli")]
#[path = "all/guide.rs"]
mod guide;
#[cfg(test)]
#[path = "all/handbook.rs"]
mod handbook;
#[cfg(test)]
#[path = "all/hostile.rs"]
mod hostile;
#[cfg(test)]
#[path = "all/hostile_profiles.rs"]
mod hostile_profiles;
#[cfg(test)]
#[path = "all/layering.rs"]
mod layering;
#[cfg(test)]
#[path = "all/ledger.rs"]
mod ledger;
#[cfg(test)]
#[cfg(feature = "script")]
#[path = "all/limit_values.rs"]
mod limit_values;
#[cfg(test)]
#[path = "all/limits.rs"]
mod limits;
#[cfg(test)]
#[cfg(feature = "lsp")]
#[path = "all/lsp.rs"]
mod lsp;
#[cfg(test)]
#[cfg(feature = "lsp")]
#[path = "all/lsp_names.rs"]
mod lsp_names;
#[cfg(test)]
#[path = "all/messages.rs"]
mod messages;
#[cfg(test)]
#[path = "all/must_show.rs"]
mod must_show;
#[cfg(test)]
#[path = "all/native.rs"]
mod native;
#[cfg(test)]
#[path = "all/pages.rs"]
mod pages;
#[cfg(test)]
#[path = "all/patches.rs"]
mod patches;
#[cfg(test)]
#[path = "all/profiles.rs"]
mod profiles;
#[cfg(test)]
#[path = "all/random_packs.rs"]
mod random_packs;
#[cfg(test)]
#[path = "all/raw_columns.rs"]
mod raw_columns;
#[cfg(test)]
#[path = "all/reader.rs"]
mod reader;
#[cfg(test)]
#[path = "all/readiness.rs"]
mod readiness;
#[cfg(test)]
#[path = "all/readings.rs"]
mod readings;
#[cfg(test)]
#[path = "all/refinement.rs"]
mod refinement;
#[cfg(test)]
#[path = "all/schema.rs"]
mod schema;
#[cfg(test)]
#[path = "all/seeds.rs"]
mod seeds;
#[cfg(test)]
#[path = "all/semantics.rs"]
mod semantics;
#[cfg(test)]
#[path = "all/semantics_amounts.rs"]
mod semantics_amounts;
#[cfg(test)]
#[path = "all/semantics_time.rs"]
mod semantics_time;
#[cfg(test)]
#[path = "all/simulate.rs"]
mod simulate;
#[cfg(test)]
#[cfg(feature = "batch")]
#[path = "all/simulate_book.rs"]
mod simulate_book;
#[cfg(test)]
#[path = "all/simulate_oracle.rs"]
mod simulate_oracle;
#[cfg(test)]
#[path = "all/simulate_population.rs"]
mod simulate_population;
#[cfg(test)]
#[path = "all/stored.rs"]
mod stored;
#[cfg(test)]
#[path = "all/supply.rs"]
mod supply;
#[cfg(test)]
#[path = "all/timeline.rs"]
mod timeline;
#[cfg(test)]
#[path = "all/vscode.rs"]
mod vscode;
#[cfg(test)]
#[path = "all/whatif.rs"]
mod whatif;

/// The package's root folder.
#[cfg(test)]
fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pack of the notice, loaded and checked once.
#[cfg(test)]
fn zhoucun() -> huice::Program {
    static PROGRAM: std::sync::LazyLock<huice::Program> = std::sync::LazyLock::new(|| {
        let pack = huice::Pack::load(root().join("policies/zhoucun-2020-8")).unwrap();
        pack.program()
            .unwrap_or_else(|| panic!("{}", pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En)))
    });
    PROGRAM.clone()
}
