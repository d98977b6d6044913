//! What the scanner of plain JSON takes, against a JSON parser.

use super::{Decimal, Flat};

#[test]
fn numbers() {
    let decimal = |digits, whole, places| Some(Decimal { digits, whole, places });
    for (text, read, rest) in [
        ("12", decimal(12, 2, 0), ""),
        ("12.50,", decimal(1250, 2, 2), ","),
        ("0}", decimal(0, 1, 0), "}"),
        ("007", None, "007"),
        ("0.07", decimal(7, 1, 2), ""),
        ("\"007\"", decimal(7, 3, 0), ""),
        ("\"12.5\" ", decimal(125, 2, 1), " "),
        ("\"12", None, "\"12"),
        ("\"\"", None, "\"\""),
        ("\" 1\"", None, "\" 1\""),
        ("1.", None, "1."),
        (".5", None, ".5"),
        ("-1", None, "-1"),
        ("999999999999999999", decimal(999_999_999_999_999_999, 18, 0), ""),
        ("9999999999999999999", None, "9999999999999999999"),
        ("99999999999999999999999999999999999999", None, "99999999999999999999999999999999999999"),
    ] {
        let mut flat = Flat::new(text);
        assert_eq!(flat.decimal(), read, "{text}");
        assert_eq!(flat.rest, rest, "{text}");
    }
}

#[test]
fn texts() {
    for (text, read) in [
        ("\"a\" ", Some("a")),
        ("\"乙\"", Some("乙")),
        ("\"\"", Some("")),
        ("\"a\\n\"", None),
        ("\"a\nb\"", None),
        ("\"a", None),
        ("a\"", None),
    ] {
        assert_eq!(Flat::new(text).quoted(), read, "{text}");
    }
    assert_eq!(Flat::new("\"2020-01-31\",").fixed(10), Some("2020-01-31"));
    assert_eq!(Flat::new("\"2020-1-31\",").fixed(10), None);
    // Ten bytes that end within a character.
    assert_eq!(Flat::new("\"2020-01-3日\"").fixed(10), None);
}

/// Whatever is taken as a value is one, and ends where a JSON parser ends it.
#[test]
fn any_value_is_found_whole() {
    let pieces = [
        "1",
        "-1.5e3",
        "01",
        "1.",
        "true",
        "tru",
        "null",
        "\"a\"",
        "\"\\u7532\"",
        "\"\\q\"",
        "[1, {\"a\": [2]}]",
        "[1,]",
        "{\"a\":1}",
        "{\"a\"}",
        "\"a\nb\"",
        "",
    ];
    for piece in pieces {
        for end in ["", ",", "}", " }", "x", "\"b\""] {
            let text = format!("{piece}{end}");
            let mut flat = Flat::new(&text);
            match flat.any() {
                Some(raw) => {
                    serde_json::from_str::<serde_json::Value>(raw).unwrap();
                    assert_eq!(format!("{raw}{}", flat.rest), text);
                    // Without a piece the end is the value.
                    assert_eq!(raw, if piece.is_empty() { end } else { piece }, "{text}");
                }
                None => {
                    let object = format!("{{\"a\":{text}}}");
                    let sound = serde_json::from_str::<serde_json::Value>(&object).is_ok();
                    assert!(!sound || end == "}" || end == " }", "{object}");
                }
            }
        }
    }
}
