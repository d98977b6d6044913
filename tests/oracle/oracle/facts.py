"""Reading a profile: keys, enumerations, dates, months and lists. Absent or null is unknown (`None`)."""

from datetime import date
from fractions import Fraction

SUBJECTS = ("enterprise", "person", "bank", "project", "government_unit")
SCALES = ("large", "medium", "small", "micro")
INDUSTRIES = (
    "agriculture", "industry", "construction", "wholesale", "retail", "transport", "storage", "postal", "lodging",
    "catering", "information_transmission", "software", "real_estate", "property_management", "leasing_business", "other",
)  # fmt: skip

# Members of the enumerations: key to Chinese name. Both spellings are allowed in a profile.
ENUMS = {
    "enterprise_scale": dict(zip(SCALES, ("大型", "中型", "小型", "微型"))),
    "industry_class": dict(zip(INDUSTRIES, (
        "农林牧渔业", "工业", "建筑业", "批发业", "零售业", "交通运输业", "仓储业", "邮政业", "住宿业", "餐饮业",
        "信息传输业", "软件和信息技术服务业", "房地产开发经营", "物业管理", "租赁和商务服务业", "其他未列明行业",
    ))),
    "landlord_type": {
        "state_owned": "国有企业", "public_institution": "行政事业单位", "private": "民营企业",
        "individual": "个人", "self_owned": "自有",
    },
    "cargo_class": {
        "daily": "生活物资类", "emergency": "应急物资类", "response": "应急处置类", "materials": "原材料或产品",
        "other": "其他",
    },
    "placed_person_class": {
        "skilled": "技能型人才", "vocational_graduate": "职业院校毕业生", "technical_graduate": "技工院校毕业生",
        "university_graduate": "高校毕业生", "other": "其他",
    },
    "base_kind": {
        "incubator": "创业孵化示范基地", "startup_park": "创业示范园区", "hr_park": "人力资源服务产业园", "other": "其他",
    },
    "base_level": {"provincial": "省级", "municipal": "市级", "district": "区级"},
    "person_class": {
        "migrant_worker": "农民工", "unemployed_graduate": "离校2年未就业大学生",
        "registered_poor_worker": "建档立卡贫困劳动力", "poor_family_child": "贫困家庭子女", "other": "其他",
    },
    "import_goods_class": {
        "protective": "医用防护用品", "disinfectant": "消毒用品", "reagent": "检测试剂", "drug": "药品",
        "device": "医疗器械", "other_epidemic": "其他防疫物资", "not_epidemic": "非防疫物资",
    },
    "project_class": {
        "epidemic_control": "疫情防控项目", "related_infrastructure": "相关基础设施", "medical_facility": "医疗卫生设施",
        "drug_device_production": "药品医疗器械生产", "forest_land": "林地使用", "major": "重大项目", "other": "其他",
    },
    "roles": {
        "hr_agency": "人力资源服务机构", "training_platform": "线上培训平台", "startup_base": "创业基地",
        "importer": "进口企业", "exporter": "出口企业", "transport_operator": "运输企业",
        "epidemic_goods_importer": "防疫物资进口企业",
    },
}  # fmt: skip
_KEYS = {key: {name: member for member, name in members.items()} for key, members in ENUMS.items()}

# Facts that only a holder of a role can have. Who is known not to hold it has the value given here.
GUARDED = {
    "hr_agency_for_profit": ("hr_agency", False),
    "platform_assigned": ("training_platform", False),
    "base_kind": ("startup_base", "other"),
}


class Facts:
    """One profile, or one record of a list in it."""

    def __init__(self, data):
        self.data = data

    def _get(self, key):
        value = self.data.get(key)
        if value is None and key in GUARDED and self.data.get("roles") is not None:
            role, otherwise = GUARDED[key]
            held = {_KEYS["roles"].get(r, r) for r in self.data["roles"]}
            if role not in held:
                return otherwise
        return value

    def truth(self, key):
        return self._get(key)

    def text(self, key):
        return self._get(key)

    def number(self, key):
        """Exact; written as a JSON number or as a string."""
        value = self._get(key)
        return None if value is None else Fraction(value)

    def day(self, key):
        value = self._get(key)
        return None if value is None else date.fromisoformat(value)

    def month(self, key):
        value = self._get(key)
        return None if value is None else tuple(int(part) for part in value.split("-"))

    def choice(self, key):
        """Key of the member of an enumeration."""
        value = self._get(key)
        return None if value is None else _KEYS[key].get(value, value)

    def possible(self, key):
        """The members that an enumeration can still be."""
        value = self.choice(key)
        return set(ENUMS[key]) if value is None else {value}

    def records(self, key):
        """Records of a list, `None` when the list is not known."""
        value = self._get(key)
        return None if value is None else [Facts(record) for record in value]
