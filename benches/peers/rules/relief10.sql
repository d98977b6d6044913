-- relief-10 for DuckDB: BIGINT, money in fen; half up by adding a half before the division without remainder.
-- {table} is the table or file of facts.
WITH facts AS (
    SELECT *,
        is_sme AND rents_from_soe AS e131,
        makes_epidemic_goods AND invest_date BETWEEN DATE '2020-01-24' AND DATE '2020-12-31' AS e132,
        software_purchase > 0 AS e133,
        insured_employees > 0 AND (layoffs * 1000 <= insured_employees * 55
            OR (insured_employees <= 30 AND layoffs * 5 <= insured_employees)) AS e141,
        is_hr_agency AND placement_date BETWEEN DATE '2020-02-04' AND DATE '2020-05-03' AS e151,
        trained_and_passed > 0 AS e171,
        incubator_level <> 'none' AS e181,
        city_listed AND loan_rate > 35000 AS e223,
        (loan_principal * 11 * LEAST(loan_months, 12) + 8000) // 16000 AS interest
    FROM {table}
), amounts AS (
    SELECT *,
        CASE WHEN e131 THEN 3 * soe_rent_monthly ELSE 0 END AS a131,
        CASE WHEN e132 THEN LEAST((tech_equipment_investment * 2 + 5) // 10, 1000000000) ELSE 0 END AS a132,
        CASE WHEN e133 THEN LEAST((software_purchase + 5) // 10, 500000000) ELSE 0 END AS a133,
        CASE WHEN NOT e141 THEN 0
            WHEN in_difficulty AND recoverable THEN 1031400 * insured_employees
            ELSE (prev_year_unemployment_premium + 1) // 2 END AS a141,
        CASE WHEN e151 THEN 12000 * placements ELSE 0 END AS a151,
        CASE WHEN e171 THEN (2 * training_standard * trained_and_passed + 5) // 10 ELSE 0 END AS a171,
        CASE WHEN e181 THEN LEAST((3 * incubator_rent_relief + 5) // 10, 50000000) ELSE 0 END AS a181,
        CASE WHEN national_listed THEN interest ELSE 0 END AS a221,
        CASE WHEN provincial_listed THEN interest ELSE 0 END AS a222,
        CASE WHEN e223 THEN (loan_principal * (loan_rate - 35000) * loan_months + 6000000) // 12000000 ELSE 0 END AS a223
    FROM facts
)
SELECT
    a131 AS "13.1 fen", e131 AS "13.1 eligible",
    a132 AS "13.2 fen", e132 AS "13.2 eligible",
    a133 AS "13.3 fen", e133 AS "13.3 eligible",
    a141 AS "14.1 fen", e141 AS "14.1 eligible",
    a151 AS "15.1 fen", e151 AS "15.1 eligible",
    a171 AS "17.1 fen", e171 AS "17.1 eligible",
    a181 AS "18.1 fen", e181 AS "18.1 eligible",
    a221 AS "22.1 fen", national_listed AS "22.1 eligible",
    a222 AS "22.2 fen", provincial_listed AS "22.2 eligible",
    a223 AS "22.3 fen", e223 AS "22.3 eligible",
    a131 + a132 + a133 + a141 + a151 + a171 + a181 + a221 + a222 + a223 AS total
FROM amounts
