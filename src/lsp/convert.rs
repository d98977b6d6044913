//! From this crate's answers to the protocol's shapes and back. Owns which symbol, colour and icon a kind of name has;
//! decides nothing else.

use super::complete::{Candidate, Completion};
use super::index::Kind;
use super::layout::{Colour, Coloured, Node};
use super::text::{Change, Place};
use super::workspace::{Edit, Finding, Spot};
use crate::diagnostic::{Lang, Severity};
use std::path::PathBuf;
use tower_lsp_server::ls_types as lsp;

/// What a coloured stretch is called, in the order of the legend.
const LEGEND: &[lsp::SemanticTokenType] = &[
    lsp::SemanticTokenType::KEYWORD,
    lsp::SemanticTokenType::COMMENT,
    lsp::SemanticTokenType::STRING,
    lsp::SemanticTokenType::NUMBER,
    lsp::SemanticTokenType::PROPERTY,
    lsp::SemanticTokenType::PARAMETER,
    lsp::SemanticTokenType::VARIABLE,
    lsp::SemanticTokenType::FUNCTION,
    lsp::SemanticTokenType::ENUM,
    lsp::SemanticTokenType::ENUM_MEMBER,
    lsp::SemanticTokenType::TYPE,
    lsp::SemanticTokenType::CLASS,
    lsp::SemanticTokenType::EVENT,
    lsp::SemanticTokenType::INTERFACE,
    lsp::SemanticTokenType::NAMESPACE,
];

pub(super) fn place(position: lsp::Position) -> Place {
    Place { line: position.line, column: position.character }
}

const fn position(place: Place) -> lsp::Position {
    lsp::Position { line: place.line, character: place.column }
}

pub(super) const fn range(spot: &Spot) -> lsp::Range {
    lsp::Range { start: position(spot.from), end: position(spot.to) }
}

/// The path of a document; `None` for one that is no file.
pub(super) fn path(uri: &lsp::Uri) -> Option<PathBuf> {
    (uri.scheme().as_str() == "file").then(|| uri.to_file_path().map(|path| path.into_owned())).flatten()
}

pub(super) fn change(change: lsp::TextDocumentContentChangeEvent) -> Change {
    Change { range: change.range.map(|range| (place(range.start), place(range.end))), with: change.text }
}

pub(super) fn text_edit(edit: &Edit) -> lsp::TextEdit {
    lsp::TextEdit { range: range(&edit.spot), new_text: edit.with.clone() }
}

pub(super) fn diagnostic(finding: &Finding, lang: Lang, uri: impl Fn(&PathBuf) -> Option<lsp::Uri>) -> lsp::Diagnostic {
    let found = &finding.diagnostic;
    let here = found.primary.words.get(lang);
    let mut message = found.message.get(lang).to_owned();
    if !here.is_empty() {
        message.push_str(&match lang {
            Lang::Zh => format!("（{here}）"),
            Lang::En => format!(" ({here})"),
        });
    }
    if let Some(help) = &found.help {
        message.push('\n');
        message.push_str(help.get(lang));
    }
    let related = finding.labels.iter().filter_map(|(spot, words)| {
        let location = lsp::Location { uri: uri(&spot.path)?, range: range(spot) };
        Some(lsp::DiagnosticRelatedInformation { location, message: words.clone() })
    });
    lsp::Diagnostic {
        range: range(&finding.spot),
        severity: Some(match found.severity {
            Severity::Error => lsp::DiagnosticSeverity::ERROR,
            Severity::Warning => lsp::DiagnosticSeverity::WARNING,
            Severity::Hint => lsp::DiagnosticSeverity::HINT,
        }),
        code: Some(lsp::NumberOrString::String(found.code.id().to_owned())),
        source: Some("huice".to_owned()),
        message,
        related_information: Some(related.collect()),
        ..lsp::Diagnostic::default()
    }
}

pub(super) fn completion(completion: Completion) -> lsp::CompletionResponse {
    let range = range(&completion.replaces);
    lsp::CompletionResponse::Array(completion.candidates.into_iter().map(|c| candidate(c, range)).collect())
}

fn candidate(candidate: Candidate, range: lsp::Range) -> lsp::CompletionItem {
    let kind = match candidate.kind {
        None => lsp::CompletionItemKind::KEYWORD,
        Some(Kind::Fact | Kind::Field) => lsp::CompletionItemKind::FIELD,
        Some(Kind::Parameter) => lsp::CompletionItemKind::CONSTANT,
        Some(Kind::Definition | Kind::Alternative) => lsp::CompletionItemKind::VARIABLE,
        Some(Kind::Script) => lsp::CompletionItemKind::FUNCTION,
        Some(Kind::Enum) => lsp::CompletionItemKind::ENUM,
        Some(Kind::Member) => lsp::CompletionItemKind::ENUM_MEMBER,
        Some(Kind::Event | Kind::Period) => lsp::CompletionItemKind::EVENT,
        Some(Kind::Unit) => lsp::CompletionItemKind::UNIT,
        Some(Kind::Subject) => lsp::CompletionItemKind::CLASS,
        Some(Kind::Reading | Kind::Item | Kind::Measure | Kind::Condition | Kind::Exception | Kind::Case) => {
            lsp::CompletionItemKind::REFERENCE
        }
        Some(Kind::Agency | Kind::Person) => lsp::CompletionItemKind::INTERFACE,
    };
    let markdown = |value| lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value };
    lsp::CompletionItem {
        sort_text: Some(format!("{}{}", candidate.rank, candidate.label)),
        filter_text: Some(candidate.label.clone()),
        label: candidate.label,
        kind: Some(kind),
        detail: (!candidate.detail.is_empty()).then_some(candidate.detail),
        documentation: (!candidate.card.is_empty())
            .then(|| lsp::Documentation::MarkupContent(markdown(candidate.card))),
        text_edit: Some(lsp::CompletionTextEdit::Edit(lsp::TextEdit { range, new_text: candidate.insert })),
        ..lsp::CompletionItem::default()
    }
}

pub(super) fn legend() -> lsp::SemanticTokensLegend {
    lsp::SemanticTokensLegend {
        token_types: LEGEND.to_vec(),
        token_modifiers: vec![lsp::SemanticTokenModifier::DECLARATION],
    }
}

pub(super) fn colours(coloured: &[Coloured]) -> lsp::SemanticTokens {
    let mut before = Place::default();
    let mut data = Vec::with_capacity(coloured.len());
    for stretch in coloured {
        let delta_line = stretch.from.line.saturating_sub(before.line);
        let column = if delta_line == 0 { before.column } else { 0 };
        data.push(lsp::SemanticToken {
            delta_line,
            delta_start: stretch.from.column.saturating_sub(column),
            length: stretch.length,
            token_type: token_type(stretch.colour),
            token_modifiers_bitset: u32::from(stretch.declares),
        });
        before = stretch.from;
    }
    lsp::SemanticTokens { result_id: None, data }
}

fn token_type(colour: Colour) -> u32 {
    let wanted = match colour {
        Colour::Keyword => lsp::SemanticTokenType::KEYWORD,
        Colour::Comment => lsp::SemanticTokenType::COMMENT,
        Colour::Text | Colour::Name(Kind::Case) => lsp::SemanticTokenType::STRING,
        Colour::Number => lsp::SemanticTokenType::NUMBER,
        Colour::Name(Kind::Fact | Kind::Field) => lsp::SemanticTokenType::PROPERTY,
        Colour::Name(Kind::Parameter) => lsp::SemanticTokenType::PARAMETER,
        Colour::Name(Kind::Definition | Kind::Reading | Kind::Alternative) => lsp::SemanticTokenType::VARIABLE,
        Colour::Name(Kind::Script | Kind::Condition | Kind::Exception) => lsp::SemanticTokenType::FUNCTION,
        Colour::Name(Kind::Enum) => lsp::SemanticTokenType::ENUM,
        Colour::Name(Kind::Member) => lsp::SemanticTokenType::ENUM_MEMBER,
        Colour::Name(Kind::Subject | Kind::Unit) => lsp::SemanticTokenType::TYPE,
        Colour::Name(Kind::Item) => lsp::SemanticTokenType::CLASS,
        Colour::Name(Kind::Event | Kind::Period) => lsp::SemanticTokenType::EVENT,
        Colour::Name(Kind::Agency | Kind::Person) => lsp::SemanticTokenType::INTERFACE,
        Colour::Name(Kind::Measure) => lsp::SemanticTokenType::NAMESPACE,
    };
    let at = LEGEND.iter().position(|known| *known == wanted).unwrap_or(0);
    u32::try_from(at).unwrap_or(0)
}

pub(super) fn node(node: Node) -> lsp::DocumentSymbol {
    let kind = match node.kind {
        Kind::Fact | Kind::Field => lsp::SymbolKind::FIELD,
        Kind::Parameter => lsp::SymbolKind::CONSTANT,
        Kind::Event | Kind::Period => lsp::SymbolKind::EVENT,
        Kind::Definition | Kind::Reading | Kind::Alternative => lsp::SymbolKind::VARIABLE,
        Kind::Script | Kind::Condition | Kind::Exception => lsp::SymbolKind::FUNCTION,
        Kind::Enum => lsp::SymbolKind::ENUM,
        Kind::Member => lsp::SymbolKind::ENUM_MEMBER,
        Kind::Subject | Kind::Unit => lsp::SymbolKind::CLASS,
        Kind::Agency | Kind::Person => lsp::SymbolKind::INTERFACE,
        Kind::Measure => lsp::SymbolKind::NAMESPACE,
        Kind::Item => lsp::SymbolKind::OBJECT,
        Kind::Case => lsp::SymbolKind::METHOD,
    };
    // Lists that show no details would otherwise name measures and items by number alone.
    let numbered = matches!(node.kind, Kind::Measure | Kind::Item) && !node.detail.is_empty();
    let (name, detail) = match (numbered, node.name.is_empty()) {
        (true, _) => (format!("{} {}", node.name, node.detail), String::new()),
        (false, true) => ("·".to_owned(), node.detail),
        (false, false) => (node.name, node.detail),
    };
    #[expect(deprecated, reason = "the shape has a field that is replaced by tags and has no default")]
    lsp::DocumentSymbol {
        name,
        detail: (!detail.is_empty()).then_some(detail),
        kind,
        tags: None,
        deprecated: None,
        range: range(&node.whole),
        selection_range: range(&node.name_spot),
        children: Some(node.inner.into_iter().map(self::node).collect()),
    }
}
