//! The register of diagnostic codes: one entry, one page in `docs/errors/`, one fixture in the corpus.
//! Owns the stable names; knows nothing of where they are raised.

use super::Severity;
use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal $severity:ident $zh:literal $en:literal;)*) => {
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

            /// The page that explains it (Markdown).
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("../../docs/errors/", $id, ".md")),)* }
            }
        }
    };
}

codes! {
    // 01: files and syntax
    FileUnreadable = "E0101" Error "文件读不出" "file cannot be read";
    FileTooLarge = "E0102" Error "文件或规则包过大" "file or pack too large";
    NestingTooDeep = "E0103" Error "嵌套过深" "nesting too deep";
    Syntax = "E0104" Error "语法错误" "syntax error";
    UnclosedString = "E0105" Error "引号没有配对" "unclosed string";
    UnclosedBrace = "E0106" Error "括号没有配对" "unbalanced bracket";
    BadLiteral = "E0107" Error "数字写法不成立" "not a literal";
    BareMonth = "E0108" Error "“6月”有歧义" "ambiguous month";
    GluedWords = "E0109" Error "词与词之间缺空格" "words run together";
    BadDate = "E0110" Error "没有这一天" "no such date";
    TooManyErrors = "E0111" Error "错误过多，已停止列举" "too many errors";
    ReservedWord = "E0112" Error "名称与关键词相同" "name is a keyword";
    MissingClause = "E0113" Error "缺少必要的一项" "required clause missing";
    RepeatedClause = "E0114" Error "只能写一次" "clause repeated";
    MisplacedClause = "E0115" Error "这里不能写这一项" "clause out of place";
    ConfusableText = "E0116" Error "含有看不见或改变方向的字符" "invisible or bidirectional character";
    LookAlike = "W0117" Warning "看起来一样的字" "look-alike letters";

    // 02: names
    UnknownName = "E0201" Error "没有这个名称" "unknown name";
    DuplicateName = "E0202" Error "名称重复" "duplicate name";
    UnknownType = "E0203" Error "没有这个类型或单位" "unknown type or unit";
    UnknownParty = "E0204" Error "没有这个机构或人员" "unknown party";
    UnknownItem = "E0205" Error "没有这个项目编号" "unknown item";
    DuplicateItem = "E0206" Error "项目编号重复" "duplicate item";
    Cycle = "E0207" Error "定义循环" "definitions form a cycle";
    UnknownMember = "E0208" Error "枚举里没有这一项" "not a member";
    WrongSubject = "E0209" Error "这个事实属于另一类主体" "fact of another subject";
    NotInRecord = "E0210" Error "只能在逐笔之内使用" "record field outside its list";
    ShadowedName = "E0211" Error "里外同名" "name shadows another";
    UnknownPack = "E0212" Error "引入的规则包不存在" "imported pack not found";
    WrongKind = "E0213" Error "名称的种类不对" "name of another kind";

    // 03: types and units
    TypeMismatch = "E0301" Error "类型不符" "type mismatch";
    UnitMismatch = "E0302" Error "单位不符" "unit mismatch";
    NotComparable = "E0303" Error "不能比较" "not comparable";
    NotBoolean = "E0304" Error "应为条件" "condition expected";
    NotMoney = "E0305" Error "金额应以元计" "amount is not money";
    WrongArguments = "E0306" Error "函数的用法不对" "function used wrongly";
    PercentagePoints = "E0307" Error "百分点只能用于两个比率之差" "percentage points out of place";
    NotNumeric = "E0308" Error "应为数量" "number expected";

    // 04: time and parameters
    UndatedRead = "E0401" Error "分段参数没有写明取哪一天的值" "dated parameter read without a date";
    EmptyPeriod = "E0402" Error "期间为空" "empty period";
    SeriesOverlap = "E0403" Error "参数的时段重叠" "series overlaps";
    SeriesGap = "W0404" Warning "参数的时段有空档" "series has a gap";
    NotAPeriod = "E0405" Error "应为期间" "period expected";
    NoValue = "E0406" Error "参数既无值也未注明未载明" "parameter without value";
    ValueOutOfBounds = "E0407" Error "值超出声明的范围" "value out of bounds";

    // 05: items
    MissingParty = "E0501" Error "没有责任人或牵头单位" "no responsible party";
    CapBelowFloor = "E0502" Error "保底高于封顶" "floor above cap";
    StageOutOfPlace = "E0503" Error "封顶的位置与“每”不符" "stage out of place";
    ApprovalUnderChoice = "E0504" Error "审批事实不能放在“或”“非”之下" "approval under a choice";
    NoRounding = "E0505" Error "没有舍入规则" "no rounding rule";
    CombinationAcrossLists = "E0506" Error "组合的项目不在同一列表上" "combination across lists";
    ReadingWithoutChoice = "E0507" Error "解读没有采用任何一种" "reading adopts nothing";
    TableGap = "E0508" Error "分档不完整" "table has a gap";
    TableOverlap = "E0509" Error "分档重叠" "table rows overlap";
    NoCertainBase = "E0510" Error "例外没有依附的条件" "exception without a base";

    // 06: scripts
    ScriptRejected = "E0601" Error "脚本不被接受" "script rejected";
    ScriptSignature = "E0602" Error "脚本与声明不符" "script does not match its declaration";

    // 07: analysis
    UnusedName = "W0701" Warning "没有用到" "never used";
    WanYiSlip = "W0702" Warning "万、亿可能写错" "ten-thousand or hundred-million slip";
    ConstantCondition = "W0703" Warning "条件恒真或恒假" "condition always true or false";
    ImpossibleItem = "W0704" Warning "没有主体能享受这一项" "no subject can get the item";
    DeadBranch = "W0705" Warning "分支、例外或分档行用不到" "branch, exception or row never used";
    ExceptionConflict = "W0706" Warning "例外互相冲突" "exceptions contradict each other";
    UncoveredCase = "W0707" Warning "分档里缺一种情形" "a case no row covers";
    DoublyCovered = "W0708" Warning "有的情形两行同时成立" "a case two rows cover";
    IdleLimit = "W0709" Warning "封顶或保底从不起作用" "limit never takes effect";
    ConstantLimit = "W0710" Warning "封顶或保底总是起作用" "limit always takes effect";
    SameMoneyTwice = "W0711" Warning "同一笔钱可能给两次" "same money drawn twice";
}

impl Code {
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
