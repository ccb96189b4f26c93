#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::format_collect,
    reason = "a test fails by panicking"
)]

use super::*;

fn scan(xml: &str) -> Result<Vec<String>, Fatal> {
    let mut scanner = Scanner::new(xml, &Limits::default())?;
    scanner.set_target("urn:t");
    let mut seen = Vec::new();
    let mut depth = 0;
    loop {
        match scanner.next()? {
            Event::Start(start) => {
                depth += 1;
                let attributes: Vec<String> = scanner
                    .attributes
                    .iter()
                    .map(|a| format!(" {}={}", a.local, a.value))
                    .collect();
                let mark = if start.in_target { "+" } else { "-" };
                seen.push(format!("{mark}{}{}", start.local, attributes.concat()));
            }
            Event::End { .. } => {
                depth -= 1;
                seen.push("/".to_owned());
                if depth == 0 {
                    scanner.finish()?;
                    return Ok(seen);
                }
            }
            Event::Text { .. } => seen.push("text".to_owned()),
        }
    }
}

#[test]
fn namespaces_are_resolved_and_leave_scope() {
    let xml = r#"<p:a xmlns:p="urn:t" xmlns="urn:u"><b/><c xmlns="urn:t"><d/></c><e/><p:f xmlns:p="urn:u"/><p:g p:h='1' h='2'/></p:a>"#;
    let seen = scan(xml).unwrap().join(" ");
    assert_eq!(seen, "+a -b / +c +d / / -e / -f / +g h=1 h=2 / /");
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for xml in [
        "",
        "<a>",
        "<a></b>",
        "<a></a",
        "</a>",
        "<a/>x",
        "<a/><b/>",
        "x<a/>",
        "<a b='1' b='2'/>",
        "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
        "<a b=1/>",
        "<a b/>",
        "<a b='<'/>",
        "<a b='1'c='2'/>",
        "<a b='&x;'/>",
        "<p:a/>",
        "<a p:b=''/>",
        "<a xmlns:p=''/>",
        "<a xmlns:xml='u'/>",
        "<a xmlns:xmlns='u'/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>&#+65;</a>",
        "<a>&amp</a>",
        "<a>&foo;</a>",
        "<a>]]></a>",
        "<a>\u{1}</a>",
        "<a><!-- a -- b --></a>",
        "<a><!-- a --->",
        "<a><?xml version='1.0'?></a>",
        "<a><? x?></a>",
        "<a><![CDATA[x</a>",
        "<![CDATA[x]]><a/>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        " <?xml version='1.0'?><a/>",
        "<?xml version='2.0'?><a/>",
        "<?xml encoding='UTF-8'?><a/>",
        "<?xml version='1.0' standalone='maybe'?><a/>",
        "<?xml version='1.0' encoding='UTF-8' version='1.0'?><a/>",
        "< a/>",
        "<a:b:c xmlns:a='u'/>",
    ] {
        let outcome = scan(xml);
        assert!(outcome.is_err(), "{xml:?} gave {outcome:?}");
    }
}

#[test]
fn names_that_no_schema_knows_are_checked_when_skipped() {
    for (xml, ok) in [
        ("<a><b-1.é/></a>", true),
        ("<a><1b/></a>", false),
        ("<a><b\u{D7}/></a>", false),
        ("<a><-b/></a>", false),
    ] {
        let mut scanner = Scanner::new(xml, &Limits::default()).unwrap();
        scanner.next().unwrap();
        assert_eq!(scanner.skip().is_ok(), ok, "{xml:?}");
    }
}

#[test]
fn what_is_well_formed_is_read() {
    for xml in [
        "<a/>",
        "<?xml version='1.0'?>\n<!-- c --><?pi x?><a ></a >\n<!-- d -->",
        "<?xml version=\"1.1\" encoding='UTF-8' standalone='no' ?><a b = 'x'\n c=\"'\"/>",
        "<a><![CDATA[<b>]]></a>",
        "<a>&lt;&#65;&#x1F600;</a>",
        "<a xmlns:p='urn:p'><p:b xml:lang='de'/></a>",
    ] {
        assert!(scan(xml).is_ok(), "{xml:?}: {:?}", scan(xml));
    }
}

fn leaf(content: &str) -> (String, bool) {
    let xml = format!("<r><a>{content}</a></r>");
    let mut scanner = Scanner::new(&xml, &Limits::default()).unwrap();
    scanner.next().unwrap();
    scanner.next().unwrap();
    let leaf = scanner.leaf().unwrap();
    let result = (leaf.text.into_owned(), leaf.child.is_some());
    assert!(matches!(scanner.next().unwrap(), Event::End { .. }));
    scanner.finish().unwrap();
    result
}

#[test]
fn text_of_a_leaf_is_what_xml_says_it_is() {
    for (content, text) in [
        ("", ""),
        ("plain", "plain"),
        ("a &amp; b", "a & b"),
        ("a<!-- not here -->b", "ab"),
        ("a<?pi?>b<![CDATA[<&]]>c", "ab<&c"),
        ("a\r\nb\rc&#13;", "a\nb\nc\r"),
        ("a]]b]", "a]]b]"),
    ] {
        assert_eq!(leaf(content), (text.to_owned(), false), "{content:?}");
    }
    assert_eq!(leaf("a<b>c</b>d"), ("ad".to_owned(), true));
}

#[test]
fn attribute_values_are_normalised() {
    let seen = scan("<a b='x\r\ny\tz&#10;&lt;'/>").unwrap();
    assert_eq!(seen[0], "-a b=x y z\n<");
}

#[test]
fn fragments_carry_the_namespaces_they_use() {
    let xml = r#"<a xmlns="urn:t" xmlns:p="urn:p"><b xmlns:p="urn:q"><p:c/>&amp;</b></a>"#;
    let mut scanner = Scanner::new(xml, &Limits::default()).unwrap();
    scanner.next().unwrap();
    let Event::Start(start) = scanner.next().unwrap() else {
        panic!("a start tag")
    };
    let fragment = scanner.fragment(&start).unwrap();
    assert_eq!(
        fragment,
        r#"<b xmlns="urn:t" xmlns:p="urn:q"><p:c/>&amp;</b>"#
    );
    assert!(matches!(scanner.next().unwrap(), Event::End { .. }));
}

#[test]
fn depth_and_attributes_are_bounded() {
    let deep = "<a>".repeat(MAX_DEPTH + 1);
    assert_eq!(scan(&deep).unwrap_err().0.code, Code::Limit);
    let wide: String = (0..=MAX_ATTRIBUTES).map(|i| format!(" a{i}=''")).collect();
    assert_eq!(
        scan(&format!("<a{wide}/>")).unwrap_err().0.code,
        Code::Limit
    );
}

#[test]
fn namespaces_in_scope_are_bounded() {
    let level = |l: usize| -> String {
        let declarations: String = (0..40).map(|i| format!(" xmlns:p{l}x{i}='u'")).collect();
        format!("<a{declarations}>")
    };
    let deep: String = (0..4).map(level).collect();
    assert_eq!(scan(&deep).unwrap_err().0.code, Code::Limit);
}

#[test]
fn fragments_cannot_multiply_a_declaration() {
    let xml = format!(
        "<a xmlns:p='{}'>{}</a>",
        "u".repeat(MAX_NAMESPACE),
        "<b/>".repeat(1_000)
    );
    let mut scanner = Scanner::new(&xml, &Limits::default()).unwrap();
    scanner.next().unwrap();
    let outcome = loop {
        let Event::Start(start) = scanner.next().unwrap() else {
            panic!("a start tag")
        };
        if let Err(fatal) = scanner.fragment(&start) {
            break fatal;
        }
    };
    assert_eq!(outcome.0.code, Code::Limit);
}

#[test]
fn a_namespace_is_no_longer_than_names_are() {
    let of = |length: usize| scan(&format!("<a xmlns='{}'/>", "u".repeat(length)));
    assert!(of(MAX_NAMESPACE).is_ok());
    assert_eq!(of(MAX_NAMESPACE + 1).unwrap_err().0.code, Code::Limit);
}

/// Found by the fuzz target `iso20022_tokens`: `&/a>` passed for `</a>`.
#[test]
fn an_end_tag_begins_with_a_less_than_sign() {
    for (stop, is_leaf) in [("<", true), ("&", false), ("]", false), ("\r", false)] {
        let xml = format!("<r xmlns='urn:t'><a>x{stop}/a><b>0123456789abcdef</b></r>");
        let mut scanner = Scanner::new(&xml, &Limits::default()).unwrap();
        scanner.set_target("urn:t");
        scanner.next().unwrap();
        let key = key(&mut scanner);
        assert_eq!(scanner.take_leaf(key).is_some(), is_leaf, "{stop:?}");
    }
}

fn key(scanner: &mut Scanner<'_>) -> Key {
    match scanner.look() {
        Look::Start(key) => key,
        other => panic!("{other:?}"),
    }
}
