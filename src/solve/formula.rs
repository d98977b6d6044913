//! Formulas in negation normal form over facts and linear comparisons. Owns their making; knows nothing of rules.

use super::poly::{Poly, Quot, Var};
use super::vars::{Name, Vars};
use crate::ir::CompareOp;
use crate::value::number::Number;
use std::rc::Rc;

/// How a polynomial relates to zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rel {
    /// At most zero.
    Le,
    /// Below zero.
    Lt,
    /// Zero.
    Eq,
}

/// Something that holds or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Atom {
    /// A truth is this.
    Truth(Var, bool),
    /// A member is among these.
    Member(Var, u128),
    /// A set holds this member, or does not.
    Has(Var, usize, bool),
    /// A text is this one, or is not.
    Text(Var, String, bool),
    /// A polynomial relates to zero.
    Sign(Poly, Rel),
}

/// A formula.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Node {
    All(Vec<Form>),
    Any(Vec<Form>),
    Atom(Atom),
}

/// A shared formula.
pub(crate) type Form = Rc<Node>;

pub(crate) fn yes() -> Form {
    Rc::new(Node::All(Vec::new()))
}

pub(crate) fn no() -> Form {
    Rc::new(Node::Any(Vec::new()))
}

pub(crate) fn atom(atom: Atom) -> Form {
    Rc::new(Node::Atom(atom))
}

pub(crate) fn is_yes(form: &Form) -> bool {
    matches!(&**form, Node::All(parts) if parts.is_empty())
}

pub(crate) fn is_no(form: &Form) -> bool {
    matches!(&**form, Node::Any(parts) if parts.is_empty())
}

/// Nodes of one formula that are looked at.
const MAX_SEEN: usize = 20_000;

/// Whether every comparison is linear and nothing stands for what is not known of it.
pub(crate) fn is_linear(form: &Form, vars: &Vars) -> bool {
    let plain = |var: Var| !matches!(vars.get(var).map(|def| &def.name), Some(Name::Opaque(_)));
    let mut open = vec![form];
    let mut seen = 0_usize;
    while let Some(form) = open.pop() {
        seen = seen.saturating_add(1);
        let linear = match &**form {
            Node::All(parts) | Node::Any(parts) => {
                open.extend(parts);
                true
            }
            Node::Atom(Atom::Sign(poly, _)) => {
                poly.terms().all(|(mono, _)| mono.len() == 1 && mono.iter().all(|var| plain(*var)))
            }
            Node::Atom(Atom::Truth(var, _) | Atom::Member(var, _) | Atom::Has(var, ..) | Atom::Text(var, ..)) => {
                plain(*var)
            }
        };
        if !linear || seen > MAX_SEEN {
            return false;
        }
    }
    true
}

pub(crate) fn all(parts: impl IntoIterator<Item = Form>) -> Form {
    let mut kept: Vec<Form> = Vec::new();
    for part in parts {
        if is_no(&part) {
            return part;
        }
        match &*part {
            Node::All(inner) => kept.extend(inner.iter().cloned()),
            _ => kept.push(part),
        }
    }
    match kept.as_slice() {
        [only] => only.clone(),
        _ => Rc::new(Node::All(kept)),
    }
}

pub(crate) fn any(parts: impl IntoIterator<Item = Form>) -> Form {
    let mut kept: Vec<Form> = Vec::new();
    for part in parts {
        if is_yes(&part) {
            return part;
        }
        match &*part {
            Node::Any(inner) => kept.extend(inner.iter().cloned()),
            _ => kept.push(part),
        }
    }
    match kept.as_slice() {
        [only] => only.clone(),
        _ => Rc::new(Node::Any(kept)),
    }
}

/// The opposite; members are complemented within `all_members` of their variable.
pub(crate) fn negate(form: &Form, members: &dyn Fn(Var) -> u128) -> Form {
    match &**form {
        Node::All(parts) => any(parts.iter().map(|part| negate(part, members))),
        Node::Any(parts) => all(parts.iter().map(|part| negate(part, members))),
        Node::Atom(Atom::Truth(var, truth)) => atom(Atom::Truth(*var, !truth)),
        Node::Atom(Atom::Member(var, mask)) => atom(Atom::Member(*var, members(*var) & !mask)),
        Node::Atom(Atom::Has(var, member, truth)) => atom(Atom::Has(*var, *member, !truth)),
        Node::Atom(Atom::Text(var, text, truth)) => atom(Atom::Text(*var, text.clone(), !truth)),
        Node::Atom(Atom::Sign(poly, rel)) => match rel {
            Rel::Le => sign(poly.neg(), CompareOp::Lt),
            Rel::Lt => sign(poly.neg(), CompareOp::Le),
            Rel::Eq => sign(poly.clone(), CompareOp::Ne),
        },
    }
}

/// `poly OP 0`.
pub(crate) fn sign(poly: Poly, op: CompareOp) -> Form {
    if let Some(number) = poly.known() {
        let zero = Number::zero();
        let holds = match op {
            CompareOp::Le => number <= zero,
            CompareOp::Lt => number < zero,
            CompareOp::Ge => number >= zero,
            CompareOp::Gt => number > zero,
            CompareOp::Eq => number == zero,
            CompareOp::Ne => number != zero,
        };
        return if holds { yes() } else { no() };
    }
    match op {
        CompareOp::Le => atom(Atom::Sign(poly, Rel::Le)),
        CompareOp::Lt => atom(Atom::Sign(poly, Rel::Lt)),
        CompareOp::Ge => atom(Atom::Sign(poly.neg(), Rel::Le)),
        CompareOp::Gt => atom(Atom::Sign(poly.neg(), Rel::Lt)),
        CompareOp::Eq => atom(Atom::Sign(poly, Rel::Eq)),
        CompareOp::Ne => {
            let below = atom(Atom::Sign(poly.clone(), Rel::Lt));
            any([below, atom(Atom::Sign(poly.neg(), Rel::Lt))])
        }
    }
}

/// `quotient OP 0`: by the sign of its denominator.
pub(crate) fn relate(quot: &Quot, op: CompareOp) -> Form {
    if let Some(poly) = quot.whole() {
        return sign(poly.clone(), op);
    }
    any([
        all([sign(quot.den.clone(), CompareOp::Gt), sign(quot.num.clone(), op)]),
        all([sign(quot.den.clone(), CompareOp::Lt), sign(quot.num.neg(), op)]),
    ])
}

/// The opposite comparison.
pub(crate) const fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Le => CompareOp::Gt,
        CompareOp::Lt => CompareOp::Ge,
        CompareOp::Ge => CompareOp::Lt,
        CompareOp::Gt => CompareOp::Le,
        CompareOp::Eq => CompareOp::Ne,
        CompareOp::Ne => CompareOp::Eq,
    }
}
