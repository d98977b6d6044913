//! The 25 facts of relief-10 under the keys of the pack, as every peer gets them: whole numbers (money in fen, the rate
//! in ten-thousandths of a percent, days counted) and truth values. No peer reads dates, decimals or texts.

use crate::data::Enterprise;

/// The value of one fact.
#[derive(Clone, Copy, Debug)]
pub enum Fact {
    Int(i64),
    Bool(bool),
}

/// How many facts an enterprise has.
pub const COUNT: usize = 25;

/// Every fact of one enterprise, always in the same order.
pub fn facts(e: &Enterprise) -> [(&'static str, Fact); COUNT] {
    use Fact::{Bool, Int};
    [
        ("insured_employees", Int(e.insured)),
        ("layoffs", Int(e.layoffs)),
        ("in_difficulty", Bool(e.in_difficulty)),
        ("recoverable", Bool(e.recoverable)),
        ("prev_year_unemployment_premium", Int(e.premium)),
        ("tech_equipment_investment", Int(e.investment)),
        ("makes_epidemic_goods", Bool(e.epidemic_goods)),
        ("invest_date", Int(e.invest_day)),
        ("software_purchase", Int(e.software)),
        ("soe_rent_monthly", Int(e.rent)),
        ("rents_from_soe", Bool(e.rents_from_soe)),
        ("is_sme", Bool(e.is_sme)),
        ("loan_principal", Int(e.principal)),
        ("loan_rate", Int(e.rate)),
        ("loan_months", Int(e.months)),
        ("city_listed", Bool(e.city)),
        ("national_listed", Bool(e.national)),
        ("provincial_listed", Bool(e.provincial)),
        ("placements", Int(e.placements)),
        ("placement_date", Int(e.placement_day)),
        ("is_hr_agency", Bool(e.hr_agency)),
        ("incubator_level", Int(e.incubator)),
        ("incubator_rent_relief", Int(e.relief)),
        ("trained_and_passed", Int(e.passed)),
        ("training_standard", Int(e.standard)),
    ]
}
