//! JSON objects as entries in written order with their raw texts, so that numbers are read exactly and repeated
//! keys are seen. Owns nothing of the vocabulary.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The entries of a JSON object.
pub(super) struct Entries<'j>(pub(super) Vec<(String, &'j RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry::<String, &'de RawValue>()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// What a raw JSON value is.
pub(super) enum Json<'j> {
    Null,
    Bool(bool),
    Number(&'j str),
    Text(String),
    Array(Vec<&'j RawValue>),
    Object,
}

/// Looks into a raw value one level deep.
pub(super) fn look(raw: &RawValue) -> Json<'_> {
    let text = raw.get();
    match text.bytes().next() {
        Some(b'n') => Json::Null,
        Some(b't') => Json::Bool(true),
        Some(b'f') => Json::Bool(false),
        Some(b'"') => serde_json::from_str(text).map_or(Json::Null, Json::Text),
        Some(b'[') => serde_json::from_str(text).map_or(Json::Null, Json::Array),
        Some(b'{') => Json::Object,
        _ => Json::Number(text),
    }
}

/// What a value is called in messages: Chinese, English.
pub(super) fn called(json: &Json<'_>) -> (&'static str, &'static str) {
    match json {
        Json::Null => ("空值", "null"),
        Json::Bool(_) => ("布尔值", "a boolean"),
        Json::Number(_) => ("数字", "a number"),
        Json::Text(_) => ("文本", "a text"),
        Json::Array(_) => ("数组", "an array"),
        Json::Object => ("对象", "an object"),
    }
}

/// A profile, or an array of them, as text without some facts (`None`) and fields of lists (`Some(list)`). Numbers
/// and repeated keys stay as they are; what is no JSON stays whole, for the reader to refuse.
#[must_use]
pub fn trimmed(text: &str, without: &dyn Fn(&str, Option<&str>) -> bool) -> String {
    let Ok(raw) = serde_json::from_str::<&RawValue>(text) else { return text.to_owned() };
    match look(raw) {
        Json::Array(all) => {
            let all: Vec<String> = all.into_iter().map(|one| trimmed(one.get(), without)).collect();
            format!("[{}]", all.join(","))
        }
        Json::Object => object(raw, &|name| without(name, None), &|name, value| match look(value) {
            Json::Array(rows) => {
                let field = |field: &str| without(field, Some(name));
                let row = |row: &&RawValue| match look(row) {
                    Json::Object => object(row, &field, &|_, value| value.get().to_owned()),
                    _ => row.get().to_owned(),
                };
                format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(","))
            }
            _ => value.get().to_owned(),
        }),
        _ => text.to_owned(),
    }
}

fn object(raw: &RawValue, without: &dyn Fn(&str) -> bool, write: &dyn Fn(&str, &RawValue) -> String) -> String {
    let Ok(entries) = serde_json::from_str::<Entries<'_>>(raw.get()) else { return raw.get().to_owned() };
    let kept = entries.0.iter().filter(|(name, _)| !without(name));
    let written =
        kept.map(|(name, value)| format!("{}:{}", serde_json::Value::from(name.as_str()), write(name, value)));
    format!("{{{}}}", written.collect::<Vec<_>>().join(","))
}
