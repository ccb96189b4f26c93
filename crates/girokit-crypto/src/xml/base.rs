//! Joining `xml:base` values of ancestors that are left out (Canonical XML 1.1 section 2.4, on RFC 3986 section 5.2).

/// Joins references from the outermost to the innermost.
pub(super) fn join_all<'u>(references: impl IntoIterator<Item = &'u str>) -> String {
    references
        .into_iter()
        .fold(None, |base: Option<String>, reference| match base {
            None => Some(reference.to_owned()),
            Some(base) => Some(join(&base, reference)),
        })
        .unwrap_or_default()
}

#[derive(Clone, Copy)]
struct Parts<'u> {
    scheme: Option<&'u str>,
    authority: Option<&'u str>,
    path: &'u str,
    query: Option<&'u str>,
    fragment: Option<&'u str>,
}

/// RFC 3986 appendix B.
fn parts(reference: &str) -> Parts<'_> {
    let (rest, fragment) = cut(reference, '#');
    let (rest, query) = cut(rest, '?');
    let scheme = rest
        .split_once(':')
        .filter(|(scheme, _)| !scheme.is_empty() && !scheme.contains('/'));
    let (scheme, rest) = scheme.map_or((None, rest), |(scheme, rest)| (Some(scheme), rest));
    let (authority, path) = match rest.strip_prefix("//") {
        Some(after) => {
            let end = after.find('/').unwrap_or(after.len());
            (after.get(..end), after.get(end..).unwrap_or_default())
        }
        None => (None, rest),
    };
    Parts {
        scheme,
        authority,
        path,
        query,
        fragment,
    }
}

fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at)
        .map_or((text, None), |(left, right)| (left, Some(right)))
}

fn join(base: &str, reference: &str) -> String {
    let (base, reference) = (parts(base), parts(reference));
    let mut target = reference;
    let mut path = reference.path.to_owned();
    if reference.scheme.is_none() {
        target.scheme = base.scheme;
        if reference.authority.is_none() {
            target.authority = base.authority;
            if reference.path.is_empty() {
                base.path.clone_into(&mut path);
                target.query = reference.query.or(base.query);
            } else if !reference.path.starts_with('/') {
                path = merge(&base, reference.path);
            }
        }
    }
    let path = without_dots(&path);
    let mut out = String::new();
    for (before, part, after) in [("", target.scheme, ":"), ("//", target.authority, "")] {
        if let Some(part) = part {
            out.extend([before, part, after]);
        }
    }
    out.push_str(&path);
    for (before, part) in [("?", target.query), ("#", target.fragment)] {
        if let Some(part) = part {
            out.extend([before, part]);
        }
    }
    out
}

fn merge(base: &Parts<'_>, path: &str) -> String {
    if base.authority.is_some() && base.path.is_empty() {
        return format!("/{path}");
    }
    if base.path == ".." || base.path.ends_with("/..") {
        return format!("{}/{path}", base.path);
    }
    let folder = base
        .path
        .rfind('/')
        .map_or("", |at| base.path.get(..=at).unwrap_or_default());
    format!("{folder}{path}")
}

/// `.` and `..` resolved; of a relative path those that lead out of it are kept, and empty segments vanish.
fn without_dots(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => match kept.last() {
                Some(&last) if last != ".." => {
                    kept.pop();
                }
                _ if absolute => {}
                _ => kept.push(".."),
            },
            segment => kept.push(segment),
        }
    }
    let folder = matches!(path.rsplit('/').next(), Some("" | "." | ".."));
    let mut out = String::from(if absolute { "/" } else { "" });
    out.push_str(&kept.join("/"));
    if folder && !kept.is_empty() {
        out.push('/');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_canonical_xml_1_1() {
        for (base, reference, joined) in [
            ("abc/", "../", ""),
            ("../", "..", "../../"),
            ("..", "..", "../../"),
            ("http://a/b/c/d;p?q", "../g", "http://a/b/g"),
            ("http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q"),
            ("http://a", "g", "http://a/g"),
            ("http://a/b/", "//c/d", "http://c/d"),
            ("http://a/b/", "ftp:x", "ftp:x"),
            ("a//b/", "./c", "a/b/c"),
            ("/x/y", "../../../z", "/z"),
        ] {
            assert_eq!(join(base, reference), joined, "{base} and {reference}");
        }
        assert_eq!(join_all(["a/", "b/", "../c"]), "a/c");
        assert_eq!(join_all([]), "");
    }
}
