//! JSON Schemas of a policy's profiles and of the outcome. Owns their wording; the truth is in `profile` and
//! `outcome`, and a test holds real outcomes against the schema.

use super::Program;
use crate::ir::{FactDef, FactType, NumberForm, Type};
use serde_json::{Map, Value, json};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

impl Program {
    /// The JSON Schema (2020-12) of a profile: every fact by its ASCII key, with its question and unit.
    #[must_use]
    pub fn profile_schema(&self) -> Value {
        let mut properties = Map::new();
        let subjects: Vec<&str> = self.policy.subjects.iter().map(|subject| subject.key.as_str()).collect();
        properties.insert("subject_type".to_owned(), json!({ "title": "主体类型", "enum": nullable(&subjects) }));
        for fact in self.policy.facts.iter().filter(|fact| fact.list.is_none()) {
            properties.insert(fact.key.clone(), self.fact_schema(fact));
        }
        json!({
            "$schema": DIALECT,
            "title": format!("{}：档案 (profile)", self.policy.name),
            "description": "未知的事实不写或写 null，绝不写 0 或 false。Leave unknown facts out or null; never 0 or false. Chinese names may be used as keys too.",
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
        })
    }

    fn fact_schema(&self, fact: &FactDef) -> Value {
        let mut schema = match &fact.ty {
            FactType::List(list) => {
                let mut properties = Map::new();
                properties.insert("id".to_owned(), json!({ "type": ["string", "number", "null"] }));
                let fields = self.policy.lists.get(list.0).map_or(&[][..], |def| def.fields.as_slice());
                for field in fields.iter().filter_map(|id| self.policy.facts.get(id.0)) {
                    properties.insert(field.key.clone(), self.fact_schema(field));
                }
                json!({
                    "type": ["array", "null"],
                    "items": { "type": "object", "additionalProperties": false, "properties": properties },
                })
            }
            FactType::Scalar(ty, form) => self.scalar_schema(fact, ty, form.as_ref()),
        };
        if let Some(object) = schema.as_object_mut() {
            let title = match fact.subject.and_then(|id| self.policy.subjects.get(id.0)) {
                Some(subject) if fact.list.is_none() => format!("{}（{}）", fact.name, subject.name),
                _ => fact.name.clone(),
            };
            object.insert("title".to_owned(), Value::String(title));
            let words: Vec<&str> = fact.question.iter().chain(&fact.note).map(String::as_str).collect();
            if !words.is_empty() {
                object.insert("description".to_owned(), Value::String(words.join(" ")));
            }
        }
        schema
    }

    fn scalar_schema(&self, fact: &FactDef, ty: &Type, form: Option<&NumberForm>) -> Value {
        let members = |id: &crate::ir::EnumId| -> Vec<&str> {
            let def = self.policy.enums.get(id.0);
            let members = def.map_or(&[][..], |def| def.members.as_slice());
            members.iter().flat_map(|(name, key)| [Some(name.as_str()), key.as_deref()]).flatten().collect()
        };
        match ty {
            Type::Bool => json!({ "type": ["boolean", "null"] }),
            Type::Number(_) => number_schema(fact, form),
            Type::Date => json!({ "type": ["string", "null"], "format": "date" }),
            Type::Month => json!({ "type": ["string", "null"], "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" }),
            Type::Months => {
                json!({ "type": ["array", "null"], "items": { "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" } })
            }
            Type::Enum(id) => json!({ "enum": nullable(&members(id)) }),
            Type::Set(id) => json!({ "type": ["array", "null"], "items": { "enum": members(id) } }),
            Type::Text => json!({ "type": ["string", "null"] }),
        }
    }

    /// The JSON Schema of an outcome (`huice.outcome/1`).
    #[must_use]
    pub fn outcome_schema() -> Value {
        serde_json::from_str(include_str!("outcome.schema.json")).unwrap_or(Value::Null)
    }
}

fn nullable(names: &[&str]) -> Value {
    let names = names.iter().map(|name| Value::String((*name).to_owned()));
    Value::Array(names.chain([Value::Null]).collect())
}

fn number_schema(fact: &FactDef, form: Option<&NumberForm>) -> Value {
    let Some(form) = form else { return json!({ "type": ["number", "string", "null"] }) };
    let pattern = match (form.integer, form.money) {
        (true, _) => "^-?[0-9]+$",
        (_, true) => "^-?[0-9]+(\\.[0-9]{1,2})?$",
        _ => "^-?[0-9]+(\\.[0-9]+)?$",
    };
    let mut schema = json!({
        "type": [if form.integer { "integer" } else { "number" }, "string", "null"],
        "pattern": pattern,
    });
    if let Some(object) = schema.as_object_mut() {
        if !form.unit.is_empty() {
            object.insert("x-unit".to_owned(), Value::String(form.unit.clone()));
        }
        if !form.signed && fact.bounds.0.is_none() {
            object.insert("minimum".to_owned(), json!(0));
        }
    }
    schema
}
