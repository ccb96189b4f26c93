//! Who pays, who is paid, their accounts and their banks.

use std::fmt;

#[cfg(feature = "jobs-pain")]
use girokit_types::CreditorIdentifier;
use girokit_types::statement::AccountId;
use girokit_types::{Bic, Iban, Lei};

use crate::parts::base::{
    AccountIdentification4Choice, BranchAndFinancialInstitutionIdentification6, CashAccount38,
    ClearingSystemIdentification2Choice, ClearingSystemMemberIdentification2,
    FinancialInstitutionIdentification18, GenericAccountIdentification1,
    GenericOrganisationIdentification1, OrganisationIdentification29, Party38Choice,
    PartyIdentification135, PostalAddress24,
};
#[cfg(feature = "jobs-pain")]
use crate::parts::base::{
    GenericFinancialIdentification1, GenericPersonIdentification1, PersonIdentification13,
    PersonIdentificationSchemeName1Choice,
};
use crate::parts::text;

/// A party: a name, and what else identifies it.
///
/// ```
/// use girokit_iso20022::jobs::{Address, Party};
///
/// let party = Party::new("Weaver & Sons Ltd")
///     .with_address(Address::new("GB", "Leeds").with_street("Wool Street").with_building("7").with_post_code("LS1 1AA"))
///     .with_lei("5493001KJTIIGC8Y1R12".parse()?);
/// assert_eq!(party.name(), "Weaver & Sons Ltd");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: ISO 20022 `PartyIdentification135`.
#[derive(Clone, PartialEq, Eq)]
pub struct Party {
    name: String,
    address: Option<Address>,
    bic: Option<Bic>,
    lei: Option<Lei>,
    number: Option<String>,
    residence: Option<String>,
}

impl Party {
    /// A party by its name: up to 140 characters in the schema, up to 70 in SEPA.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            address: None,
            bic: None,
            lei: None,
            number: None,
            residence: None,
        }
    }

    /// Sets the address: `PstlAdr`.
    #[must_use]
    pub fn with_address(mut self, address: Address) -> Self {
        self.address = Some(address);
        self
    }

    /// Sets the BIC of an organisation: `Id/OrgId/AnyBIC`.
    #[must_use]
    pub fn with_bic(mut self, bic: Bic) -> Self {
        self.bic = Some(bic);
        self
    }

    /// Sets the LEI of an organisation: `Id/OrgId/LEI`.
    #[must_use]
    pub fn with_lei(mut self, lei: Lei) -> Self {
        self.lei = Some(lei);
        self
    }

    /// Sets another number of an organisation: `Id/OrgId/Othr/Id`.
    #[must_use]
    pub fn with_number(mut self, number: &str) -> Self {
        self.number = Some(number.to_owned());
        self
    }

    /// Sets the country where it resides, as ISO 3166-1 alpha-2: `CtryOfRes`.
    #[must_use]
    pub fn with_residence(mut self, country: &str) -> Self {
        self.residence = Some(country.to_owned());
        self
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn build(&self) -> PartyIdentification135 {
        let mut party = PartyIdentification135::new();
        party.nm = Some(text(&self.name));
        party.pstl_adr = self
            .address
            .as_ref()
            .map(|address| Box::new(address.build()));
        party.ctry_of_res = self.residence.as_deref().map(text);
        if self.bic.is_some() || self.lei.is_some() || self.number.is_some() {
            let mut id = OrganisationIdentification29::new();
            id.any_bic = self.bic.map(|bic| text(bic.as_str()));
            id.lei = self.lei.map(|lei| text(lei.as_str()));
            let number = self.number.as_deref().map(text);
            id.othr
                .extend(number.map(GenericOrganisationIdentification1::new));
            party.id = Some(Party38Choice::OrgId(Box::new(id)));
        }
        party
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names of people and their addresses do not belong into logs.
        f.debug_struct("Party")
            .field("bic", &self.bic)
            .field("lei", &self.lei)
            .finish_non_exhaustive()
    }
}

/// An address with its country and town apart, as SEPA, CBPR+ and others demand since November 2026.
///
/// What remains can be structured (street, building, post code) or stand in at most two lines ("hybrid"); an address of lines only
/// cannot be made.
///
/// Source: ISO 20022 `PostalAddress24`.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    country: String,
    town: String,
    street: Option<String>,
    building: Option<String>,
    post_code: Option<String>,
    subdivision: Option<String>,
    lines: Vec<String>,
}

impl Address {
    /// A country as ISO 3166-1 alpha-2, and a town of up to 35 characters.
    pub fn new(country: &str, town: &str) -> Self {
        Self {
            country: country.to_owned(),
            town: town.to_owned(),
            street: None,
            building: None,
            post_code: None,
            subdivision: None,
            lines: Vec::new(),
        }
    }

    /// Sets the street: `StrtNm`.
    #[must_use]
    pub fn with_street(mut self, street: &str) -> Self {
        self.street = Some(street.to_owned());
        self
    }

    /// Sets the number of the building: `BldgNb`.
    #[must_use]
    pub fn with_building(mut self, number: &str) -> Self {
        self.building = Some(number.to_owned());
        self
    }

    /// Sets the post code: `PstCd`.
    #[must_use]
    pub fn with_post_code(mut self, code: &str) -> Self {
        self.post_code = Some(code.to_owned());
        self
    }

    /// Sets the state or province: `CtrySubDvsn`.
    #[must_use]
    pub fn with_subdivision(mut self, subdivision: &str) -> Self {
        self.subdivision = Some(subdivision.to_owned());
        self
    }

    /// Adds a line for what does not fit the other elements: `AdrLine`, of 70 characters.
    #[must_use]
    pub fn with_line(mut self, line: &str) -> Self {
        self.lines.push(line.to_owned());
        self
    }

    fn build(&self) -> PostalAddress24 {
        let mut address = PostalAddress24::new();
        address.ctry = Some(text(&self.country));
        address.twn_nm = Some(text(&self.town));
        address.strt_nm = self.street.as_deref().map(text);
        address.bldg_nb = self.building.as_deref().map(text);
        address.pst_cd = self.post_code.as_deref().map(text);
        address.ctry_sub_dvsn = self.subdivision.as_deref().map(text);
        address.adr_line = self.lines.iter().map(|line| text(line)).collect();
        address
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("country", &self.country)
            .finish_non_exhaustive()
    }
}

/// An account: an IBAN, or a number of another kind.
///
/// Source: ISO 20022 `AccountIdentification4Choice`, which knows these two and no third.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "the schema's own choice of two")]
pub enum Account {
    /// An IBAN.
    Iban(Iban),
    /// Any other number, of up to 34 characters.
    Other(AccountId),
}

impl From<Iban> for Account {
    fn from(iban: Iban) -> Self {
        Self::Iban(iban)
    }
}

impl From<AccountId> for Account {
    /// An IBAN if it is one.
    fn from(account: AccountId) -> Self {
        match account.parse_as() {
            Ok(iban) => Self::Iban(iban),
            Err(_) => Self::Other(account),
        }
    }
}

impl Account {
    #[cfg(feature = "jobs-pain")]
    pub(super) fn iban(&self) -> Option<Iban> {
        match self {
            Self::Iban(iban) => Some(*iban),
            Self::Other(_) => None,
        }
    }

    pub(super) fn build(&self) -> CashAccount38 {
        CashAccount38::new(self.id())
    }

    pub(crate) fn id(&self) -> AccountIdentification4Choice {
        match self {
            Self::Iban(iban) => AccountIdentification4Choice::IBAN(text(iban.as_str())),
            Self::Other(account) => AccountIdentification4Choice::Othr(Box::new(
                GenericAccountIdentification1::new(text(account.as_str())),
            )),
        }
    }
}

/// A bank: by its BIC, by its number in a clearing system, or by name and address.
///
/// Source: ISO 20022 `BranchAndFinancialInstitutionIdentification6`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    bic: Option<Bic>,
    member: Option<(String, String)>,
    lei: Option<Lei>,
    name: Option<String>,
    address: Option<Address>,
}

impl Agent {
    /// A bank by its BIC.
    pub fn bic(bic: Bic) -> Self {
        Self {
            bic: Some(bic),
            ..Self::default()
        }
    }

    /// A bank by its number in a clearing system, such as `USABA` and a routing number.
    pub fn member(clearing_system: &str, number: &str) -> Self {
        Self {
            member: Some((clearing_system.to_owned(), number.to_owned())),
            ..Self::default()
        }
    }

    /// A bank by its name and address alone.
    pub fn named(name: &str, address: Address) -> Self {
        Self {
            name: Some(name.to_owned()),
            address: Some(address),
            ..Self::default()
        }
    }

    /// Adds its number in a clearing system: an `ExternalClearingSystemIdentification1Code` such as `USABA`, and the number.
    #[must_use]
    pub fn with_member(mut self, clearing_system: &str, number: &str) -> Self {
        self.member = Some((clearing_system.to_owned(), number.to_owned()));
        self
    }

    /// Adds the LEI.
    #[must_use]
    pub fn with_lei(mut self, lei: Lei) -> Self {
        self.lei = Some(lei);
        self
    }

    /// Adds the name and address.
    #[must_use]
    pub fn with_name(mut self, name: &str, address: Address) -> Self {
        self.name = Some(name.to_owned());
        self.address = Some(address);
        self
    }

    pub(crate) fn build(&self) -> BranchAndFinancialInstitutionIdentification6 {
        let mut id = FinancialInstitutionIdentification18::new();
        id.bicfi = self.bic.map(|bic| text(bic.as_str()));
        id.lei = self.lei.map(|lei| text(lei.as_str()));
        id.nm = self.name.as_deref().map(text);
        id.pstl_adr = self
            .address
            .as_ref()
            .map(|address| Box::new(address.build()));
        id.clr_sys_mmb_id = self.member.as_ref().map(|(system, number)| {
            let mut member = ClearingSystemMemberIdentification2::new(text(number));
            let system = system.as_str().into();
            member.clr_sys_id = Some(ClearingSystemIdentification2Choice::Cd(system));
            Box::new(member)
        });
        BranchAndFinancialInstitutionIdentification6::new(id)
    }
}

#[cfg(feature = "jobs-pain")]
/// The bank, or where the schema demands one and none is known, what the SEPA rulebooks write then.
pub(super) fn agent_or_not_provided(
    agent: Option<&Agent>,
) -> BranchAndFinancialInstitutionIdentification6 {
    agent.map_or_else(
        || {
            let mut id = FinancialInstitutionIdentification18::new();
            let none = GenericFinancialIdentification1::new(text("NOTPROVIDED"));
            id.othr = Some(Box::new(none));
            BranchAndFinancialInstitutionIdentification6::new(id)
        },
        Agent::build,
    )
}

/// A SEPA creditor identifier as a party: `Id/PrvtId/Othr` with the scheme's name `SEPA`, whoever the creditor is.
#[cfg(feature = "jobs-pain")]
pub(super) fn creditor_scheme(id: CreditorIdentifier) -> PartyIdentification135 {
    let mut number = GenericPersonIdentification1::new(text(id.as_str()));
    number.schme_nm = Some(PersonIdentificationSchemeName1Choice::Prtry(text("SEPA")));
    let mut person = PersonIdentification13::new();
    person.othr.push(number);
    let mut party = PartyIdentification135::new();
    party.id = Some(Party38Choice::PrvtId(Box::new(person)));
    party
}

/// A bank in the place of a party: `Id/OrgId/AnyBIC`.
#[cfg(feature = "jobs-pacs")]
pub(super) fn bank_as_party(bic: Bic) -> PartyIdentification135 {
    let mut id = OrganisationIdentification29::new();
    id.any_bic = Some(text(bic.as_str()));
    let mut party = PartyIdentification135::new();
    party.id = Some(Party38Choice::OrgId(Box::new(id)));
    party
}
