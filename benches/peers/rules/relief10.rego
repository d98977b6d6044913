# relief-10 for Rego: fen or -1. A half is added and the remainder taken off before each division, so that it is exact.
package relief

default rent := -1
rent := 3 * input.soe_rent_monthly if {
	input.is_sme
	input.rents_from_soe
}

default equipment := -1
equipment := min([(fen - (fen % 10)) / 10, 1000000000]) if {
	input.makes_epidemic_goods
	input.invest_date >= 737448
	input.invest_date <= 737790
	fen := (input.tech_equipment_investment * 2) + 5
}

default software := -1
software := min([(fen - (fen % 10)) / 10, 500000000]) if {
	input.software_purchase > 0
	fen := input.software_purchase + 5
}

few_layoffs if input.layoffs * 1000 <= input.insured_employees * 55
few_layoffs if {
	input.insured_employees <= 30
	input.layoffs * 5 <= input.insured_employees
}

hard if {
	input.in_difficulty
	input.recoverable
}

default steady := -1
steady := (6 * 171900) * input.insured_employees if {
	input.insured_employees > 0
	few_layoffs
	hard
}
steady := (fen - (fen % 2)) / 2 if {
	input.insured_employees > 0
	few_layoffs
	not hard
	fen := input.prev_year_unemployment_premium + 1
}

default placement := -1
placement := 12000 * input.placements if {
	input.is_hr_agency
	input.placement_date >= 737459
	input.placement_date <= 737548
}

default training := -1
training := (fen - (fen % 10)) / 10 if {
	input.trained_and_passed > 0
	fen := ((2 * input.training_standard) * input.trained_and_passed) + 5
}

default incubator := -1
incubator := min([(fen - (fen % 10)) / 10, 50000000]) if {
	input.incubator_level != 0
	fen := (3 * input.incubator_rent_relief) + 5
}

interest := (fen - (fen % 16000)) / 16000 if {
	fen := ((input.loan_principal * 11) * min([input.loan_months, 12])) + 8000
}

default national := -1
national := interest if input.national_listed

default provincial := -1
provincial := interest if input.provincial_listed

default city := -1
city := (fen - (fen % 12000000)) / 12000000 if {
	input.city_listed
	input.loan_rate > 35000
	fen := ((input.loan_principal * (input.loan_rate - 35000)) * input.loan_months) + 6000000
}

answers := [
	rent, equipment, software, steady, placement,
	training, incubator, national, provincial, city,
]
