use super::*;
#[test]
#[ignore = "by hand"]
fn dump() {
    let text = std::fs::read_to_string(std::env::args().last().unwrap()).unwrap();
    let _ = text;
}
