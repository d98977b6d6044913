//! Lists duties.
use huice::duties::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let p = huice::Pack::load(&a[1]).unwrap().program().unwrap();
    let prof = a.get(5).map(|f| huice::Profile::from_json(&p, &std::fs::read_to_string(f).unwrap()).unwrap());
    let c = huice::Context::new(huice::value::date::parse_day("2020-03-31").unwrap());
    let s = Selection {
        agency: a.get(3).filter(|x| !x.is_empty()).cloned(),
        official: a.get(4).filter(|x| !x.is_empty()).cloned(),
    };
    let d = match p.duties(prof.as_ref(), &c, &s) {
        Ok(d) => d,
        Err(e) => {
            println!("{e:?}");
            return;
        }
    };
    match a[2].as_str() {
        "csv" => print!("{}", csv(&d)),
        "ics" => print!("{}", ics(&d, p.name())),
        "json" => print!("{}", serde_json::to_string_pretty(&d).unwrap()),
        _ => print!("{}", human(&d)),
    }
}
