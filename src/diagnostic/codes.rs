//! The register of diagnostic codes: one entry, one page in `docs/errors/`, one fixture in the corpus.
//! Owns the stable names, and why each matters; knows nothing of where they are raised.

use super::{Severity, Words};
use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal $severity:ident $zh:literal $en:literal $why_zh:literal $why_en:literal;)*) => {
        /// A stable diagnostic code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $en] $name,)* }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The printed form, e.g. `E0204`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// The severity it is raised with.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// A title of a few words: Chinese, English.
            #[must_use]
            pub const fn title(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($zh, $en),)* }
            }

            /// Why it matters, in one sentence without a full stop.
            #[must_use]
            pub fn why(self) -> Words {
                match self { $(Self::$name => Words::new($why_zh, $why_en),)* }
            }

            /// The page that explains it (Markdown).
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("../../docs/errors/", $id, ".md")),)* }
            }
        }
    };
}

// Name, printed form and severity; a title and why it matters, each in Chinese and English.
codes! {
    // 01: files and syntax
    FileUnreadable = "E0101" Error "文件读不出" "file cannot be read"
        "读不出的文件里可能有规则，略过它就会少算几条"
        "it may hold rules, and leaving them out would change answers";
    FileTooLarge = "E0102" Error "文件或规则包过大" "file or pack too large"
        "有上限，任何输入才能在有限的时间和内存里检查完"
        "limits let any input be checked in bounded time and memory";
    NestingTooDeep = "E0103" Error "嵌套过深" "nesting too deep"
        "嵌套这么深的条件没有人能核对"
        "nobody can verify a condition nested like that";
    Syntax = "E0104" Error "语法错误" "syntax error"
        "读不懂的一处不猜，免得规则成了另一个意思"
        "what cannot be read is not guessed at, or the rule might mean something else";
    UnclosedString = "E0105" Error "引号没有配对" "unclosed string"
        "没有配对的引号会把后面的规则吞进文字里"
        "an open quote would swallow the rules behind it";
    UnclosedBrace = "E0106" Error "括号没有配对" "unbalanced bracket"
        "哪一条属于哪个项目由括号决定，猜错就改了规则"
        "brackets say which clause belongs to which item; a wrong guess would change the rule";
    BadLiteral = "E0107" Error "数字写法不成立" "not a literal"
        "一个数字有两种读法，就可能算错钱"
        "a figure that can be read in two ways may give the wrong sum";
    BareMonth = "E0108" Error "“6月”有歧义" "ambiguous month"
        "当作时长和当作月份，算出的期限和金额不同"
        "as a length and as a month it gives different deadlines and sums";
    GluedWords = "E0109" Error "词与词之间缺空格" "words run together"
        "没有空格就不知道名称到哪里为止"
        "without a blank nobody can tell where the name ends";
    BadDate = "E0110" Error "没有这一天" "no such date"
        "悄悄改成相邻的一天，期限就差一天"
        "moving it to the next day would shift a deadline";
    TooManyErrors = "E0111" Error "错误过多，已停止列举" "too many errors"
        "前面的错误往往引出后面的，改了前面的，后面的多半也没有了"
        "early errors often cause the later ones, which go when those are mended";
    ReservedWord = "E0112" Error "名称与关键词相同" "name is a keyword"
        "关键词会结束前面的式子，用作名称，规则就读成了另一个意思"
        "a keyword ends the expression before it, so the rule would read differently";
    MissingClause = "E0113" Error "缺少必要的一项" "required clause missing"
        "缺了它，规则给谁、要什么就不确定"
        "without it nobody can tell whom the rule is for or what it asks";
    RepeatedClause = "E0114" Error "只能写一次" "clause repeated"
        "两处不同时，不知道以哪一处为准"
        "where the two differ, nobody can tell which counts";
    MisplacedClause = "E0115" Error "这里不能写这一项" "clause out of place"
        "放错地方的一项，不知道管的是哪一条规则"
        "a clause out of place leaves open which rule it governs";
    ConfusableText = "E0116" Error "含有看不见或改变方向的字符" "invisible or bidirectional character"
        "人看到的规则与程序读到的不一样"
        "people would see another rule than the one that is read";
    LookAlike = "W0117" Warning "看起来一样的字" "look-alike letters"
        "看起来一样的两个名称其实是两个，会用错"
        "what looks like one name is two, and the wrong one gets used";

    // 02: names
    UnknownName = "E0201" Error "没有这个名称" "unknown name"
        "不认识的名称若当作零或否，就会算错"
        "an unknown name taken for zero or false would give wrong answers";
    DuplicateName = "E0202" Error "名称重复" "duplicate name"
        "规则里用到这个名称时，不知道指哪一个"
        "a rule that uses the name could mean either";
    UnknownType = "E0203" Error "没有这个类型或单位" "unknown type or unit"
        "不认识的单位，元还是万元、个还是户都对不上"
        "with an unknown unit no figure can be compared with another";
    UnknownParty = "E0204" Error "没有这个机构或人员" "unknown party"
        "写错一个字，事情就派给了不存在的人"
        "one wrong character assigns the work to nobody";
    UnknownItem = "E0205" Error "没有这个项目编号" "unknown item"
        "指向不存在的项目，就少比较了一项"
        "naming a missing item compares one item too few";
    DuplicateItem = "E0206" Error "项目编号重复" "duplicate item"
        "结果、组合和用例都按编号找项目，重复了就会混在一起"
        "answers, combinations and cases find items by id; two with one id get mixed up";
    Cycle = "E0207" Error "定义循环" "definitions form a cycle"
        "互相等着对方的结果，谁也算不出来"
        "each waits for the other, so neither can be computed";
    UnknownMember = "E0208" Error "枚举里没有这一项" "not a member"
        "与不存在的项比较永远不成立，等于悄悄去掉了一个条件"
        "a comparison with a missing member never holds, which silently changes the condition";
    WrongSubject = "E0209" Error "这个事实属于另一类主体" "fact of another subject"
        "这类主体填不了这个事实，结论会一直停在“待定”"
        "this subject cannot give the fact, and the answer would stay undetermined";
    NotInRecord = "E0210" Error "只能在逐笔之内使用" "record field outside its list"
        "在外面不知道说的是哪一笔"
        "outside nobody can tell which record is meant";
    ShadowedName = "E0211" Error "里外同名" "name shadows another"
        "看规则的人会以为说的是同一个东西"
        "readers would take the two for one";
    UnknownPack = "E0212" Error "引入的规则包不存在" "imported pack not found"
        "少了它，里面的枚举、参数和规则都用不上"
        "without it its enumerations, parameters and rules are missing";
    WrongKind = "E0213" Error "名称的种类不对" "name of another kind"
        "种类不对的名称在这里没有意义"
        "a name of another kind means nothing here";

    // 03: types and units
    TypeMismatch = "E0301" Error "类型不符" "type mismatch"
        "类型不同的值照算，结果没有意义"
        "computing with a value of another type gives nonsense";
    UnitMismatch = "E0302" Error "单位不符" "unit mismatch"
        "元与人、月与天不能直接相加或比较，照算就会算错钱"
        "yuan and persons, months and days do not add up or compare; the sum would be wrong";
    NotComparable = "E0303" Error "不能比较" "not comparable"
        "这些值没有大小，比较的结果说不清是什么意思"
        "these have no order, so the comparison means nothing";
    NotBoolean = "E0304" Error "应为条件" "condition expected"
        "一个数量不说明符合还是不符合"
        "a quantity does not say whether something is met";
    NotMoney = "E0305" Error "金额应以元计" "amount is not money"
        "金额不是元，就说不出该付多少钱"
        "unless it is yuan, nobody can say how much is paid";
    WrongArguments = "E0306" Error "函数的用法不对" "function used wrongly"
        "少写或多写一个值，算的就是另一回事"
        "with a value too few or too many something else is computed";
    PercentagePoints = "E0307" Error "百分点只能用于两个比率之差" "percentage points out of place"
        "0.5个百分点与 0.5% 的意思不同，混用会差出很多"
        "0.5 points and 0.5 % are different things, far apart";
    NotNumeric = "E0308" Error "应为数量" "number expected"
        "真假、日期和类别不能当作数来算"
        "truth values, dates and kinds are not figures";

    // 04: time and parameters
    UndatedRead = "E0401" Error "分段参数没有写明取哪一天的值" "dated parameter read without a date"
        "不写明哪一天，同一份材料在不同日子会得出不同结果"
        "without the day the same papers would give other answers on other days";
    EmptyPeriod = "E0402" Error "期间为空" "empty period"
        "一天也没有的期间，谁也不会在里面"
        "nobody can ever be within a period without a day";
    SeriesOverlap = "E0403" Error "参数的时段重叠" "series overlaps"
        "重叠的日子有两个值，取哪一个都没有根据"
        "days in both have two values and no ground to choose";
    SeriesGap = "W0404" Warning "参数的时段有空档" "series has a gap"
        "空档里的日子没有值，用到它的结果会是“待定”"
        "days in the gap have no value, and answers for them stay undetermined";
    NotAPeriod = "E0405" Error "应为期间" "period expected"
        "一天不是期间，说不出起止"
        "one day is no period: it has no beginning and end";
    NoValue = "E0406" Error "参数既无值也未注明未载明" "parameter without value"
        "空着分不清是忘了填，还是原文没有给出"
        "a blank does not tell whether it was forgotten or the source does not give it";
    ValueOutOfBounds = "E0407" Error "值超出声明的范围" "value out of bounds"
        "值和范围有一处写错，常见的是差了两位小数"
        "one of the two is wrong, often by two decimal places";

    // 05: items
    MissingParty = "E0501" Error "没有责任人或牵头单位" "no responsible party"
        "申请人不知道该找谁，义务也无人落实"
        "applicants would not know whom to ask, and nobody would see to duties";
    CapBelowFloor = "E0502" Error "保底高于封顶" "floor above cap"
        "两者不能同时满足，先后不同，金额就不同"
        "no amount meets both, and the sum depends on which comes first";
    StageOutOfPlace = "E0503" Error "封顶的位置与“每”不符" "stage out of place"
        "放错位置，每笔的限额就成了总额的限额，或者反过来"
        "out of place a limit per record becomes one on the total, or the reverse";
    ApprovalUnderChoice = "E0504" Error "审批事实不能放在“或”“非”之下" "approval under a choice"
        "审批由机关决定；放在选择之下，就说不清在等什么"
        "the authority decides; under a choice nobody can say what is waited for";
    NoRounding = "E0505" Error "没有舍入规则" "no rounding rule"
        "不足一分的钱，舍去还是进位要由规则说明"
        "whether a fraction of a fen is dropped or rounded up is for the rules to say";
    CombinationAcrossLists = "E0506" Error "组合的项目不在同一列表上" "combination across lists"
        "不在同一列表上的两笔，没法一一对应着比较"
        "records of different lists cannot be set against each other";
    ReadingWithoutChoice = "E0507" Error "解读没有采用任何一种" "reading adopts nothing"
        "没有采用的读法，用到它的项目就没有确定的结果"
        "items that rest on a reading without a choice have no definite answer";
    TableGap = "E0508" Error "分档不完整" "table has a gap"
        "落在空档里的对象得不出结果"
        "whoever falls in the gap gets no answer";
    TableOverlap = "E0509" Error "分档重叠" "table rows overlap"
        "落在两行里的对象有两个结果，不知道给哪一个"
        "whoever falls in both rows has two answers";
    NoCertainBase = "E0510" Error "例外没有依附的条件" "exception without a base"
        "例外只改变它前面的那个条件，单独写没有意义"
        "an exception changes the condition before it and means nothing alone";

    // 06: scripts
    ScriptRejected = "E0601" Error "脚本不被接受" "script rejected"
        "脚本必须同样的输入每次得出同样的结果"
        "a script must give the same result for the same input every time";
    ScriptSignature = "E0602" Error "脚本与声明不符" "script does not match its declaration"
        "照声明去调用脚本会出错，结果算不出来"
        "the call would fail, and there would be no answer";

    // 07: analysis
    UnusedName = "W0701" Warning "没有用到" "never used"
        "写了却没有用到，多半是漏了一个条件，或用错了名称"
        "what is written and not used is mostly a forgotten condition or a wrong name";
    WanYiSlip = "W0702" Warning "万、亿可能写错" "ten-thousand or hundred-million slip"
        "差一个“万”，金额就差一万倍"
        "one 万 too many makes the sum ten thousand times as large";
    ConstantCondition = "W0703" Warning "条件恒真或恒假" "condition always true or false"
        "恒真的条件什么也没有限制，恒假的谁也不能享受"
        "a condition that always holds restricts nothing, one that never holds shuts everybody out";
    ImpossibleItem = "W0704" Warning "没有主体能享受这一项" "no subject can get the item"
        "写着有的政策，其实谁也拿不到"
        "a benefit that stands in the rules could be had by nobody";
    DeadBranch = "W0705" Warning "分支、例外或分档行用不到" "branch, exception or row never used"
        "用不到的一行多半是界限或次序写错了"
        "a row that is never used mostly has a wrong limit or a wrong place";
    ExceptionConflict = "W0706" Warning "例外互相冲突" "exceptions contradict each other"
        "遇到这种情形会得出“冲突”，不是结果"
        "such a case comes out as a conflict, not as an answer";
    UncoveredCase = "W0707" Warning "分档里缺一种情形" "a case no row covers"
        "遇到这种情形算不出结果"
        "such a case has no answer";
    DoublyCovered = "W0708" Warning "有的情形两行同时成立" "a case two rows cover"
        "遇到这种情形有两个结果，会得出“冲突”"
        "such a case has two answers and comes out as a conflict";
    IdleLimit = "W0709" Warning "封顶或保底从不起作用" "limit never takes effect"
        "限额不起作用，多半是数字或单位写错了"
        "a limit without effect mostly has a wrong figure or unit";
    ConstantLimit = "W0710" Warning "封顶或保底总是起作用" "limit always takes effect"
        "金额总是等于限额，多半是差了一个“万”"
        "when the sum always equals the limit, a 万 is mostly missing";
    SameMoneyTwice = "W0711" Warning "同一笔钱可能给两次" "same money drawn twice"
        "同一笔钱可能付两次"
        "the same money might be paid twice";
}

impl Code {
    /// Whether it is about what cannot be read.
    #[must_use]
    pub(crate) fn is_of_text(self) -> bool {
        matches!(self, Self::Syntax | Self::UnclosedString | Self::UnclosedBrace | Self::BadLiteral | Self::BadDate)
    }

    /// Whether it is about types and units.
    #[must_use]
    pub(crate) fn is_of_types(self) -> bool {
        self.id().starts_with("E03")
    }

    /// The code printed as `id`, if there is one; case is ignored.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id))
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}
