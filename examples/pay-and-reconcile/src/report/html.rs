//! The report for people: one page that needs nothing else.

use std::fmt::Write as _;

use super::{Mood, Report};

/// Writes the report as a page.
pub(crate) fn html(report: &Report) -> String {
    let class = if report.is_balanced() { "good" } else { "bad" };
    let title = escape(&report.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>{STYLE}</style></head><body>\n\
         <h1>{title}</h1>\n<p class=\"verdict {class}\">{}</p>\n",
        escape(&report.verdict())
    );
    list(&mut out, report.faults.iter().skip(1).map(String::as_str));
    payments(&mut out, report);
    statements(&mut out, report);
    reconciliation(&mut out, report);
    out.push_str("</body></html>\n");
    out
}

fn payments(out: &mut String, report: &Report) {
    if report.payments.is_empty() {
        return;
    }
    let counts = [Mood::Paid, Mood::Refused, Mood::Waiting, Mood::Trouble]
        .map(|mood| format!("<b>{}</b> {}", report.count(mood), mood.name()));
    let _ = writeln!(out, "<h2>Payments</h2><p>{}</p>", counts.join(" &middot; "));
    header(
        out,
        &["Payment", "Method", "Creditor", "Amount", "State", "Why"],
    );
    for row in &report.payments {
        let history = escape(&row.history.join("\n"));
        let state = format!(
            "<span class=\"tag {}\" title=\"{history}\">{}</span>",
            row.mood.name(),
            escape(&row.state)
        );
        let [key, method, creditor, amount, why] = [
            &row.key,
            &row.method,
            &row.creditor,
            &row.amount,
            &row.explanation,
        ]
        .map(|cell| escape(cell));
        let _ = writeln!(
            out,
            "<tr><td>{key}</td><td>{method}</td><td>{creditor}</td><td class=\"number\">{amount}</td><td>{state}</td><td>{why}</td></tr>"
        );
    }
    out.push_str("</tbody></table>\n");
}

fn statements(out: &mut String, report: &Report) {
    out.push_str("<h2>Statements</h2>\n");
    header(
        out,
        &[
            "Account", "Currency", "Opening", "Credits", "Debits", "Closing", "Proof",
        ],
    );
    for row in &report.statements {
        let class = if row.balanced { "paid" } else { "trouble" };
        let [account, currency, proof] =
            [&row.account, &row.currency, &row.proof].map(|cell| escape(cell));
        let _ = write!(out, "<tr><td>{account}</td><td>{currency}</td>");
        for cell in [&row.opening, &row.credits, &row.debits, &row.closing] {
            let _ = write!(out, "<td class=\"number\">{}</td>", escape(cell));
        }
        let _ = writeln!(
            out,
            "<td><span class=\"dot {class}\"></span>{proof}</td></tr>"
        );
    }
    out.push_str("</tbody></table>\n");
    for row in report
        .statements
        .iter()
        .filter(|row| !row.entries.is_empty())
    {
        let _ = writeln!(
            out,
            "<details><summary>{} entries of {} in {}, statement {}</summary>",
            row.entries.len(),
            escape(&row.account),
            escape(&row.currency),
            escape(&row.id)
        );
        header(
            out,
            &["Date", "Amount", "Status", "Counterparty", "Reference"],
        );
        for entry in &row.entries {
            let [date, amount, status, counterparty, reference] = [
                &entry.date,
                &entry.amount,
                &entry.status,
                &entry.counterparty,
                &entry.reference,
            ]
            .map(|cell| escape(cell));
            let _ = writeln!(
                out,
                "<tr><td>{date}</td><td class=\"number\">{amount}</td><td>{status}</td><td>{counterparty}</td><td>{reference}</td></tr>"
            );
        }
        out.push_str("</tbody></table></details>\n");
    }
}

fn reconciliation(out: &mut String, report: &Report) {
    let Some(found) = &report.reconciliation else {
        return;
    };
    let _ = writeln!(
        out,
        "<h2>Reconciliation</h2><p><b>{}</b> matched &middot; <b>{}</b> cancelled &middot; <b>{}</b> open</p>",
        found.matched,
        found.cancelled,
        found.breaks.len()
    );
    if !found.breaks.is_empty() {
        header(out, &["Kind", "Explanation"]);
        for row in &found.breaks {
            let class = if row.exception { "trouble" } else { "waiting" };
            let _ = writeln!(
                out,
                "<tr><td><span class=\"tag {class}\">{}</span></td><td>{}</td></tr>",
                escape(&row.kind),
                escape(&row.explanation)
            );
        }
        out.push_str("</tbody></table>\n");
    }
    out.push_str("<h2>Proof</h2>\n");
    list(out, found.proof.iter().map(String::as_str));
}

fn header(out: &mut String, columns: &[&str]) {
    out.push_str("<table><thead><tr>");
    for column in columns {
        let _ = write!(out, "<th>{column}</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
}

fn list<'a>(out: &mut String, lines: impl Iterator<Item = &'a str>) {
    out.push_str("<ul>");
    for line in lines {
        let _ = writeln!(out, "<li>{}</li>", escape(line));
    }
    out.push_str("</ul>\n");
}

/// Makes text safe between tags and inside quoted attributes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(letter),
        }
    }
    out
}

const STYLE: &str = "
:root{color-scheme:light dark;--line:#8883;--good:#1a7f4b;--bad:#c0392b;--calm:#8a6d1a;--mute:#5b6b7b}
body{font:15px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .4rem}
.verdict{font-size:1.15rem;font-weight:600;padding:.7rem 1rem;border-left:.4rem solid;border-radius:.3rem;background:#8881}
.good{border-color:var(--good);color:var(--good)}.bad{border-color:var(--bad);color:var(--bad)}
table{border-collapse:collapse;width:100%;font-size:.92rem}th{text-align:left;font-weight:600;opacity:.7}
td,th{padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.tag{color:#fff;border-radius:.8rem;padding:.05rem .6rem;font-size:.82rem;white-space:nowrap}
.tag.paid,.dot.paid{background:var(--good)}.tag.refused{background:var(--mute)}
.tag.waiting{background:var(--calm)}.tag.trouble,.dot.trouble{background:var(--bad)}
.dot{display:inline-block;width:.6rem;height:.6rem;border-radius:50%;margin-right:.5rem}
summary{cursor:pointer;margin:.6rem 0}
";

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_of_a_name_becomes_a_tag_or_an_attribute() {
        assert_eq!(
            escape("<b a=\"x\" c='y'>&"),
            "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;"
        );
    }
}
