//! The native half of the Python package `huice`: rule packs, evaluation of one profile, and of tables in Arrow form.
//! Owns the crossing between Python and the library; every answer comes from the library.
//!
//! `errors` exceptions · `convert` Python values as JSON and back · `pack` packs and diagnostics · `program` one profile
//! at a time · `policy` tables · `simulate` invented populations · `table` Arrow columns as facts and answers as columns.

mod convert;
mod errors;
mod pack;
mod policy;
mod program;
mod simulate;
mod table;

use pyo3::prelude::*;

#[pymodule]
fn _huice(py: Python<'_>, module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<pack::Diagnostic>()?;
    module.add_class::<pack::Pack>()?;
    module.add_class::<program::Program>()?;
    module.add_class::<policy::Policy>()?;
    module.add_function(wrap_pyfunction!(policy::restore, module)?)?;
    module.add_function(wrap_pyfunction!(simulate::simulate, module)?)?;
    module.add_function(wrap_pyfunction!(simulate::subjects, module)?)?;
    module.add("HuiceError", py.get_type::<errors::HuiceError>())?;
    module.add("PackError", py.get_type::<errors::PackError>())?;
    module.add("ProfileError", py.get_type::<errors::ProfileError>())?;
    module.add("ContextError", py.get_type::<errors::ContextError>())?;
    module.add("ColumnError", py.get_type::<errors::ColumnError>())?;
    module.add("ProgramError", py.get_type::<errors::ProgramError>())?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}
