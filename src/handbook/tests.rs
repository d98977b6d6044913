//! Tests of words and markup.

use super::html::escape;

#[test]
fn markup_is_escaped() {
    assert_eq!(escape("<a href=\"x\" o='y'>&\n"), "&lt;a href=&quot;x&quot; o=&#39;y&#39;&gt;&amp; ");
}
