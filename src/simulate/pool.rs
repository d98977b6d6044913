//! Money that may not be enough: who is paid when claims exceed a pool. Owns the two rules; every fen is accounted
//! for.

use serde::Serialize;

/// How a pool is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// In order: each claim in full while it lasts, one claim gets the rest, those after it nothing.
    FirstCome,
    /// In proportion, in whole fen: each its share rounded down, then one fen each to the largest remainders, earlier
    /// claims first among equals.
    ProRata,
}

/// What each claim is paid, in the order of the claims. Claims are above 0. The sum is the smaller of the pool and of
/// all claims; no claim gets more than it asks for. Claims and pool are below 2^63 fen, so that no product overflows.
#[must_use]
pub(super) fn share(claims: &[u64], pool: u64, rule: Rule) -> Vec<u64> {
    let total: u128 = claims.iter().map(|claim| u128::from(*claim)).sum();
    if total <= u128::from(pool) {
        return claims.to_vec();
    }
    match rule {
        Rule::FirstCome => {
            let mut left = pool;
            let pay = |claim: &u64| {
                let paid = (*claim).min(left);
                left = left.saturating_sub(paid);
                paid
            };
            claims.iter().map(pay).collect()
        }
        Rule::ProRata => pro_rata(claims, pool, total),
    }
}

fn pro_rata(claims: &[u64], pool: u64, total: u128) -> Vec<u64> {
    let product = |claim: u64| u128::from(claim).saturating_mul(u128::from(pool));
    let remainder = |claim: u64| product(claim).checked_rem(total).unwrap_or(0);
    let mut paid: Vec<u64> = claims
        .iter()
        .map(|claim| product(*claim).checked_div(total).and_then(|share| u64::try_from(share).ok()).unwrap_or(0))
        .collect();
    let given: u64 = paid.iter().fold(0, |sum, share| share.saturating_add(sum));
    // Fewer fen are left than there are claims with a remainder.
    let Some(mut left) = usize::try_from(pool.saturating_sub(given)).ok().filter(|left| *left > 0) else {
        return paid;
    };
    let mut remainders: Vec<u128> = claims.iter().map(|claim| remainder(*claim)).collect();
    let (_, least, _) = remainders.select_nth_unstable_by(left.saturating_sub(1), |a, b| b.cmp(a));
    let least = *least;
    let above = claims.iter().filter(|claim| remainder(**claim) > least).count();
    left = left.saturating_sub(above);
    for (claim, share) in claims.iter().zip(&mut paid) {
        let rest = remainder(*claim);
        let gets = rest > least || (rest == least && left > 0);
        if rest == least {
            left = left.saturating_sub(1);
        }
        *share = share.saturating_add(u64::from(gets));
    }
    paid
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        // Enough for all.
        assert_eq!(share(&[100, 200], 300, Rule::FirstCome), [100, 200]);
        assert_eq!(share(&[100, 200], 300, Rule::ProRata), [100, 200]);
        // 250 for 100, 200, 50: the second gets what is left, the third nothing.
        assert_eq!(share(&[100, 200, 50], 250, Rule::FirstCome), [100, 150, 0]);
        // 250/350 of each: 71.43, 142.86, 35.71; down 248, the two largest remainders are .86 and .71.
        assert_eq!(share(&[100, 200, 50], 250, Rule::ProRata), [71, 143, 36]);
        // Three equal claims to 100: 33.33 each; the first gets the odd one.
        assert_eq!(share(&[70, 70, 70], 100, Rule::ProRata), [34, 33, 33]);
        assert_eq!(share(&[70, 70, 70], 101, Rule::ProRata), [34, 34, 33]);
        assert_eq!(share(&[5, 5], 0, Rule::ProRata), [0, 0]);
        assert_eq!(share(&[], 100, Rule::ProRata), [0_u64; 0]);
    }

    proptest! {
        #[test]
        fn every_fen_is_accounted_for(
            claims in proptest::collection::vec(1..5_000_000_000_u64, 0..60),
            pool in 0..60_000_000_000_u64,
        ) {
            let total: u64 = claims.iter().sum();
            for rule in [Rule::FirstCome, Rule::ProRata] {
                let paid = share(&claims, pool, rule);
                prop_assert_eq!(paid.iter().sum::<u64>(), total.min(pool));
                prop_assert!(paid.iter().zip(&claims).all(|(paid, claim)| paid <= claim));
            }
            // In proportion: never a whole fen away from the exact share.
            if total > pool {
                for (paid, claim) in share(&claims, pool, Rule::ProRata).iter().zip(&claims) {
                    let exact = u128::from(*claim).saturating_mul(u128::from(pool));
                    let paid = u128::from(*paid).saturating_mul(u128::from(total));
                    prop_assert!(paid.abs_diff(exact) < u128::from(total));
                }
            }
        }
    }
}
