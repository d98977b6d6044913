"""Small packs that several tests use. Knows nothing of huice."""

BANKS = """包 银行 (banks) { 舍入 分 四舍五入 }
枚举 规模 { 大 (big) 小 (small) }
主体 银行 (bank) {
  贷款 (loans) : 列表 {
    金额数 (amount) : 元
    对象规模 (kind) : 规模
  }
}
机构 局
措施 1 贴补 {
  牵头单位 局
  支持 1.1 小贷 { 对象 银行 逐笔 贷款 { 条件 小 对象规模 等于 小 金额 10% × 金额数 } }
}
"""
