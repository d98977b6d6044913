"""Size of an enterprise: 工信部联企业〔2011〕300号, from the register's section 3.

Thresholds in 人 and 万元. An indicator reaches a class by its lower limit (included); an enterprise has the
lowest class that any of its indicators reaches. Unknown indicators leave several classes possible.
"""

from .facts import INDUSTRIES, SCALES

LARGE, MEDIUM, SMALL, MICRO = SCALES
SME = {MEDIUM, SMALL, MICRO}
SMALL_OR_MICRO = {SMALL, MICRO}

STAFF, REVENUE, ASSETS = "employee_count", "revenue_yuan", "total_assets_yuan"

# industry: {indicator: (large, medium, small)}
TABLE = {
    "agriculture": {REVENUE: (20000, 500, 50)},
    "industry": {STAFF: (1000, 300, 20), REVENUE: (40000, 2000, 300)},
    "construction": {REVENUE: (80000, 6000, 300), ASSETS: (80000, 5000, 300)},
    "wholesale": {STAFF: (200, 20, 5), REVENUE: (40000, 5000, 1000)},
    "retail": {STAFF: (300, 50, 10), REVENUE: (20000, 500, 100)},
    "transport": {STAFF: (1000, 300, 20), REVENUE: (30000, 3000, 200)},
    "storage": {STAFF: (200, 100, 20), REVENUE: (30000, 1000, 100)},
    "postal": {STAFF: (1000, 300, 20), REVENUE: (30000, 2000, 100)},
    "lodging": {STAFF: (300, 100, 10), REVENUE: (10000, 2000, 100)},
    "catering": {STAFF: (300, 100, 10), REVENUE: (10000, 2000, 100)},
    "information_transmission": {STAFF: (2000, 100, 10), REVENUE: (100000, 1000, 100)},
    "software": {STAFF: (300, 100, 10), REVENUE: (10000, 1000, 50)},
    "real_estate": {REVENUE: (200000, 1000, 100), ASSETS: (10000, 5000, 2000)},
    "property_management": {STAFF: (1000, 300, 100), REVENUE: (5000, 1000, 500)},
    "leasing_business": {STAFF: (300, 100, 10), ASSETS: (120000, 8000, 100)},
    "other": {STAFF: (300, 100, 10)},
}
assert list(TABLE) == list(INDUSTRIES)

_ORDER = (MICRO, SMALL, MEDIUM, LARGE)  # lowest first


def _reached(indicator, value, limits):
    """Ranks that one indicator can reach; all of them when it is not known."""
    if value is None:
        return {0, 1, 2, 3}
    unit = 1 if indicator == STAFF else 10000
    return {sum(1 for limit in limits if value >= limit * unit)}


def possible_scales(facts):
    """The set of classes the enterprise can have."""
    certified = facts.choice("enterprise_scale")
    if certified is not None:
        return {certified}
    classes = set()
    for industry in facts.possible("industry_class"):
        ranks = {3}
        for indicator, limits in TABLE[industry].items():
            reached = _reached(indicator, facts.number(indicator), limits)
            ranks = {min(a, b) for a in ranks for b in reached}
        classes |= {_ORDER[rank] for rank in ranks}
    return classes
