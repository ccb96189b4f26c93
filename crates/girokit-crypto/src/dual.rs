//! The dual signature: an order and its payment bound together by the payer, each party seeing only its part.
//!
//! SET had it in 1997: the shop learns the order and nothing of the card, the bank learns the card and nothing of the order, and
//! neither can put another half beside the payer's. SET hashed the halves without salt and signed with SHA-1 and RSA; here each half
//! is hidden behind a salted commitment, so that a half of few possibilities (an amount, a card number) cannot be guessed from it.
//!
//! ```
//! use std::sync::Arc;
//! use girokit_crypto::dual::{BankView, DualSignature, ShopView};
//! use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, SigningKey};
//!
//! let pem = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
//! let payer = SigningKey::from_pem(KeyId::parse("payer-7")?, SignatureAlgorithm::EcdsaP256Sha256, pem)?;
//! let (order, payment) = (b"2 books to Anna, EUR 42.00", b"card 4111111111111111, EUR 42.00");
//! let dual = DualSignature::sign("order-4711", order, payment, &payer)?;
//!
//! let keys = PinnedKey::new(Arc::new(payer.public_key()));
//! let shop = ShopView::parse(&dual.for_shop())?.verify(&keys)?; // to the shop
//! assert_eq!(shop.content().content(), order);
//! let bank = BankView::parse(&dual.for_bank())?.verify(&keys)?; // to the bank, in a JWE through the shop
//! assert_eq!(bank.content().content(), payment);
//! assert_eq!(shop.content().binding(), bank.content().binding()); // the two halves of one signature
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Threats
//! | who | wants | cannot, because |
//! |---|---|---|
//! | shop | the card number | it gets the payment's commitment: salted by 256 bits, which only the bank gets |
//! | bank | what was bought | the same the other way round |
//! | shop | the payment beside another order | the signature is over both commitments and the transaction |
//! | another shop | a payment that was made for somebody else | name the shop in the payment: only the parties know what is in a half |
//! | shop | the payment twice | the transaction is in the signature: the bank accepts each once ([`Half::transaction`]) |
//! | payer | to deny either half | whoever has a view has the signature over it; both views together prove both |
//! | anybody between | to read the payment | send the bank's view in a JWE for the bank |
//!
//! What it does not do: it does not hide that the two belong together, and whoever gets both views knows all.

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::keys::{Algorithm, Digest, KeyFinder, KeyHints, SignatureAlgorithm, Signer};
use crate::{Error, ErrorKind, Secret, Verified};

const TITLE: &str = "girokit dual signature 1";
const HASH: usize = 32;

/// Most bytes of a half: 1 MiB.
const MAX_HALF: usize = 1 << 20;

/// What opens a commitment: a half, and its salt.
type Opening = (Secret, Secret);

/// The payer's signature with both halves and their salts: it stays with the payer, who hands out the views.
pub struct DualSignature {
    transaction: String,
    order: Opening,
    payment: Opening,
    key: String,
    algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
}

impl DualSignature {
    /// Signs an order and its payment as one transaction, whose name is in both views: 1 to 255 visible ASCII characters.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed), [`TooLarge`](ErrorKind::TooLarge) above 1 MiB for a half, and what the key says.
    pub fn sign(
        transaction: &str,
        order: &[u8],
        payment: &[u8],
        key: &dyn Signer,
    ) -> Result<Self, Error> {
        check_name(transaction)?;
        if order.len() > MAX_HALF || payment.len() > MAX_HALF {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "expected at most 1 MiB for each half",
            ));
        }
        let (order, payment) = (
            (Secret::new(order.to_vec()), Secret::random(HASH)?),
            (Secret::new(payment.to_vec()), Secret::random(HASH)?),
        );
        let commitments = [commit(Part::Order, &order), commit(Part::Payment, &payment)];
        let signature = key.sign(signed_text(transaction, &commitments).as_bytes())?;
        Ok(Self {
            transaction: transaction.to_owned(),
            order,
            payment,
            key: key.info().id().to_string(),
            algorithm: key.algorithm(),
            signature,
        })
    }

    /// The view for the shop: the order, and of the payment its commitment.
    pub fn for_shop(&self) -> String {
        self.view(
            Part::Order,
            &self.order,
            &commit(Part::Payment, &self.payment),
        )
    }

    /// The view for the bank: the payment, and of the order its commitment. Secret: send it encrypted.
    pub fn for_bank(&self) -> String {
        self.view(
            Part::Payment,
            &self.payment,
            &commit(Part::Order, &self.order),
        )
    }

    fn view(&self, part: Part, (content, salt): &Opening, other: &[u8]) -> String {
        let (transaction, key, algorithm) = (&self.transaction, &self.key, self.algorithm);
        let head = format!(
            "{TITLE}\n{}\n{transaction}\n{key}\n{algorithm}\n",
            part.name()
        );
        let parts = [content.expose(), salt.expose(), other, &self.signature];
        // Room for all of it: a text that grows would leave the half behind.
        let length = parts.iter().fold(head.len(), |length, part| {
            length.saturating_add(part.len().saturating_mul(4).div_ceil(3).saturating_add(1))
        });
        let mut view = String::with_capacity(length);
        view.push_str(&head);
        for part in parts {
            URL_SAFE_NO_PAD.encode_string(part, &mut view);
            view.push('\n');
        }
        view
    }
}

impl fmt::Debug for DualSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DualSignature")
            .field("transaction", &self.transaction)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Order,
    Payment,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Payment => "payment",
        }
    }
}

fn check_name(name: &str) -> Result<(), Error> {
    if name.is_empty() || name.len() > 255 || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::new(
            ErrorKind::Malformed,
            "expected a transaction of 1 to 255 visible characters",
        ));
    }
    Ok(())
}

/// `SHA-256(title ‖ name of the part ‖ salt ‖ content)`, with line ends after the first two.
fn commit(part: Part, (content, salt): &Opening) -> Vec<u8> {
    let input = [
        TITLE.as_bytes(),
        b"\n",
        part.name().as_bytes(),
        b"\n",
        salt.expose(),
        content.expose(),
    ];
    Digest::Sha256.of(&Zeroizing::new(input.concat()))
}

/// What is signed: title, transaction, commitment of the order, commitment of the payment, a line each.
fn signed_text(transaction: &str, [order, payment]: &[Vec<u8>; 2]) -> String {
    let (order, payment) = (
        URL_SAFE_NO_PAD.encode(order),
        URL_SAFE_NO_PAD.encode(payment),
    );
    format!("{TITLE}\n{transaction}\n{order}\n{payment}\n")
}

/// One half of a dual signature, after it was verified.
#[derive(Clone, PartialEq, Eq)]
pub struct Half {
    transaction: String,
    content: Secret,
    binding: Vec<u8>,
}

impl Half {
    /// Name of the transaction: accept each once.
    pub fn transaction(&self) -> &str {
        &self.transaction
    }

    /// The half itself.
    pub fn content(&self) -> &[u8] {
        self.content.expose()
    }

    /// SHA-256 of what was signed, the same in both views of one signature: shop and bank may compare it, and it says nothing
    /// of either half.
    pub fn binding(&self) -> &[u8] {
        &self.binding
    }
}

impl fmt::Debug for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Half")
            .field("transaction", &self.transaction)
            .finish_non_exhaustive()
    }
}

/// What the shop gets.
#[derive(Clone, Debug)]
pub struct ShopView(View);

/// What the bank gets.
#[derive(Clone, Debug)]
pub struct BankView(View);

impl ShopView {
    /// Reads [`DualSignature::for_shop`].
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed), [`TooLarge`](ErrorKind::TooLarge).
    pub fn parse(text: &str) -> Result<Self, Error> {
        View::parse(text, Part::Order).map(Self)
    }

    /// The order, if the payer signed it together with the payment that the bank's view holds.
    ///
    /// # Errors
    /// [`SignatureInvalid`](ErrorKind::SignatureInvalid), [`KeyMismatch`](ErrorKind::KeyMismatch), and what the finder says.
    pub fn verify(&self, keys: &dyn KeyFinder) -> Result<Verified<Half>, Error> {
        self.0.verify(keys)
    }
}

impl BankView {
    /// Reads [`DualSignature::for_bank`].
    ///
    /// # Errors
    /// As [`ShopView::parse`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        View::parse(text, Part::Payment).map(Self)
    }

    /// The payment, if the payer signed it together with the order that the shop's view holds.
    ///
    /// # Errors
    /// As [`ShopView::verify`].
    pub fn verify(&self, keys: &dyn KeyFinder) -> Result<Verified<Half>, Error> {
        self.0.verify(keys)
    }
}

#[derive(Clone)]
struct View {
    part: Part,
    transaction: String,
    key: String,
    algorithm: SignatureAlgorithm,
    opening: Opening,
    other: Vec<u8>,
    signature: Vec<u8>,
}

impl View {
    fn parse(text: &str, part: Part) -> Result<Self, Error> {
        let bad = || {
            Error::new(
                ErrorKind::Malformed,
                format!("expected the view of the {}", part.name()),
            )
        };
        if text.len() > MAX_HALF.saturating_mul(2) {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "expected at most 1 MiB for each half",
            ));
        }
        let lines: Vec<&str> = text.splitn(11, '\n').collect();
        let &[
            TITLE,
            name,
            transaction,
            key,
            algorithm,
            content,
            salt,
            other,
            signature,
            "",
        ] = lines.as_slice()
        else {
            return Err(bad());
        };
        if name != part.name() {
            return Err(bad());
        }
        check_name(transaction)?;
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| bad());
        let (salt, other) = (Secret::new(decode(salt)?), decode(other)?);
        if salt.len() != HASH || other.len() != HASH {
            return Err(bad());
        }
        Ok(Self {
            part,
            transaction: transaction.to_owned(),
            key: key.to_owned(),
            algorithm: SignatureAlgorithm::ALL
                .into_iter()
                .find(|known| known.name() == algorithm)
                .ok_or_else(bad)?,
            opening: (Secret::new(decode(content)?), salt),
            other,
            signature: decode(signature)?,
        })
    }

    fn verify(&self, keys: &dyn KeyFinder) -> Result<Verified<Half>, Error> {
        let own = commit(self.part, &self.opening);
        let commitments = match self.part {
            Part::Order => [own, self.other.clone()],
            Part::Payment => [self.other.clone(), own],
        };
        let text = signed_text(&self.transaction, &commitments);
        let algorithm = Algorithm::Signature(self.algorithm);
        let hints = KeyHints {
            key_id: Some(self.key.clone()),
            ..KeyHints::default()
        };
        let by =
            keys.find(&hints, algorithm)?
                .verify(algorithm, text.as_bytes(), &self.signature)?;
        let binding = Digest::Sha256.of(text.as_bytes());
        Ok(Verified::new(
            Half {
                transaction: self.transaction.clone(),
                content: self.opening.0.clone(),
                binding,
            },
            by,
        ))
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View")
            .field("part", &self.part.name())
            .field("transaction", &self.transaction)
            .finish_non_exhaustive()
    }
}
