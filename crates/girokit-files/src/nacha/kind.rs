//! Which layout a record has: by its batch's SEC code, its type and its reason.

use super::layout::Layout;
use super::record::{
    AddendaRecord, AdvEntry, ChangeAddenda, CheckEntry, ContestedReturnAddenda, CorporateEntry,
    CustomerInitiatedEntry, DishonoredReturnAddenda, EntryDetail, Iat10, Iat11, Iat12, Iat13,
    Iat14, Iat15, Iat16, Iat17, Iat18, IatEntry, IatReturnAddenda, MachineTransferAddenda,
    MachineTransferEntry, PaymentAddenda, PointOfPurchaseEntry, Record, RefusedChangeAddenda,
    ReturnAddenda, SharedNetworkEntry, TerminalAddenda, TruncatedCheckEntry, addenda_record,
    adv_entry, change_addenda, check_entry, contested_return_addenda, corporate_entry,
    customer_initiated_entry, dishonored_return_addenda, entry_detail, iat_entry,
    iat_return_addenda, iat10, iat11, iat12, iat13, iat14, iat15, iat16, iat17, iat18,
    machine_transfer_addenda, machine_transfer_entry, payment_addenda, point_of_purchase_entry,
    refused_change_addenda, return_addenda, shared_network_entry, terminal_addenda,
    truncated_check_entry,
};
use super::sec::SecCode;

/// An entry as its SEC code lays it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind<'a> {
    /// ADV.
    Advice(AdvEntry<'a>),
    /// ARC, BOC, RCK.
    Check(CheckEntry<'a>),
    /// ATX, CTX, ENR, TRX.
    Corporate(CorporateEntry<'a>),
    /// CIE.
    CustomerInitiated(CustomerInitiatedEntry<'a>),
    /// Every other SEC code, also an unknown one.
    Detail(EntryDetail<'a>),
    /// IAT.
    International(IatEntry<'a>),
    /// MTE.
    MachineTransfer(MachineTransferEntry<'a>),
    /// POP.
    PointOfPurchase(PointOfPurchaseEntry<'a>),
    /// SHR.
    SharedNetwork(SharedNetworkEntry<'a>),
    /// TRC, XCK.
    TruncatedCheck(TruncatedCheckEntry<'a>),
}

impl<'a> EntryKind<'a> {
    /// The record as a batch of this SEC code lays it out.
    pub fn of(record: Record<'a>, sec: SecCode) -> Self {
        match sec {
            SecCode::ADV => Self::Advice(AdvEntry::new(record)),
            SecCode::ARC | SecCode::BOC | SecCode::RCK => Self::Check(CheckEntry::new(record)),
            SecCode::ATX | SecCode::CTX | SecCode::ENR | SecCode::TRX => {
                Self::Corporate(CorporateEntry::new(record))
            }
            SecCode::CIE => Self::CustomerInitiated(CustomerInitiatedEntry::new(record)),
            SecCode::IAT => Self::International(IatEntry::new(record)),
            SecCode::MTE => Self::MachineTransfer(MachineTransferEntry::new(record)),
            SecCode::POP => Self::PointOfPurchase(PointOfPurchaseEntry::new(record)),
            SecCode::SHR => Self::SharedNetwork(SharedNetworkEntry::new(record)),
            SecCode::TRC | SecCode::XCK => Self::TruncatedCheck(TruncatedCheckEntry::new(record)),
            _ => Self::Detail(EntryDetail::new(record)),
        }
    }
}

/// The layout of the entries of a batch with this SEC code.
pub fn entry_layout(sec: SecCode) -> Layout {
    match sec {
        SecCode::ADV => adv_entry::LAYOUT,
        SecCode::ARC | SecCode::BOC | SecCode::RCK => check_entry::LAYOUT,
        SecCode::ATX | SecCode::CTX | SecCode::ENR | SecCode::TRX => corporate_entry::LAYOUT,
        SecCode::CIE => customer_initiated_entry::LAYOUT,
        SecCode::IAT => iat_entry::LAYOUT,
        SecCode::MTE => machine_transfer_entry::LAYOUT,
        SecCode::POP => point_of_purchase_entry::LAYOUT,
        SecCode::SHR => shared_network_entry::LAYOUT,
        SecCode::TRC | SecCode::XCK => truncated_check_entry::LAYOUT,
        _ => entry_detail::LAYOUT,
    }
}

/// An addenda record as its type code, its batch's SEC code and its reason lay it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddendaKind<'a> {
    /// 98, a notification of change.
    Change(ChangeAddenda<'a>),
    /// 99 of a contested dishonored return.
    ContestedReturn(ContestedReturnAddenda<'a>),
    /// 99 of a dishonored return.
    DishonoredReturn(DishonoredReturnAddenda<'a>),
    /// 10 of IAT.
    Iat10(Iat10<'a>),
    /// 11 of IAT.
    Iat11(Iat11<'a>),
    /// 12 of IAT.
    Iat12(Iat12<'a>),
    /// 13 of IAT.
    Iat13(Iat13<'a>),
    /// 14 of IAT.
    Iat14(Iat14<'a>),
    /// 15 of IAT.
    Iat15(Iat15<'a>),
    /// 16 of IAT.
    Iat16(Iat16<'a>),
    /// 17 of IAT.
    Iat17(Iat17<'a>),
    /// 18 of IAT.
    Iat18(Iat18<'a>),
    /// 99 of an IAT return.
    IatReturn(IatReturnAddenda<'a>),
    /// 02 of MTE.
    MachineTransfer(MachineTransferAddenda<'a>),
    /// A type that the standard does not have.
    Other(AddendaRecord<'a>),
    /// 05.
    Payment(PaymentAddenda<'a>),
    /// 98 of a refused notification of change.
    RefusedChange(RefusedChangeAddenda<'a>),
    /// 99 of a return.
    Return(ReturnAddenda<'a>),
    /// 02 of POS and SHR.
    Terminal(TerminalAddenda<'a>),
}

impl<'a> AddendaKind<'a> {
    /// The record as an entry of a batch of this SEC code has it.
    pub fn of(record: Record<'a>, sec: SecCode) -> Self {
        match record.raw(addenda_record::ADDENDA_TYPE_CODE) {
            b"02" if sec == SecCode::MTE => {
                Self::MachineTransfer(MachineTransferAddenda::new(record))
            }
            b"02" => Self::Terminal(TerminalAddenda::new(record)),
            b"05" => Self::Payment(PaymentAddenda::new(record)),
            b"10" => Self::Iat10(Iat10::new(record)),
            b"11" => Self::Iat11(Iat11::new(record)),
            b"12" => Self::Iat12(Iat12::new(record)),
            b"13" => Self::Iat13(Iat13::new(record)),
            b"14" => Self::Iat14(Iat14::new(record)),
            b"15" => Self::Iat15(Iat15::new(record)),
            b"16" => Self::Iat16(Iat16::new(record)),
            b"17" => Self::Iat17(Iat17::new(record)),
            b"18" => Self::Iat18(Iat18::new(record)),
            b"98" if is_refusal(record.raw(change_addenda::CHANGE_CODE)) => {
                Self::RefusedChange(RefusedChangeAddenda::new(record))
            }
            b"98" => Self::Change(ChangeAddenda::new(record)),
            b"99" => match ReturnStage::of(record.raw(return_addenda::RETURN_REASON_CODE)) {
                ReturnStage::Contested => {
                    Self::ContestedReturn(ContestedReturnAddenda::new(record))
                }
                ReturnStage::Dishonored => {
                    Self::DishonoredReturn(DishonoredReturnAddenda::new(record))
                }
                ReturnStage::Return if sec == SecCode::IAT => {
                    Self::IatReturn(IatReturnAddenda::new(record))
                }
                ReturnStage::Return => Self::Return(ReturnAddenda::new(record)),
            },
            _ => Self::Other(AddendaRecord::new(record)),
        }
    }

    /// The layout.
    pub fn layout(self) -> Layout {
        match self {
            Self::Change(_) => change_addenda::LAYOUT,
            Self::ContestedReturn(_) => contested_return_addenda::LAYOUT,
            Self::DishonoredReturn(_) => dishonored_return_addenda::LAYOUT,
            Self::Iat10(_) => iat10::LAYOUT,
            Self::Iat11(_) => iat11::LAYOUT,
            Self::Iat12(_) => iat12::LAYOUT,
            Self::Iat13(_) => iat13::LAYOUT,
            Self::Iat14(_) => iat14::LAYOUT,
            Self::Iat15(_) => iat15::LAYOUT,
            Self::Iat16(_) => iat16::LAYOUT,
            Self::Iat17(_) => iat17::LAYOUT,
            Self::Iat18(_) => iat18::LAYOUT,
            Self::IatReturn(_) => iat_return_addenda::LAYOUT,
            Self::MachineTransfer(_) => machine_transfer_addenda::LAYOUT,
            Self::Other(_) => addenda_record::LAYOUT,
            Self::Payment(_) => payment_addenda::LAYOUT,
            Self::RefusedChange(_) => refused_change_addenda::LAYOUT,
            Self::Return(_) => return_addenda::LAYOUT,
            Self::Terminal(_) => terminal_addenda::LAYOUT,
        }
    }
}

/// Whether a change code refuses a notification of change: C61-C69.
pub(crate) fn is_refusal(code: &[u8]) -> bool {
    matches!(code, [b'C', b'6', b'1'..=b'9'])
}

/// Where a return stands between the two banks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReturnStage {
    /// The receiving bank sends the entry back.
    Return,
    /// The originating bank does not take the return: R61-R70.
    Dishonored,
    /// The receiving bank insists: R71-R77.
    Contested,
}

impl ReturnStage {
    pub(crate) fn of(reason: &[u8]) -> Self {
        match reason {
            [b'R', b'6', b'1'..=b'9'] | b"R70" => Self::Dishonored,
            [b'R', b'7', b'1'..=b'7'] => Self::Contested,
            _ => Self::Return,
        }
    }
}
