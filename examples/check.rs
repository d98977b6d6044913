//! Checks a pack.
fn main() {
    let p = huice::Pack::load(std::env::args().nth(1).unwrap()).unwrap();
    print!("{}", p.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::Zh));
    println!("{} {:?}", p.diagnostics().len(), p.program().map(|p| p.items().len()));
    if let Some(g) = p.program() {
        let r = huice::cases::run(g.policy());
        let bad = r.iter().filter(|c| !c.failures.is_empty()).count();
        for c in &r {
            for f in &c.failures {
                println!("{} | {}", c.name, f.words.zh);
            }
        }
        println!("{} cases, {} failed", r.len(), bad);
    }
}
