//! Writes the handbook of a pack.
fn main() {
    let p = huice::Pack::load(std::env::args().nth(1).unwrap()).unwrap();
    let h = p.program().unwrap().handbook();
    huice::handbook::write(&h, std::path::Path::new(&std::env::args().nth(2).unwrap()), true).unwrap();
}
