//! The JSON Schema of the outcome against real outcomes. Holds a checker for the part of JSON Schema that the schema
//! uses; a keyword it does not know fails, so that nothing goes unchecked.

use huice::diagnostic::Lang;
use huice::{Context, Outcome, Pack, Profile, Program};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;

#[test]
fn outcomes_of_all_profiles_fit_the_schema() {
    let pack = Pack::load(crate::root().join("policies/zhoucun-2020-8")).unwrap();
    let program = pack.program().expect("the pack has no errors");
    let schema = Program::outcome_schema();
    let mut reached = BTreeSet::new();
    let mut wrong = Vec::new();
    for (name, text) in profiles() {
        let profile = Profile::from_json(&program, &text).unwrap_or_else(|errors| panic!("{name}: {errors:#?}"));
        for (day, lang) in [("2020-03-01", Lang::Zh), ("2020-03-31", Lang::Zh), ("2021-06-30", Lang::En)] {
            let context = Context::new(day.parse().unwrap()).with_lang(lang);
            let outcome = program.evaluate(&profile, &context);
            let found = errors(&schema, &outcome, &mut reached);
            wrong.extend(found.into_iter().map(|words| format!("{name} on {day}: {words}")));
        }
    }
    assert!(wrong.is_empty(), "{} violation(s):\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    // Every part of the schema was met by a value, so none is there in vain.
    let Some(Value::Object(parts)) = schema.get("$defs") else { panic!("the schema has no $defs") };
    let missed: Vec<&String> = parts.keys().filter(|part| !reached.contains(*part)).collect();
    assert!(missed.is_empty(), "no outcome has {missed:?}");
}

/// The seed profiles, and one of which nothing is known.
fn profiles() -> Vec<(String, String)> {
    let folder = crate::root().join("seeds/profiles");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())
    };
    let mut found: Vec<(String, String)> = paths.iter().map(read).collect();
    assert!(found.len() > 10, "only {} profiles were found", found.len());
    found.push(("nothing known".to_owned(), "{}".to_owned()));
    found
}

#[test]
fn faults_and_conflicts_fit_the_schema() {
    let rules = r#"
        包 示例 (sample) { 舍入 分 四舍五入 }
        单位 人
        主体 企业 (enterprise) { 人数 (headcount) : 人  费用 (cost_yuan) : 元  甲 (a) : 布尔  乙 (b) : 布尔 }
        人员 刘伟
        措施 1 示例 {
          责任人 刘伟
          支持 1.1 除以零 { 对象 企业  条件 均数 费用 / 人数 不超过 1元/人  金额 费用 }
          支持 1.2 矛盾 { 对象 企业  条件 丙 { 费用 超过 0元  例外 子 当 甲 则 真  例外 丑 当 乙 则 假 } }
          支持 1.3 除以零的金额 { 对象 企业  金额 费用 / 人数 × 1人  封顶 1元 每 主体  保底 0元 每 主体  减 1元 }
          支持 1.4 月度标准 { 对象 企业  条件 限额 原则上 费用 低于 0元  标准 费用 / 1个月 每 月 }
          组合 抵扣 1.1、1.3 每 主体
        }
    "#;
    let pack = Pack::from_sources("demo", &[("demo.huice", rules)]);
    let program = pack.program().unwrap_or_else(|| panic!("{:#?}", pack.diagnostics()));
    let text = r#"{ "subject_type": "enterprise", "headcount": 0, "cost_yuan": 5, "a": true, "b": true }"#;
    let profile = Profile::from_json(&program, text).unwrap();
    let outcome = program.evaluate(&profile, &Context::new("2020-03-31".parse().unwrap()));
    let statuses: Vec<&str> = outcome.items.iter().map(|item| item.status.word()).collect();
    assert_eq!(statuses, ["fault", "conflict", "eligible", "not_eligible"]);
    assert!(outcome.items[3].exception_possible);
    assert_eq!(errors(&Program::outcome_schema(), &outcome, &mut BTreeSet::new()), Vec::<String>::new());
}

#[test]
fn the_checker_refuses_what_does_not_fit() {
    let schema = json!({
        "$defs": { "one": { "enum": ["a", null] } },
        "type": "object", "additionalProperties": false, "required": ["x"],
        "properties": {
            "x": { "type": ["integer", "null"], "minimum": 1 },
            "y": { "type": "array", "items": { "$ref": "#/$defs/one" }, "minItems": 1, "maxItems": 2 },
            "z": { "type": "string", "pattern": DATE },
            "w": { "anyOf": [{ "const": 1 }, { "type": "boolean" }] },
        },
    });
    let check = |value: Value| {
        let mut checker = Checker { root: &schema, errors: Vec::new(), reached: &mut BTreeSet::new() };
        checker.check(&schema, &value, "$");
        checker.errors.len()
    };
    for right in [
        json!({ "x": 1 }),
        json!({ "x": null, "y": ["a", null], "z": "2020-02-29", "w": true }),
        json!({ "x": 2, "w": 1 }),
    ] {
        assert_eq!(check(right.clone()), 0, "{right}");
    }
    for wrong in [
        json!({}),
        json!({ "x": "1" }),
        json!({ "x": 0 }),
        json!({ "x": 1, "other": 1 }),
        json!({ "x": 1, "y": [] }),
        json!({ "x": 1, "y": ["a", "a", "a"] }),
        json!({ "x": 1, "y": ["b"] }),
        json!({ "x": 1, "z": "2020-2-9" }),
        json!({ "x": 1, "w": 2 }),
        json!([]),
    ] {
        assert_eq!(check(wrong.clone()), 1, "{wrong}");
    }
}

/// What does not fit, with its path. `reached` gathers the named parts that a value was held against.
fn errors(schema: &Value, outcome: &Outcome, reached: &mut BTreeSet<String>) -> Vec<String> {
    let mut checker = Checker { root: schema, errors: Vec::new(), reached };
    checker.check(schema, &serde_json::to_value(outcome).unwrap(), "$");
    checker.errors
}

struct Checker<'s> {
    root: &'s Value,
    errors: Vec<String>,
    reached: &'s mut BTreeSet<String>,
}

impl Checker<'_> {
    fn fail(&mut self, at: &str, words: impl std::fmt::Display) {
        self.errors.push(format!("{at}: {words}"));
    }

    fn check(&mut self, schema: &Value, value: &Value, at: &str) {
        let Value::Object(schema) = schema else { panic!("{at}: a schema is an object, found {schema}") };
        for (keyword, rule) in schema {
            match keyword.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" => {}
                "$ref" => {
                    let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                    let part = &self.root["$defs"][name];
                    assert!(part.is_object(), "{at}: there is no {name}");
                    self.reached.insert(name.to_owned());
                    self.check(&part.clone(), value, at);
                }
                "const" if rule != value => self.fail(at, format_args!("{value} is not {rule}")),
                "enum" if !rule.as_array().unwrap().contains(value) => {
                    self.fail(at, format_args!("{value} is not one of {rule}"));
                }
                "const" | "enum" => {}
                "type" => self.check_type(rule, value, at),
                "minimum" => {
                    if value.as_i64().is_some_and(|number| number < rule.as_i64().unwrap()) {
                        self.fail(at, format_args!("{value} is below {rule}"));
                    }
                }
                "pattern" => {
                    if value.as_str().is_some_and(|text| !matches(rule.as_str().unwrap(), text)) {
                        self.fail(at, format_args!("{value} does not match {rule}"));
                    }
                }
                "anyOf" => {
                    let before = self.errors.len();
                    let fits = rule.as_array().unwrap().iter().any(|schema| {
                        self.errors.truncate(before);
                        self.check(schema, value, at);
                        self.errors.len() == before
                    });
                    if !fits && self.errors.len() == before {
                        self.fail(at, "fits none");
                    }
                }
                "required" => self.check_required(rule, value, at),
                "properties" => self.check_properties(rule, value, at),
                "additionalProperties" => self.check_additional(schema, rule, value, at),
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(rule, item, &format!("{at}[{index}]"));
                    }
                }
                "minItems" | "maxItems" => {
                    let limit = usize::try_from(rule.as_u64().unwrap()).unwrap();
                    let length = value.as_array().map_or(limit, Vec::len);
                    if (keyword == "minItems" && length < limit) || (keyword == "maxItems" && length > limit) {
                        self.fail(at, format_args!("{length} items against {keyword} {limit}"));
                    }
                }
                other => panic!("{at}: the checker does not know `{other}`"),
            }
        }
    }

    fn check_type(&mut self, rule: &Value, value: &Value, at: &str) {
        let found = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let fits = match rule {
            Value::String(name) => name == found,
            Value::Array(names) => names.iter().any(|name| name == found),
            other => panic!("{at}: `type` cannot be {other}"),
        };
        if !fits {
            self.fail(at, format_args!("{found}, expected {rule}"));
        }
    }

    fn check_required(&mut self, rule: &Value, value: &Value, at: &str) {
        let Some(object) = value.as_object() else { return };
        for name in rule.as_array().unwrap().iter().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                self.fail(at, format_args!("lacks `{name}`"));
            }
        }
    }

    fn check_properties(&mut self, rule: &Value, value: &Value, at: &str) {
        let Some(object) = value.as_object() else { return };
        for (name, schema) in rule.as_object().unwrap() {
            if let Some(value) = object.get(name) {
                self.check(schema, value, &format!("{at}.{name}"));
            }
        }
    }

    fn check_additional(&mut self, schema: &Map<String, Value>, rule: &Value, value: &Value, at: &str) {
        let Some(object) = value.as_object() else { return };
        let known = schema.get("properties").and_then(Value::as_object);
        for (name, value) in object.iter().filter(|(name, _)| known.is_none_or(|known| !known.contains_key(*name))) {
            match rule {
                Value::Bool(false) => self.fail(at, format_args!("`{name}` is not in the schema")),
                rule => self.check(rule, value, &format!("{at}.{name}")),
            }
        }
    }
}

const DATE: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const MONEY: &str = "^-?[0-9]+\\.[0-9]{2}$";
const EXACT: &str = "^-?[0-9]+(\\.[0-9]+|/[0-9]+)?$";
const HASH: &str = "^[0-9a-f]{64}$";

/// Whether a text matches one of the patterns that the schema uses.
fn matches(pattern: &str, text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let positive = text.strip_prefix('-').unwrap_or(text);
    match pattern {
        DATE => text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok(),
        MONEY => positive.split_once('.').is_some_and(|(yuan, fen)| digits(yuan) && digits(fen) && fen.len() == 2),
        EXACT => match positive.split_once(['.', '/']) {
            Some((head, tail)) => digits(head) && digits(tail),
            None => digits(positive),
        },
        HASH => text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)),
        other => panic!("the checker does not know the pattern {other}"),
    }
}
