//! The protocol over standard input and output. Owns the order of answers: one message is answered before the next is
//! looked at, so that what is published is never older than what was published before. Knows nothing of rules.

use super::convert;
use super::workspace::{Spot, Workspace};
use crate::diagnostic::{Lang, Words};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tower_lsp_server::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp_server::ls_types as lsp;
use tower_lsp_server::{Client, LanguageServer, LspService, Server};

/// The command of a lens: runs a case.
const RUN_CASE: &str = "huice.runCase";

/// Serves an editor over standard input and output until it says `exit` or closes the stream. Whether it asked to
/// shut down first, as the protocol demands.
///
/// # Errors
/// When the threads for standard input and output cannot be had.
pub fn serve(lang: Lang) -> std::io::Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let asked = Arc::new(AtomicBool::new(false));
    let (service, socket) = LspService::new(|client| Backend {
        client,
        state: Mutex::new(State { workspace: Workspace::new(lang), uris: BTreeMap::new() }),
        asked_to_stop: Arc::clone(&asked),
    });
    runtime.block_on(async {
        Server::new(tokio::io::stdin(), tokio::io::stdout(), socket).concurrency_level(1).serve(service).await;
    });
    // A read of standard input may still wait; it is not waited for.
    runtime.shutdown_background();
    Ok(asked.load(Ordering::SeqCst))
}

struct State {
    workspace: Workspace,
    /// The names by which the editor knows files.
    uris: BTreeMap<PathBuf, lsp::Uri>,
}

impl State {
    fn uri(&self, path: &PathBuf) -> Option<lsp::Uri> {
        self.uris.get(path).cloned().or_else(|| lsp::Uri::from_file_path(path))
    }

    fn location(&self, spot: &Spot) -> Option<lsp::Location> {
        Some(lsp::Location { uri: self.uri(&spot.path)?, range: convert::range(spot) })
    }
}

struct Backend {
    client: Client,
    state: Mutex<State>,
    asked_to_stop: Arc<AtomicBool>,
}

/// A place in a document.
type At = lsp::TextDocumentPositionParams;

impl Backend {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says everything about every file at hand.
    async fn publish(&self) {
        let published: Vec<(lsp::Uri, Vec<lsp::Diagnostic>, Option<i32>)> = {
            let mut state = self.state();
            let reports = state.workspace.reports();
            let lang = state.workspace.lang();
            let convert = |report: super::Report| {
                let found = report.findings.iter();
                let found = found.map(|finding| convert::diagnostic(finding, lang, |path| state.uri(path))).collect();
                Some((state.uri(&report.path)?, found, report.version))
            };
            reports.into_iter().filter_map(convert).collect()
        };
        for (uri, diagnostics, version) in published {
            self.client.publish_diagnostics(uri, diagnostics, version).await;
        }
    }

    /// An answer about a document, if it is a file.
    fn ask<T>(&self, uri: &lsp::Uri, answer: impl FnOnce(&mut State, &PathBuf) -> Option<T>) -> Option<T> {
        let path = convert::path(uri)?;
        answer(&mut self.state(), &path)
    }

    fn ask_at<T>(
        &self,
        at: &At,
        answer: impl FnOnce(&mut State, &PathBuf, super::text::Place) -> Option<T>,
    ) -> Option<T> {
        let place = convert::place(at.position);
        self.ask(&at.text_document.uri, |state, path| answer(state, path, place))
    }

    /// A refusal in the words of the editor's user.
    fn refused(&self, words: &Words) -> Error {
        let lang = self.state().workspace.lang();
        Error { code: ErrorCode::InvalidParams, message: words.get(lang).to_owned().into(), data: None }
    }

    fn run(&self, arguments: &[serde_json::Value]) -> Option<super::CaseReport> {
        let [uri, name, position] = arguments else { return None };
        let uri: lsp::Uri = serde_json::from_value(uri.clone()).ok()?;
        let position: lsp::Position = serde_json::from_value(position.clone()).ok()?;
        let name = name.as_str()?;
        self.ask(&uri, |state, path| state.workspace.run_case(path, convert::place(position), name))
    }
}

fn capabilities() -> lsp::ServerCapabilities {
    let tokens = lsp::SemanticTokensOptions {
        legend: convert::legend(),
        full: Some(lsp::SemanticTokensFullOptions::Bool(true)),
        ..lsp::SemanticTokensOptions::default()
    };
    lsp::ServerCapabilities {
        position_encoding: Some(lsp::PositionEncodingKind::UTF16),
        text_document_sync: Some(lsp::TextDocumentSyncCapability::Options(lsp::TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(lsp::TextDocumentSyncKind::INCREMENTAL),
            save: Some(lsp::TextDocumentSyncSaveOptions::Supported(true)),
            ..lsp::TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(lsp::HoverProviderCapability::Simple(true)),
        completion_provider: Some(lsp::CompletionOptions {
            trigger_characters: Some(vec!["、".to_owned(), " ".to_owned()]),
            ..lsp::CompletionOptions::default()
        }),
        definition_provider: Some(lsp::OneOf::Left(true)),
        references_provider: Some(lsp::OneOf::Left(true)),
        document_symbol_provider: Some(lsp::OneOf::Left(true)),
        document_formatting_provider: Some(lsp::OneOf::Left(true)),
        rename_provider: Some(lsp::OneOf::Right(lsp::RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: lsp::WorkDoneProgressOptions::default(),
        })),
        code_action_provider: Some(lsp::CodeActionProviderCapability::Options(lsp::CodeActionOptions {
            code_action_kinds: Some(vec![lsp::CodeActionKind::QUICKFIX]),
            ..lsp::CodeActionOptions::default()
        })),
        code_lens_provider: Some(lsp::CodeLensOptions { resolve_provider: Some(true) }),
        execute_command_provider: Some(lsp::ExecuteCommandOptions {
            commands: vec![RUN_CASE.to_owned()],
            ..lsp::ExecuteCommandOptions::default()
        }),
        semantic_tokens_provider: Some(lsp::SemanticTokensServerCapabilities::SemanticTokensOptions(tokens)),
        ..lsp::ServerCapabilities::default()
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: lsp::InitializeParams) -> Result<lsp::InitializeResult> {
        let folders = params.workspace_folders.unwrap_or_default();
        let folders = folders.iter().filter_map(|folder| convert::path(&folder.uri)).collect();
        self.state().workspace.set_folders(folders);
        Ok(lsp::InitializeResult {
            capabilities: capabilities(),
            server_info: Some(lsp::ServerInfo {
                name: "huice".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..lsp::InitializeResult::default()
        })
    }

    async fn shutdown(&self) -> Result<()> {
        self.asked_to_stop.store(true, Ordering::SeqCst);
        Ok(())
    }

    async fn did_open(&self, params: lsp::DidOpenTextDocumentParams) {
        let document = params.text_document;
        let Some(path) = convert::path(&document.uri) else { return };
        {
            let mut state = self.state();
            state.uris.insert(super::workspace::canonical(&path), document.uri);
            state.workspace.open(&path, document.text, document.version);
        }
        self.publish().await;
    }

    async fn did_change(&self, params: lsp::DidChangeTextDocumentParams) {
        let document = params.text_document;
        let Some(path) = convert::path(&document.uri) else { return };
        let changes: Vec<super::text::Change> = params.content_changes.into_iter().map(convert::change).collect();
        self.state().workspace.change(&path, &changes, document.version);
        self.publish().await;
    }

    async fn did_save(&self, _: lsp::DidSaveTextDocumentParams) {
        self.state().workspace.disk_changed();
        self.publish().await;
    }

    async fn did_change_watched_files(&self, _: lsp::DidChangeWatchedFilesParams) {
        self.state().workspace.disk_changed();
        self.publish().await;
    }

    async fn did_close(&self, params: lsp::DidCloseTextDocumentParams) {
        let Some(path) = convert::path(&params.text_document.uri) else { return };
        self.state().workspace.close(&path);
        self.publish().await;
    }

    async fn hover(&self, params: lsp::HoverParams) -> Result<Option<lsp::Hover>> {
        let at = params.text_document_position_params;
        Ok(self.ask_at(&at, |state, path, place| {
            let hover = state.workspace.hover(path, place)?;
            let value = hover.markdown;
            let contents = lsp::HoverContents::Markup(lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value });
            Some(lsp::Hover { contents, range: Some(convert::range(&hover.spot)) })
        }))
    }

    async fn completion(&self, params: lsp::CompletionParams) -> Result<Option<lsp::CompletionResponse>> {
        let at = params.text_document_position;
        Ok(self.ask_at(&at, |state, path, place| state.workspace.complete(path, place).map(convert::completion)))
    }

    async fn goto_definition(&self, params: lsp::GotoDefinitionParams) -> Result<Option<lsp::GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        Ok(self.ask_at(&at, |state, path, place| {
            let spot = state.workspace.definition(path, place)?;
            state.location(&spot).map(lsp::GotoDefinitionResponse::Scalar)
        }))
    }

    async fn references(&self, params: lsp::ReferenceParams) -> Result<Option<Vec<lsp::Location>>> {
        let with_declaration = params.context.include_declaration;
        Ok(self.ask_at(&params.text_document_position, |state, path, place| {
            let found = state.workspace.references(path, place, with_declaration);
            Some(found.iter().filter_map(|spot| state.location(spot)).collect())
        }))
    }

    async fn prepare_rename(&self, at: At) -> Result<Option<lsp::PrepareRenameResponse>> {
        let found = self.ask_at(&at, |state, path, place| Some(state.workspace.can_rename(path, place)));
        match found {
            None => Ok(None),
            Some(Ok(spot)) => Ok(Some(lsp::PrepareRenameResponse::Range(convert::range(&spot)))),
            Some(Err(words)) => Err(self.refused(&words)),
        }
    }

    async fn rename(&self, params: lsp::RenameParams) -> Result<Option<lsp::WorkspaceEdit>> {
        let found = self.ask_at(&params.text_document_position, |state, path, place| {
            let edits = state.workspace.rename(path, place, &params.new_name);
            Some(edits.map(|edits| {
                let mut changes: BTreeMap<lsp::Uri, Vec<lsp::TextEdit>> = BTreeMap::new();
                for edit in &edits {
                    if let Some(uri) = state.uri(&edit.spot.path) {
                        changes.entry(uri).or_default().push(convert::text_edit(edit));
                    }
                }
                changes
            }))
        });
        match found {
            None => Ok(None),
            Some(Ok(changes)) => {
                Ok(Some(lsp::WorkspaceEdit { changes: Some(changes.into_iter().collect()), ..Default::default() }))
            }
            Some(Err(words)) => Err(self.refused(&words)),
        }
    }

    async fn formatting(&self, params: lsp::DocumentFormattingParams) -> Result<Option<Vec<lsp::TextEdit>>> {
        // A text with syntax errors is left alone; its diagnostics say why.
        Ok(self.ask(&params.text_document.uri, |state, path| {
            let edit = state.workspace.format(path).ok()?;
            Some(edit.iter().map(convert::text_edit).collect())
        }))
    }

    async fn document_symbol(&self, params: lsp::DocumentSymbolParams) -> Result<Option<lsp::DocumentSymbolResponse>> {
        Ok(self.ask(&params.text_document.uri, |state, path| {
            let nodes = state.workspace.outline(path).into_iter().map(convert::node).collect();
            Some(lsp::DocumentSymbolResponse::Nested(nodes))
        }))
    }

    async fn semantic_tokens_full(
        &self,
        params: lsp::SemanticTokensParams,
    ) -> Result<Option<lsp::SemanticTokensResult>> {
        Ok(self.ask(&params.text_document.uri, |state, path| {
            Some(lsp::SemanticTokensResult::Tokens(convert::colours(&state.workspace.colours(path))))
        }))
    }

    async fn code_action(&self, params: lsp::CodeActionParams) -> Result<Option<lsp::CodeActionResponse>> {
        let uri = params.text_document.uri;
        let touches = |range: lsp::Range| range.start <= params.range.end && params.range.start <= range.end;
        Ok(self.ask(&uri, |state, path| {
            let lang = state.workspace.lang();
            let found = state.workspace.findings_of(path);
            let mut actions = Vec::new();
            for finding in found.iter().filter(|finding| touches(convert::range(&finding.spot))) {
                let Some(fix) = &finding.fix else { continue };
                let Some(target) = state.uri(&fix.spot.path) else { continue };
                let certain = finding.diagnostic.patch.as_ref().is_some_and(|patch| patch.certain);
                let action = lsp::CodeAction {
                    title: fix_title(&fix.with, finding.spot == fix.spot, certain, lang),
                    kind: Some(lsp::CodeActionKind::QUICKFIX),
                    diagnostics: Some(vec![convert::diagnostic(finding, lang, |path| state.uri(path))]),
                    edit: Some(lsp::WorkspaceEdit {
                        changes: Some([(target, vec![convert::text_edit(fix)])].into_iter().collect()),
                        ..Default::default()
                    }),
                    // What a person must agree to is offered, never applied with the rest.
                    is_preferred: Some(certain),
                    ..Default::default()
                };
                actions.push(lsp::CodeActionOrCommand::CodeAction(action));
            }
            Some(actions)
        }))
    }

    async fn code_lens(&self, params: lsp::CodeLensParams) -> Result<Option<Vec<lsp::CodeLens>>> {
        let uri = params.text_document.uri;
        Ok(self.ask(&uri, |state, path| {
            let lens = |lens: super::Lens| {
                let range = convert::range(&lens.spot);
                let data = serde_json::json!([uri, lens.name, range.start]);
                lsp::CodeLens { range, command: None, data: Some(data) }
            };
            Some(state.workspace.lenses(path).into_iter().map(lens).collect())
        }))
    }

    async fn code_lens_resolve(&self, mut lens: lsp::CodeLens) -> Result<lsp::CodeLens> {
        let arguments = lens.data.as_ref().and_then(serde_json::Value::as_array).cloned().unwrap_or_default();
        let lang = self.state().workspace.lang();
        let title = self.run(&arguments).map_or_else(
            || match lang {
                Lang::Zh => "运行用例".to_owned(),
                Lang::En => "run the case".to_owned(),
            },
            |report| report.summary,
        );
        lens.command = Some(lsp::Command { title, command: RUN_CASE.to_owned(), arguments: Some(arguments) });
        Ok(lens)
    }

    async fn execute_command(&self, params: lsp::ExecuteCommandParams) -> Result<Option<lsp::LSPAny>> {
        if params.command != RUN_CASE {
            return Err(Error::method_not_found());
        }
        let Some(report) = self.run(&params.arguments) else {
            return Err(self.refused(&Words::new("没有这个用例", "there is no such case")));
        };
        let kind = match report.passed {
            Some(true) => lsp::MessageType::INFO,
            Some(false) => lsp::MessageType::WARNING,
            None => lsp::MessageType::ERROR,
        };
        self.client.show_message(kind, &report.summary).await;
        Ok(Some(serde_json::json!({
            "passed": report.passed, "summary": report.summary, "details": report.details,
        })))
    }
}

/// What a fix does, in words.
fn fix_title(with: &str, replaces: bool, certain: bool, lang: Lang) -> String {
    let with = with.trim();
    let mut title = match (with.is_empty(), replaces, lang) {
        (true, _, Lang::Zh) => "删去".to_owned(),
        (true, _, Lang::En) => "Remove it".to_owned(),
        (false, true, Lang::Zh) => format!("改为“{with}”"),
        (false, true, Lang::En) => format!("Change to `{with}`"),
        (false, false, Lang::Zh) => format!("写上“{with}”"),
        (false, false, Lang::En) => format!("Write `{with}`"),
    };
    if !certain {
        title.push_str(match lang {
            Lang::Zh => "（须对照通知）",
            Lang::En => " (compare with the notice)",
        });
    }
    title
}
