//! Placeholder until the values land from branch h-values, which replaces this file.
use std::fmt;
#[derive(Debug)]
pub struct ValueError(&'static str);
impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
macro_rules! t { ($($n:ident)*) => {$(
#[derive(Debug,Clone,PartialEq,Eq,Default)] pub struct $n(String);
impl $n { pub(crate) fn parse_xml(s:&str)->Result<Self,ValueError>{Ok(Self(s.to_owned()))} pub fn as_str(&self)->&str{&self.0} pub fn len(&self)->usize{self.0.len()} }
impl fmt::Display for $n { fn fmt(&self,f:&mut fmt::Formatter<'_>)->fmt::Result{f.write_str(&self.0)} }
impl From<&str> for $n { fn from(s:&str)->Self{Self(s.to_owned())} }
)*}}
t!(Text Number Boolean Date DateTime Time Year YearMonth Month Binary ExternalCode AnyXml);
impl std::ops::Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}
impl Number {
    pub fn total_digits(&self) -> u32 {
        0
    }
    pub fn fraction_digits(&self) -> u32 {
        0
    }
    pub fn value(&self) -> rust_decimal::Decimal {
        self.0.parse().unwrap_or_default()
    }
}
impl Boolean {
    pub fn get(&self) -> bool {
        self.0 == "true" || self.0 == "1"
    }
}
impl AnyXml {
    pub(crate) fn set(&mut self, s: String) {
        self.0 = s
    }
    pub fn parse(s: &str) -> Result<Self, ValueError> {
        Ok(Self(s.to_owned()))
    }
}
